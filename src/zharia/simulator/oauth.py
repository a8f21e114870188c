"""Login Kit: the consent page, tokens, revoke, and user info."""

from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from zharia.simulator import avatar, ownership, pages, timeline, tokens
from zharia.simulator.endpoint import (
    CallContext,
    api_refusal,
    authenticate,
    requested_fields,
    route,
)
from zharia.simulator.envelope import OAUTH_CODES, Refused, api_body, json_response
from zharia.simulator.model import App, AppKind, Grant, Platform, User

#: what Login Kit and Content Posting can ask for (scopes-overview), with the fields of user
#: info that each opens (tiktok-api-v2-get-user-info)
FIELDS_OF_SCOPE = {
    "user.info.basic": (
        "open_id",
        "union_id",
        "avatar_url",
        "avatar_url_100",
        "avatar_large_url",
        "display_name",
    ),
    "user.info.profile": ("bio_description", "profile_deep_link", "is_verified", "username"),
    "user.info.stats": ("follower_count", "following_count", "likes_count", "video_count"),
}


async def authorize(call: CallContext) -> Response:
    """The consent page, and the answer to it. It always shows: nobody is logged in here."""
    if call.request.method == "POST":
        return _handle_decision(call, QueryParams(_form(call)))
    query = call.request.query_params
    app, scopes = _check_authorize(call, query, query.get("scope", ""))
    if not call.request.url.path.endswith("/"):
        call.wrong.append(
            "TikTok's tables write this address with a slash at its end; it is served"
        )
    return pages.consent_page(
        call.request,
        app=app,
        users=call.world.state.users,
        scopes=scopes,
        state_fields={
            "client_key": app.client_key,
            "response_type": "code",
            "redirect_uri": query["redirect_uri"],
            "state": query["state"],
            "requested_scope": ",".join(scopes),
            "code_challenge": query.get("code_challenge", ""),
            "code_challenge_method": query.get("code_challenge_method", ""),
        },
    )


def _check_authorize(call: CallContext, query: QueryParams, scope: str) -> tuple[App, list[str]]:
    """login-kit-web, and login-kit-desktop for PKCE. A refusal's code is the page's one word."""
    app = _app_at_authorize(call, query)
    _check_redirect_uri(call, app, query.get("redirect_uri", ""))
    if query.get("response_type") != "code":
        raise Refused("response_type", "response_type is not `code`")
    if not query.get("state"):
        raise Refused("state", "state is missing")
    scopes = _check_scopes(app, scope)
    challenge = query.get("code_challenge", "")
    method = query.get("code_challenge_method", "")
    if app.platform is Platform.DESKTOP:
        if not tokens.is_hex_challenge(challenge):
            raise Refused(
                "code_challenge",
                f"code_challenge is {challenge!r}; a desktop app sends the SHA-256 of the verifier"
                " as 64 lowercase hex digits, not as base64url",
            )
        if method != "S256":
            raise Refused("code_challenge", f"code_challenge_method is {method!r}, not S256")
    elif challenge and not tokens.is_hex_challenge(challenge):
        call.wrong.append("code_challenge is not lowercase hex; for web apps it is not checked")
    return app, scopes


def _app_at_authorize(call: CallContext, query: QueryParams) -> App:
    key = query.get("client_key", "")
    app = call.world.app(key)
    if app is not None:
        call.client_key = key
        return app
    if not key:
        hint = "; TikTok does not call it client_id" if "client_id" in query else ""
        raise Refused("client_key", f"client_key is missing{hint}")
    if call.world.app(key.strip()):
        raise Refused("client_key", f"{key!r} has white space around the client_key")
    raise Refused("client_key", f"no app has the client_key {key!r}")


def _check_redirect_uri(call: CallContext, app: App, uri: str) -> None:
    if not any(ownership.redirect_uri_matches(one, uri, app.platform) for one in app.redirect_uris):
        raise Refused(
            "redirect_uri",
            f"{uri!r} is not registered for {app.client_key}, byte for byte:"
            f" {', '.join(app.redirect_uris)}",
        )
    wrong = ownership.redirect_uri_problem(
        uri, app.platform, strict=call.world.settings.strict_urls
    )
    if wrong:
        raise Refused("redirect_uri", wrong)


def _check_scopes(app: App, scope: str) -> list[str]:
    scopes = [name for name in scope.split(",") if name]
    if not scopes:
        raise Refused("scope", "scope is missing")
    for name in scopes:
        if name not in app.scopes:
            hint = "; scopes are separated by commas" if " " in name or "+" in name else ""
            raise Refused("scope", f"{app.client_key} has no scope {name!r}{hint}")
    return list(dict.fromkeys(scopes))


def _handle_decision(call: CallContext, form: QueryParams) -> Response:
    """The consent form came back: allow some scopes, or refuse."""
    app, scopes = _check_authorize(call, form, form.get("requested_scope", ""))
    redirect_uri, state = form["redirect_uri"], form["state"]
    granted = [name for name in scopes if name in form.getlist("scope")]
    if form.get("decision") != "allow" or not granted:
        call.code = "access_denied"
        call.wrong.append("the user refused" if granted else "the user ticked no scope")
        return _redirect_back(
            redirect_uri,
            {
                "error": "access_denied",
                "error_description": "The user denied the request.",
                "state": state,
            },
        )
    user = call.world.user(form.get("username", ""))
    if user is None:
        raise Refused("username", f"the simulator has no user {form.get('username')!r}")
    call.username = user.username
    if app.kind is AppKind.SANDBOX and user.username not in app.target_users:
        # add-a-sandbox: only target users may sign in; the page names the key (field).
        raise Refused(
            "client_key",
            f"{user.username} is not a target user of the sandbox {app.client_key}:"
            f" {', '.join(app.target_users)}",
        )
    code = tokens.issue_code(
        call.world.state,
        app,
        username=user.username,
        scopes=granted,
        redirect_uri=redirect_uri,
        code_challenge=form.get("code_challenge", ""),
        now=call.now,
    )
    return _redirect_back(
        redirect_uri, {"code": code.code, "scopes": ",".join(granted), "state": state}
    )


