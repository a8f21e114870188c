"""Posts: listed, failed, removed, and a user's actions on a draft."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from zharia.simulator import faults, store, timeline, user_actions
from zharia.simulator.control.request import ControlError, ControlRequest, route
from zharia.simulator.model import Post, StrictModel


async def list_posts(request: ControlRequest) -> object:
    return {"posts": [_post(post) for post in request.world.state.posts]}


async def get_post(request: ControlRequest) -> object:
    return _post(request.post())


@dataclass
class _Removal(StrictModel):
    #: one of several posts of a draft
    post_id: str = ""


@dataclass
class _Privacy(StrictModel):
    privacy_level: str


@dataclass
class _Failure(StrictModel):
    reason: str


async def remove_post(request: ControlRequest) -> object:
    post_id = request.read(_Removal).post_id
    return _post(user_actions.remove_post(request.world, request.path_param("publish_id"), post_id))


async def set_privacy(request: ControlRequest) -> object:
    level = request.read(_Privacy).privacy_level
    return _post(user_actions.set_privacy(request.world, request.path_param("publish_id"), level))


async def open_draft(request: ControlRequest) -> object:
    return _post(user_actions.open_draft(request.world, request.path_param("publish_id")))


async def post_draft(request: ControlRequest) -> object:
    edits = dict(request.body)
    wanted = store.from_json(_Privacy, {"privacy_level": edits.pop("privacy_level", None)}, "body")
    return _post(
        user_actions.post_draft(
            request.world, request.path_param("publish_id"), wanted.privacy_level, **edits
        )
    )


async def post_again(request: ControlRequest) -> object:
    level = request.read(_Privacy).privacy_level
    return _post(user_actions.post_again(request.world, request.path_param("publish_id"), level))


async def discard_draft(request: ControlRequest) -> object:
    return _post(user_actions.discard_draft(request.world, request.path_param("publish_id")))


async def fail_post(request: ControlRequest) -> object:
    """Fail a post that is on its way, stuck ones included."""
    reason = request.read(_Failure).reason
    if reason not in faults.FAIL_REASONS:
        raise ControlError(f"no fail reason: {reason!r}; {', '.join(sorted(faults.FAIL_REASONS))}")
    post = request.post()
    timeline.fail(request.world, post, reason, "failed by the control API")
    return _post(post)


def _post(post: Post) -> dict[str, Any]:
    """Without the previews, which are large; with the public ids as text too."""
    slim = replace(post, photos=[replace(photo, preview="") for photo in post.photos])
    return {
        **asdict(slim),
        "post_id_text": str(post.post_id) if post.public_at else "",
        "public_ids": [str(post_id) for post_id in timeline.public_ids(post)],
    }


routes = [
    route("/posts", "GET", list_posts),
    route("/posts/{publish_id}", "GET", get_post),
    route("/posts/{publish_id}/remove", "POST", remove_post),
    route("/posts/{publish_id}/privacy", "POST", set_privacy),
    route("/posts/{publish_id}/fail", "POST", fail_post),
    route("/posts/{publish_id}/draft/open", "POST", open_draft),
    route("/posts/{publish_id}/draft/post", "POST", post_draft),
    route("/posts/{publish_id}/draft/post_again", "POST", post_again),
    route("/posts/{publish_id}/draft/discard", "POST", discard_draft),
]
