"""Posts, and what a user does with a draft in the TikTok app."""

from dataclasses import asdict, replace
from typing import Any

from zharia.simulator import faults, reposts, timeline
from zharia.simulator.control.ask import Ask, ControlError, route
from zharia.simulator.model import Post


async def list_posts(ask: Ask) -> object:
    return {"posts": [_post(post) for post in ask.simulator.state.posts]}


async def get_post(ask: Ask) -> object:
    post = ask.simulator.post(ask.part("publish_id"))
    if post is None:
        raise ControlError(f"there is no post {ask.part('publish_id')!r}", 404)
    return _post(post)


async def remove_post(ask: Ask) -> object:
    ask.only("post_id")
    return _post(ask.simulator.remove_post(ask.part("publish_id"), ask.text("post_id", "")))


async def set_privacy(ask: Ask) -> object:
    ask.only("privacy_level")
    return _post(ask.simulator.set_privacy(ask.part("publish_id"), ask.text("privacy_level")))


async def open_draft(ask: Ask) -> object:
    return _post(ask.simulator.open_draft(ask.part("publish_id")))


async def post_draft(ask: Ask) -> object:
    edits = {name: value for name, value in ask.body.items() if name != "privacy_level"}
    publish_id, privacy_level = ask.part("publish_id"), ask.text("privacy_level")
    return _post(ask.simulator.post_draft(publish_id, privacy_level, **edits))


async def post_again(ask: Ask) -> object:
    ask.only("privacy_level")
    return _post(ask.simulator.post_again(ask.part("publish_id"), ask.text("privacy_level")))


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
    """Without the previews, which are large; with the public ids as text too."""
    slim = replace(post, photos=[replace(photo, preview="") for photo in post.photos])
    return {
        **asdict(slim),
        "post_id_text": str(post.post_id) if post.public_at else "",
        "public_ids": [str(post_id) for post_id in reposts.public_ids(post)],
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
