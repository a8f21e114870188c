"""What a user does in the TikTok app: finishes or discards drafts, changes and deletes posts."""

from typing import Any

from zharia.simulator import timeline
from zharia.simulator.init_checks import privacy_level_options
from zharia.simulator.model import Post, PostMode, PostStatus, PrivacyLevel, Repost
from zharia.simulator.world import World

_EDITS = {
    "title",
    "description",
    "disable_comment",
    "auto_add_music",
    "brand_content",
    "brand_organic",
}


class NotPossible(Exception):  # the pages show it as it reads
    """This cannot be done with this post now; the message says why."""


def open_draft(world: World, publish_id: str) -> Post:
    """The user taps on the notification in the TikTok inbox."""
    post = _draft(world, publish_id)
    post.draft_opened_at = post.draft_opened_at or world.clock.now()
    world.changed()
    return post


def post_draft(world: World, publish_id: str, privacy_level: str, **edits: Any) -> Post:
    """The user finishes the draft. `edits` may change `title`, `description`, `disable_comment`,
    `brand_content`, `brand_organic` and `auto_add_music`."""
    post = _draft(world, publish_id)
    _check_privacy(world, post, privacy_level)
    unknown = sorted(set(edits) - _EDITS)
    if unknown:
        raise NotPossible(f"{unknown[0]} cannot be edited; {', '.join(sorted(_EDITS))} can")
    post.privacy_level = privacy_level
    for name, value in edits.items():
        setattr(post, name, value)
    post.draft_opened_at = post.draft_opened_at or world.clock.now()
    timeline.complete(world, post)
    if "two_posts" in post.faults:
        post_again(world, publish_id, privacy_level)
    return post


def post_again(world: World, publish_id: str, privacy_level: str) -> Post:
    """The user makes a further post of a draft that is posted, under the same publish id.

    content-posting-api-reference-get-video-status (an older copy): `post.publish.complete` comes
    for each, and the status lists every public id.
    """
    post = _existing(world, publish_id)
    if post.mode is not PostMode.MEDIA_UPLOAD or post.status is not PostStatus.PUBLISH_COMPLETE:
        raise NotPossible(f"{publish_id} is no draft that has been posted: {post.status}")
    _check_privacy(world, post, privacy_level)
    now = world.clock.now()
    post.reposts.append(Repost(privacy_level=privacy_level, completed_at=now))
    timeline.send_webhook(world, post, "post.publish.complete")
    if privacy_level == PrivacyLevel.PUBLIC_TO_EVERYONE and timeline.may_be_public(world, post):
        subject = f"{publish_id} {len(post.reposts) - 1}"
        world.add_job("publicise_again", subject, now + timeline.moderation_seconds(world, post))
    world.changed()
    return post


def discard_draft(world: World, publish_id: str) -> Post:
    """The user discards the draft. TikTok sends the app no webhook."""
    post = _draft(world, publish_id)
    post.draft_discarded_at = world.clock.now()
    world.changed()
    return post


def remove_post(world: World, publish_id: str, post_id: str = "") -> Post:
    """The post is deleted by its author or taken down; of several, the one with `post_id`."""
    post = _existing(world, publish_id)
    if post_id and post_id != str(post.post_id):
        _remove_repost(world, post, post_id)
        return post
    post = _published(world, publish_id)
    if post.removed_at:
        raise NotPossible("the post has been removed already")
    post.removed_at = world.clock.now()
    timeline.unpublish(world, post)
    world.changed()
    return post


def _remove_repost(world: World, post: Post, post_id: str) -> None:
    repost = next((one for one in post.reposts if str(one.post_id) == post_id), None)
    if repost is None or repost.removed_at:
        raise NotPossible(f"{post.publish_id} has no living post {post_id}")
    repost.removed_at, repost.public_at = world.clock.now(), 0.0
    timeline.send_webhook(
        world, post, "post.publish.no_longer_publicaly_available", post_id=post_id
    )
    world.changed()


def set_privacy(world: World, publish_id: str, privacy_level: str) -> Post:
    """The author changes who may see the post."""
    post = _published(world, publish_id)
    if post.removed_at:
        raise NotPossible("the post has been removed")
    _check_privacy(world, post, privacy_level)
    post.privacy_level = privacy_level
    if privacy_level == PrivacyLevel.PUBLIC_TO_EVERYONE:
        if not post.public_at:
            timeline.schedule_moderation(world, post)
    else:
        timeline.unpublish(world, post)
    world.changed()
    return post


def _draft(world: World, publish_id: str) -> Post:
    post = _existing(world, publish_id)
    if post.status is not PostStatus.SEND_TO_USER_INBOX:
        raise NotPossible(f"{publish_id} is no draft in an inbox: its status is {post.status}")
    if post.draft_discarded_at:
        raise NotPossible(f"the draft {publish_id} was discarded")
    return post


def _published(world: World, publish_id: str) -> Post:
    post = _existing(world, publish_id)
    if post.status is not PostStatus.PUBLISH_COMPLETE:
        raise NotPossible(f"{publish_id} is not published: its status is {post.status}")
    return post


def _existing(world: World, publish_id: str) -> Post:
    post = world.post(publish_id)
    if post is None:
        raise NotPossible(f"there is no post {publish_id}")
    return post


def _check_privacy(world: World, post: Post, privacy_level: str) -> None:
    user = world.user(post.username)
    options = privacy_level_options(user) if user else list(PrivacyLevel)
    if privacy_level not in options:
        raise NotPossible(
            f"{privacy_level!r} is not offered to {post.username}; {', '.join(options)} are"
        )
