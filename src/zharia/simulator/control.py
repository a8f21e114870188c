"""The control API under /_sim/: everything a tester may do that TikTok would never offer.

JSON in, JSON out. What is wrong comes back as `{"error": {"message": …}}` with 400 or 404.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zharia.simulator import faults, ownership, pull, store, timeline, tokens, webhooks
from zharia.simulator.envelope import json_response
from zharia.simulator.model import App, Delivery, Fault, Grant, Post, User
from zharia.simulator.pages.security import is_same_origin

if TYPE_CHECKING:
    from zharia.simulator.simulator import Simulator


class ControlError(Exception):
    """The tester asked for something impossible; the message says what is possible."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Ask:
    """One request to the control API. Every field of its body must be taken by the handler."""

    def __init__(self, request: Request, body: dict[str, Any]) -> None:
        self.request = request
        self.simulator: Simulator = request.app.state.simulator
        self.body = body

    def part(self, name: str) -> str:
        return str(self.request.path_params[name])

    def only(self, *known: str) -> None:
        unknown = sorted(set(self.body) - set(known))
        if unknown:
            raise ControlError(
                f"unknown {', '.join(unknown)}; known are {', '.join(known) or 'none'}"
            )

    def text(self, name: str, default: str | None = None) -> str:
        return str(self._value(name, str, default))

    def number(self, name: str, default: float | None = None) -> float:
        return float(self._value(name, (int, float), default))

    def texts(self, name: str, default: list[str] | None = None) -> list[str]:
        values = self._value(name, list, default)
        if not all(isinstance(value, str) for value in values):
            raise ControlError(f"{name} is not a list of strings")
        return list(values)

    def _value(self, name: str, kind: Any, default: Any) -> Any:
        if name not in self.body:
            if default is None:
                raise ControlError(f"{name} is missing")
            return default
        value = self.body[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ControlError(f"{name} has the wrong type: {value!r}")
        return value

    def app(self, client_key: str | None = None) -> App:
        key = self.text("client_key") if client_key is None else client_key
        app = self.simulator.app(key)
        if app is None:
            known = ", ".join(app.client_key for app in self.simulator.state.apps)
            raise ControlError(f"no app has the client_key {key!r}; known are {known}", 404)
        return app

    def user(self, username: str | None = None) -> User:
        name = self.text("username") if username is None else username
        user = self.simulator.user(name)
        if user is None:
            known = ", ".join(user.username for user in self.simulator.state.users)
            raise ControlError(f"no user is called {name!r}; known are {known}", 404)
        return user

    def grant(self) -> Grant:
        app, user = self.app(), self.user()
        grant = self.simulator.grant(app.client_key, user.username)
        if grant is None:
            raise ControlError(f"{user.username} has given {app.client_key} no consent", 404)
        return grant

    def delivery(self) -> Delivery:
        number = self.request.path_params["id"]
        for delivery in self.simulator.state.deliveries:
            if delivery.id == number:
                return delivery
        raise ControlError(f"there is no delivery {number}", 404)


Handler = Callable[[Ask], Awaitable[object]]


def _route(path: str, method: str, handler: Handler) -> Route:
    async def respond(request: Request) -> Response:
        if not is_same_origin(request):
            return _wrong("the control API does not answer other web sites", 403)
        try:
            ask = Ask(request, await _body(request))
            return json_response(await handler(ask))
        except ControlError as wrong:
            return _wrong(str(wrong), wrong.status)
        except (timeline.NotPossible, faults.FaultError, store.StateError) as error:
            return _wrong(str(error), 400)

    return Route(f"/_sim{path}", respond, methods=[method])


def _wrong(message: str, status: int) -> Response:
    return json_response({"error": {"message": message}}, status)


async def _body(request: Request) -> dict[str, Any]:
    raw = await request.body()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise ControlError(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise ControlError("the body is not a JSON object")
    return body


# Overview, state, clock


async def overview(ask: Ask) -> object:
    simulator, base = ask.simulator, str(ask.request.base_url)
    return {
        "api_url": base.rstrip("/"),
        "authorize_url": f"{base}v2/auth/authorize/",
        "version": simulator.version,
        "clock": {"now": simulator.clock.now(), "speed": simulator.clock.speed},
        "apps": [
            {"client_key": app.client_key, "client_secret": app.client_secret, "name": app.name}
            for app in simulator.state.apps
        ],
        "users": [user.username for user in simulator.state.users],
        "faults": list(faults.NAMES),
        "endpoints": list(faults.ENDPOINTS),
        "routes": sorted({f"{', '.join(one.methods or ())} {one.path}" for one in routes}),
    }


async def get_state(ask: Ask) -> object:
    ask.simulator.state.saved_at = ask.simulator.clock.now()
    return store.to_json(ask.simulator.state)


async def put_state(ask: Ask) -> object:
    await ask.simulator.replace_state(store.state_from_json(ask.body))
    return {"ok": True}


async def reset(ask: Ask) -> object:
    ask.only()
    await ask.simulator.reset()
    return {"ok": True}


async def get_clock(ask: Ask) -> object:
    clock = ask.simulator.clock
    jobs = sorted(ask.simulator.state.jobs, key=lambda job: job.due)
    return {"now": clock.now(), "speed": clock.speed, "jobs": [asdict(job) for job in jobs]}


async def set_clock(ask: Ask) -> object:
    ask.only("advance", "speed")
    if "speed" in ask.body:
        speed = ask.number("speed")
        if not 0 < speed <= 1e6:
            raise ControlError("speed is above 0, e.g. 60 for a minute in a second")
        ask.simulator.clock.speed = speed
        ask.simulator.jobs.wake()
    if "advance" in ask.body:
        seconds = ask.number("advance")
        if not 0 <= seconds <= 1e9:
            raise ControlError("advance is a number of seconds; time does not run backwards")
        await ask.simulator.jobs.advance(seconds)
    ask.simulator.changed()
    return await get_clock(ask)


# Apps and users


async def list_apps(ask: Ask) -> object:
    return {"apps": [asdict(app) for app in ask.simulator.state.apps]}


async def add_app(ask: Ask) -> object:
    app = store.from_json(App, ask.body, "app")
    if ask.simulator.app(app.client_key):
        raise ControlError(f"there is an app {app.client_key!r} already")
    _check_app(ask, app)
    ask.simulator.state.apps.append(app)
    ask.simulator.changed()
    return asdict(app)


async def change_app(ask: Ask) -> object:
    old = ask.app(ask.part("client_key"))
    new = store.from_json(App, {**store.to_json(old), **ask.body}, "app")
    if new.client_key != old.client_key:
        raise ControlError("a client_key does not change")
    _check_app(ask, new)
    apps = ask.simulator.state.apps
    apps[apps.index(old)] = new
    ask.simulator.changed()
    return asdict(new)


def _check_app(ask: Ask, app: App) -> None:
    strict = ask.simulator.settings.strict_urls
    if len(app.redirect_uris) > ownership.REDIRECT_URIS_PER_APP:
        raise ControlError(f"an app has at most {ownership.REDIRECT_URIS_PER_APP} redirect URIs")
    checks = [
        *(
            ownership.wrong_with_redirect_uri(uri, app.platform, strict=strict)
            for uri in app.redirect_uris
        ),
        *map(ownership.wrong_with_domain, app.verified_domains),
        *(ownership.wrong_with_prefix(one, strict=strict) for one in app.verified_prefixes),
    ]
    if app.webhook_url:
        # webhooks-overview: the callback requires https
        checks.append(ownership.wrong_with_url(app.webhook_url, strict=strict))
    if len(app.target_users) > ownership.TARGET_USERS_PER_SANDBOX:
        checks.append(f"a sandbox has at most {ownership.TARGET_USERS_PER_SANDBOX} target users")
    for wrong in filter(None, checks):
        raise ControlError(wrong)


async def list_users(ask: Ask) -> object:
    return {"users": [asdict(user) for user in ask.simulator.state.users]}


async def add_user(ask: Ask) -> object:
    user = store.from_json(User, ask.body, "user")
    if ask.simulator.user(user.username):
        raise ControlError(f"there is a user {user.username!r} already")
    ask.simulator.state.users.append(user)
    ask.simulator.changed()
    return asdict(user)


async def change_user(ask: Ask) -> object:
    old = ask.user(ask.part("username"))
    new = store.from_json(User, {**store.to_json(old), **ask.body}, "user")
    if new.username != old.username:
        raise ControlError("a username does not change")
    users = ask.simulator.state.users
    users[users.index(old)] = new
    ask.simulator.changed()
    return asdict(new)


# Consents


async def list_grants(ask: Ask) -> object:
    return {"grants": [asdict(grant) for grant in ask.simulator.state.grants]}


async def add_grant(ask: Ask) -> object:
    """A token without the consent page: the token endpoint's own answer."""
    ask.only("client_key", "username", "scopes")
    app, user = ask.app(), ask.user()
    scopes = ask.texts("scopes", app.scopes)
    grant = tokens.issue_grant(
        ask.simulator.state, app, user.username, scopes, ask.simulator.clock.now()
    )
    ask.simulator.changed()
    return tokens.token_body(grant, ask.simulator.clock.now())


async def expire_grant(ask: Ask) -> object:
    """End the life of one token of the pair now."""
    ask.only("client_key", "username", "token")
    grant, now = ask.grant(), ask.simulator.clock.now()
    match ask.text("token", "access"):
        case "access":
            grant.access_expires_at = now
        case "refresh":
            grant.refresh_expires_at = now
        case other:
            raise ControlError(f"token is {other!r}; access or refresh")
    ask.simulator.changed()
    return asdict(grant)


async def remove_grant(ask: Ask) -> object:
    """The user disconnects, is banned, …: `reason` 0 to 5 as in webhooks-events."""
    ask.only("client_key", "username", "reason")
    grant, reason = ask.grant(), ask.number("reason", 1)
    if reason not in range(6):
        raise ControlError("reason is 0 to 5")
    ask.simulator.remove_authorization(grant, int(reason))
    return asdict(grant)


# Posts and drafts


async def list_posts(ask: Ask) -> object:
    return {"posts": [_post(post) for post in ask.simulator.state.posts]}


async def get_post(ask: Ask) -> object:
    post = ask.simulator.post(ask.part("publish_id"))
    if post is None:
        raise ControlError(f"there is no post {ask.part('publish_id')!r}", 404)
    return _post(post)


async def remove_post(ask: Ask) -> object:
    return _post(ask.simulator.remove_post(ask.part("publish_id")))


async def set_privacy(ask: Ask) -> object:
    ask.only("privacy_level")
    return _post(ask.simulator.set_privacy(ask.part("publish_id"), ask.text("privacy_level")))


async def open_draft(ask: Ask) -> object:
    return _post(ask.simulator.open_draft(ask.part("publish_id")))


async def post_draft(ask: Ask) -> object:
    edits = {name: value for name, value in ask.body.items() if name != "privacy_level"}
    publish_id, privacy_level = ask.part("publish_id"), ask.text("privacy_level")
    return _post(ask.simulator.post_draft(publish_id, privacy_level, **edits))


async def discard_draft(ask: Ask) -> object:
    return _post(ask.simulator.discard_draft(ask.part("publish_id")))


async def fail_post(ask: Ask) -> object:
    """Fail a post that is on its way, stuck ones included."""
    ask.only("reason")
    reason = ask.text("reason")
    if reason not in faults.FAIL_REASONS:
        raise ControlError(f"no fail reason: {reason!r}; {', '.join(sorted(faults.FAIL_REASONS))}")
    post = ask.simulator.post(ask.part("publish_id"))
    if post is None:
        raise ControlError(f"there is no post {ask.part('publish_id')!r}", 404)
    timeline.fail(ask.simulator, post, reason, "failed by the control API")
    return _post(post)


def _post(post: Post) -> dict[str, Any]:
    """Without the previews, which are large; with the public id as text too."""
    slim = replace(post, photos=[replace(photo, preview="") for photo in post.photos])
    return {**asdict(slim), "post_id_text": str(post.post_id) if post.public_at else ""}


# Webhooks


async def list_deliveries(ask: Ask) -> object:
    state = ask.simulator.state
    return {"hold": state.hold_deliveries, "deliveries": [asdict(one) for one in state.deliveries]}


async def hold_deliveries(ask: Ask) -> object:
    """From now on webhooks wait for `release`: to come late, or in another order."""
    ask.only()
    ask.simulator.state.hold_deliveries = True
    ask.simulator.changed()
    return {"hold": True}


async def release_deliveries(ask: Ask) -> object:
    """Send what is held: `order` is "oldest", "newest" (first) or a list of numbers."""
    ask.only("order", "hold")
    state = ask.simulator.state
    held = [one.id for one in state.deliveries if one.held]
    order = ask.body.get("order", "oldest")
    if order == "newest":
        ids = held[::-1]
    elif order == "oldest":
        ids = held
    elif isinstance(order, list) and all(number in held for number in order):
        ids = order
    else:
        raise ControlError(f"order is oldest, newest, or numbers among {held}")
    state.hold_deliveries = bool(ask.body.get("hold", False))
    return {"released": [one.id for one in webhooks.release(ask.simulator, ids)]}


async def repeat_delivery(ask: Ask) -> object:
    ask.only()
    return asdict(webhooks.repeat(ask.simulator, ask.delivery()))


async def forge_delivery(ask: Ask) -> object:
    """Send an event whose signature is wrong in the way that `forgery` names."""
    ask.only("client_key", "username", "event", "content", "forgery")
    app, user = ask.app(), ask.user()
    if not app.webhook_url:
        raise ControlError(f"{app.client_key} has no webhook_url")
    forgery = ask.text("forgery", webhooks.FORGERIES[0])
    if forgery not in webhooks.FORGERIES:
        raise ControlError(f"forgery is {forgery!r}; one of {', '.join(webhooks.FORGERIES)}")
    content = ask.body.get("content", {})
    if not isinstance(content, dict):
        raise ControlError("content is an object")
    event = ask.text("event", "post.publish.complete")
    sent = webhooks.emit(
        ask.simulator, app.client_key, user.username, event, content, forgery=forgery
    )
    return asdict(sent) if sent else {}


async def send_delivery(ask: Ask) -> object:
    """Send any event, truly signed: e.g. one of a product that this app does not use."""
    ask.only("client_key", "username", "event", "content")
    app, user = ask.app(), ask.user()
    content = ask.body.get("content", {})
    if not isinstance(content, dict):
        raise ControlError("content is an object")
    sent = webhooks.emit(ask.simulator, app.client_key, user.username, ask.text("event"), content)
    if sent is None:
        raise ControlError(f"{app.client_key} has no webhook_url")
    return asdict(sent)


# Faults


async def list_faults(ask: Ask) -> object:
    return {"faults": [asdict(fault) for fault in ask.simulator.state.faults]}


async def add_fault(ask: Ask) -> object:
    fault = store.from_json(Fault, ask.body, "fault")
    faults.check(fault)
    ask.simulator.state.faults.append(fault)
    ask.simulator.changed()
    return asdict(fault)


async def clear_faults(ask: Ask) -> object:
    ask.simulator.state.faults.clear()
    ask.simulator.changed()
    return {"ok": True}


# URL properties


async def list_properties(ask: Ask) -> object:
    return {
        app.client_key: {"domains": app.verified_domains, "prefixes": app.verified_prefixes}
        for app in ask.simulator.state.apps
    }


async def add_property(ask: Ask) -> object:
    """What the console shows before it verifies: the token, and where to put it."""
    ask.only("client_key", "prefix", "domain")
    app, prop = ask.app(), _property(ask)
    token = ownership.verification_token(app.client_key, prop)
    shown: dict[str, object] = {
        "token": token,
        "content": ownership.verification_content(token),
        "verified": prop in app.verified_domains + app.verified_prefixes,
    }
    if "prefix" in ask.body:
        shown["file_name"] = f"tiktok{token}.txt"
        shown["file_url"] = ownership.verification_url(prop, token)
    return shown


async def verify_property(ask: Ask) -> object:
    """Prove a prefix by really fetching its file; a domain by the TXT records you hand in."""
    ask.only("client_key", "prefix", "domain", "txt")
    app, prop = ask.app(), _property(ask)
    token = ownership.verification_token(app.client_key, prop)
    if "prefix" in ask.body:
        async with pull.outgoing(ask.simulator.settings.pull_timeout) as client:
            why = await ownership.wrong_with_file(client, prop, token)
        proven = app.verified_prefixes
    else:
        # There is no DNS here; the tester says what the records are.
        found = ownership.verification_content(token) in ask.texts("txt", [])
        why = "" if found else f"no TXT record says {ownership.verification_content(token)!r}"
        proven = app.verified_domains
    if not why and prop not in proven:
        proven.append(prop)
    ask.simulator.changed()
    return {"verified": not why, "wrong": why}


async def remove_property(ask: Ask) -> object:
    ask.only("client_key", "prefix", "domain")
    app, prop = ask.app(), _property(ask)
    for proven in (app.verified_domains, app.verified_prefixes):
        if prop in proven:
            proven.remove(prop)
            ask.simulator.changed()
            return {"ok": True}
    raise ControlError(f"{prop!r} is not verified for {app.client_key}", 404)


def _property(ask: Ask) -> str:
    if ("prefix" in ask.body) == ("domain" in ask.body):
        raise ControlError("give either prefix or domain")
    if "domain" in ask.body:
        prop = ask.text("domain")
        wrong = ownership.wrong_with_domain(prop)
    else:
        prop = ask.text("prefix")
        wrong = ownership.wrong_with_prefix(prop, strict=ask.simulator.settings.strict_urls)
    if wrong:
        raise ControlError(wrong)
    return prop


# The call log


async def list_calls(ask: Ask) -> object:
    return {"calls": [asdict(call) for call in ask.simulator.state.calls]}


async def clear_calls(ask: Ask) -> object:
    ask.simulator.state.calls.clear()
    ask.simulator.changed()
    return {"ok": True}


async def unknown(ask: Ask) -> object:
    known = ", ".join(sorted({route.path for route in routes if "{rest" not in route.path}))
    raise ControlError(
        f"no such control: {ask.request.method} {ask.request.url.path}; {known}", 404
    )


routes = [
    _route("/", "GET", overview),
    _route("/state", "GET", get_state),
    _route("/state", "PUT", put_state),
    _route("/reset", "POST", reset),
    _route("/clock", "GET", get_clock),
    _route("/clock", "POST", set_clock),
    _route("/apps", "GET", list_apps),
    _route("/apps", "POST", add_app),
    _route("/apps/{client_key}", "PATCH", change_app),
    _route("/users", "GET", list_users),
    _route("/users", "POST", add_user),
    _route("/users/{username}", "PATCH", change_user),
    _route("/grants", "GET", list_grants),
    _route("/grants", "POST", add_grant),
    _route("/grants/expire", "POST", expire_grant),
    _route("/grants/remove", "POST", remove_grant),
    _route("/posts", "GET", list_posts),
    _route("/posts/{publish_id}", "GET", get_post),
    _route("/posts/{publish_id}/remove", "POST", remove_post),
    _route("/posts/{publish_id}/privacy", "POST", set_privacy),
    _route("/posts/{publish_id}/fail", "POST", fail_post),
    _route("/posts/{publish_id}/draft/open", "POST", open_draft),
    _route("/posts/{publish_id}/draft/post", "POST", post_draft),
    _route("/posts/{publish_id}/draft/discard", "POST", discard_draft),
    _route("/deliveries", "GET", list_deliveries),
    _route("/deliveries", "POST", send_delivery),
    _route("/deliveries/hold", "POST", hold_deliveries),
    _route("/deliveries/release", "POST", release_deliveries),
    _route("/deliveries/forge", "POST", forge_delivery),
    _route("/deliveries/{id:int}/repeat", "POST", repeat_delivery),
    _route("/faults", "GET", list_faults),
    _route("/faults", "POST", add_fault),
    _route("/faults", "DELETE", clear_faults),
    _route("/properties", "GET", list_properties),
    _route("/properties", "POST", add_property),
    _route("/properties", "DELETE", remove_property),
    _route("/properties/verify", "POST", verify_property),
    _route("/calls", "GET", list_calls),
    _route("/calls", "DELETE", clear_calls),
    *(_route("/{rest:path}", method, unknown) for method in ("GET", "POST", "PUT", "DELETE")),
]