def _redirect_back(redirect_uri: str, query: dict[str, str]) -> Response:
    return RedirectResponse(f"{redirect_uri}?{urlencode(query)}", status_code=302)


def _page_refusal(call: CallContext, refused: Refused) -> Response:
    """TikTok's page says one word, and nothing more."""
    return pages.opaque_error_page(call.request, word=refused.code)


async def token(call: CallContext) -> Response:
    form = _unique_form(call)
    app = tokens.authenticate(call.world.state, form)
    call.client_key = app.client_key
    match form.get("grant_type"):
        case "authorization_code":
            grant = tokens.exchange_code(call.world.state, app, form, call.now)
        case "refresh_token":
            grant = tokens.refresh(call.world.state, app, form, call.now)
        case None | "":
            raise Refused("invalid_request", "grant_type is missing")
        case other:
            raise Refused("unsupported_grant_type", f"grant_type is {other!r}")
    call.username = grant.username
    call.world.changed()
    response = json_response(tokens.token_body(grant, call.now))
    response.headers["cache-control"] = "no-store"
    return response


async def revoke(call: CallContext) -> Response:
    form = _unique_form(call)
    app = tokens.authenticate(call.world.state, form)
    call.client_key = app.client_key
    grant = tokens.grant_of_token(call.world.state, app, form.get("token", ""))
    call.username = grant.username
    # webhooks-events: reason 5, revoked by the developer
    timeline.remove_authorization(call.world, grant, 5)
    return json_response({})


def _flat_refusal(call: CallContext, refused: Refused) -> Response:
    """oauth-error-handling: flat, and often with HTTP 200."""
    code = {
        "internal_error": "server_error",
        "": "server_error",
        "rate_limit_exceeded": "temporarily_unavailable",
    }.get(refused.code, refused.code)
    status = OAUTH_CODES.get(code) or call.world.settings.oauth_error_status
    if refused.code == "rate_limit_exceeded":
        status = 429
    body = {"error": code, "error_description": refused.message, "log_id": call.log_id}
    return json_response(body, status)


async def user_info(call: CallContext) -> Response:
    _, user, grant = authenticate(call, "user_info")
    fields = requested_fields(call)
    opened = [name for scope in grant.scopes for name in FIELDS_OF_SCOPE.get(scope, ())]
    if not opened:
        raise Refused("scope_not_authorized", "user info needs user.info.basic")
    known = {name for names in FIELDS_OF_SCOPE.values() for name in names}
    for name in fields:
        if name not in known:
            raise Refused("invalid_params", f"fields: {name!r} is not a field of user info")
        if name not in opened:
            scope = next(scope for scope, names in FIELDS_OF_SCOPE.items() if name in names)
            raise Refused("scope_permission_missed", f"{name} needs the scope {scope}")
    values = _user_fields(call, user, grant)
    data = {"user": {name: values[name] for name in fields}}
    return json_response(api_body(data, log_id=call.log_id))


def _user_fields(call: CallContext, user: User, grant: Grant) -> dict[str, object]:
    picture = avatar.url(call.request, user, call.now)
    posts = [post for post in call.world.state.posts if post.username == user.username]
    return {
        "open_id": grant.open_id,
        "union_id": tokens.union_id_of(user.username),
        "avatar_url": picture,
        "avatar_url_100": picture,
        "avatar_large_url": picture,
        "display_name": user.nickname,
        "bio_description": user.bio,
        "profile_deep_link": f"{call.request.base_url}@{user.username}",
        "is_verified": False,
        "username": user.username,
        "follower_count": user.followers,
        "following_count": user.following,
        "likes_count": user.likes,
        "video_count": sum(len(timeline.public_ids(post)) for post in posts),
    }


def _form(call: CallContext) -> list[tuple[str, str]]:
    """oauth-user-access-token-management: form-encoded, nothing else."""
    sent = call.request.headers.get("content-type", "")
    if sent.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Refused(
            "invalid_request", f"Content-Type is {sent!r}, not application/x-www-form-urlencoded"
        )
    try:
        return parse_qsl(call.body.decode(), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise Refused("invalid_request", f"the form cannot be read: {error}") from error


def _unique_form(call: CallContext) -> dict[str, str]:
    pairs = _form(call)
    form = dict(pairs)
    if len(form) < len(pairs):
        raise Refused("invalid_request", "a parameter is there twice")
    return form


def _grant_kind(call: CallContext) -> str:
    kinds = {"authorization_code": "token_code", "refresh_token": "token_refresh"}
    grant_type = dict(parse_qsl(call.body.decode("utf-8", "replace"))).get("grant_type", "")
    return kinds.get(grant_type, "token")


routes = [
    route("GET|POST", "/v2/auth/authorize/", "authorize", authorize, _page_refusal),
    # Without the slash too (field): well over ten public code bases send people there.
    route("GET|POST", "/v2/auth/authorize", "authorize", authorize, _page_refusal),
    route("POST", "/v2/oauth/token/", "token", token, _flat_refusal, specific_endpoint=_grant_kind),
    route("POST", "/v2/oauth/revoke/", "revoke", revoke, _flat_refusal),
    route("GET", "/v2/user/info/", "user_info", user_info, api_refusal),
    *avatar.routes,
]
