"""The Content Posting API: creator info, content/init, status, cancel."""

from typing import Any

from starlette.responses import Response

from zharia.simulator import avatar, caps, faults, init_checks, timeline
from zharia.simulator.endpoint import CallContext, api_refusal, authenticate, json_body, route
from zharia.simulator.envelope import (
    CREATOR_INFO_OK_STATUS,
    Refused,
    api_body,
    json_response,
)
from zharia.simulator.model import App, Grant, Post, PostMode, PostStatus, User

#: content-posting-api-reference-query-creator-info; photos have no use for it
_MAX_VIDEO_SECONDS = 600
_POSTING_SCOPES = frozenset({"video.publish", "video.upload"})


async def creator_info(call: CallContext) -> Response:
    app, user, grant = authenticate(call, "creator_info")
    if "video.publish" not in grant.scopes:
        raise Refused("scope_not_authorized", "creator_info needs video.publish")
    if call.body.strip() not in {b"", b"{}"}:
        call.wrong.append("creator_info takes no body; it was ignored")
    if user.banned_from_posting:
        raise Refused("spam_risk_user_banned_from_posting", f"{user.username} may not post")
    _check_caps(call, app, user)
    return _ok(
        call,
        {
            "creator_avatar_url": avatar.url(call.request, user, call.now),
            "creator_username": user.username,
            "creator_nickname": user.nickname,
            "privacy_level_options": [
                str(level) for level in init_checks.privacy_level_options(user)
            ],
            "comment_disabled": user.comment_disabled,
            "duet_disabled": user.duet_disabled,
            "stitch_disabled": user.stitch_disabled,
            "max_video_post_duration_sec": _MAX_VIDEO_SECONDS,
        },
    )


def _creator_info_refusal(call: CallContext, refused: Refused) -> Response:
    response = api_refusal(call, refused)
    if refused.code in CREATOR_INFO_OK_STATUS:
        response.status_code = 200
    return response


async def content_init(call: CallContext) -> Response:
    app, user, grant = authenticate(call, "content_init")
    world = call.world
    settings = world.settings
    body = json_body(call, message=init_checks.MALFORMED)
    wanted = init_checks.parse_photo_post(
        body, strict_urls=settings.strict_urls, strict=settings.strict
    )
    call.wrong += wanted.remarks
    init_checks.check_scope(wanted.mode, grant.scopes)
    init_checks.check_rights(wanted, app, user)
    if wanted.mode is PostMode.DIRECT_POST:
        _check_caps(call, app, user)
    elif caps.too_many_drafts(world.state.posts, user.username, call.now):
        raise Refused(
            "spam_risk_too_many_pending_share",
            f"{user.username} has {caps.PENDING_DRAFTS_PER_DAY} drafts waiting in the inbox",
        )
    post = timeline.accept(world, wanted, app, user)
    post.faults = faults.take_post_faults(world.state, world.random, post.mode)
    timeline.schedule_pull(world, post)
    if post.faults:
        call.fault = ", ".join(sorted(post.faults))
    return _ok(call, {"publish_id": post.publish_id})


async def status_fetch(call: CallContext) -> Response:
    post = _own_post(call, authenticate(call, "status_fetch"))
    if _is_unknown_yet(post):
        call.fault = "unknown_at_first"
        raise Refused("invalid_publish_id", f"{post.publish_id} is fresh, and not known everywhere")
    status = str(post.status)
    state = call.world.state
    fault = faults.take_fault(state, call.world.random, faults.ON_STATUS, (call.endpoint,))
    if fault is not None:
        call.fault, status = fault.name, fault.value
    return _ok(
        call,
        {
            "status": status,
            "fail_reason": post.fail_reason,
            # TikTok's own spelling, and int64: longer than a JavaScript number can hold.
            "publicaly_available_post_id": timeline.public_ids(post),
            "downloaded_bytes": post.downloaded_bytes,
            "uploaded_bytes": 0,
        },
    )


def _is_unknown_yet(post: Post) -> bool:
    """The fault `unknown_at_first`: counts the status calls that are left."""
    value = post.faults.get("unknown_at_first")
    if value is None:
        return False
    left = int(value or faults.UNKNOWN_STATUS_CALLS)
    if left:
        post.faults["unknown_at_first"] = str(left - 1)
    return left > 0


async def cancel(call: CallContext) -> Response:
    post = _own_post(call, authenticate(call, None))
    if post.status is not PostStatus.PROCESSING_DOWNLOAD:
        raise Refused("publish_not_cancellable", f"its status is {post.status}")
    # content-posting-api-media-transfer-guide: not feasible once it is nearly complete
    if post.downloaded_bytes:
        raise Refused("publish_not_cancellable", "all its photos are pulled")
    state, chance = call.world.state, call.world.random
    if fault := faults.take_fault(state, chance, faults.ON_CANCEL, (call.endpoint,)):
        call.fault = fault.name
    else:
        timeline.fail(call.world, post, "publish_cancelled")
    return json_response(api_body(None, log_id=call.log_id))


def _check_caps(call: CallContext, app: App, user: User) -> None:
    posts = call.world.state.posts
    if caps.too_many_posts(posts, user, call.now):
        raise Refused(
            "spam_risk_too_many_posts",
            f"{user.username} has {user.posts_per_day} posts within 24 h, all apps together",
        )
    if caps.too_many_users(posts, app, user.username, call.now):
        raise Refused(
            "reached_active_user_cap",
            f"{app.client_key} is not audited and has posted for"
            f" {caps.UNAUDITED_USERS_PER_DAY} users within 24 h",
        )


def _own_post(call: CallContext, whose: tuple[App, User, Grant]) -> Post:
    app, user, grant = whose
    if not _POSTING_SCOPES & set(grant.scopes):
        raise Refused("scope_not_authorized", "this needs video.publish or video.upload")
    body = json_body(call)
    publish_id = body.get("publish_id") if isinstance(body, dict) else None
    if not isinstance(publish_id, str) or not publish_id:
        raise Refused("invalid_params", "publish_id is missing or not a string")
    post = call.world.post(publish_id)
    if post is None:
        raise Refused("invalid_publish_id", f"there is no {publish_id!r}")
    if (post.client_key, post.username) != (app.client_key, user.username):
        raise Refused(
            "token_not_authorized_for_specified_publish_id",
            f"{publish_id} was made by {post.client_key} for {post.username}",
        )
    return post


def _ok(call: CallContext, data: dict[str, Any]) -> Response:
    return json_response(api_body(data, log_id=call.log_id))


_BASE = "/v2/post/publish"
routes = [
    route(
        "POST",
        f"{_BASE}/creator_info/query/",
        "creator_info",
        creator_info,
        _creator_info_refusal,
    ),
    route("POST", f"{_BASE}/content/init/", "content_init", content_init, api_refusal),
    route("POST", f"{_BASE}/status/fetch/", "status_fetch", status_fetch, api_refusal),
    route("POST", f"{_BASE}/cancel/", "cancel", cancel, api_refusal),
]
