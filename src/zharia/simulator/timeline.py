"""A post's life cycle after init: pulled, published or delivered, moderated, removed.

Each step tells the app by webhook (content-posting-api-reference-get-video-status) and plans the
next one as a job.
"""

import secrets

from zharia.simulator import webhooks
from zharia.simulator.calls import record_post_failure
from zharia.simulator.init_checks import PhotoPost
from zharia.simulator.model import (
    App,
    AppKind,
    Grant,
    Job,
    Photo,
    Post,
    PostMode,
    PostStatus,
    PrivacyLevel,
    User,
)
from zharia.simulator.world import World

#: one client saw TikTok pull this late (one)
LATE_PULL_SECONDS = 22 * 3_600.0

#: content-posting-api-reference-photo-post for direct posts, drafts: field
_PUBLISH_ID_PREFIXES = {
    PostMode.DIRECT_POST: "p_pub_url~v2.",
    PostMode.MEDIA_UPLOAD: "p_inbox_url~v2.",
}


def accept(world: World, wanted: PhotoPost, app: App, user: User) -> Post:
    """Take a request on: from here on there is a publish id, and a pull to come."""
    now = world.clock.now()
    post = Post(
        publish_id=f"{_PUBLISH_ID_PREFIXES[wanted.mode]}{secrets.randbelow(9 * 10**18) + 10**18}",
        client_key=app.client_key,
        username=user.username,
        mode=wanted.mode,
        created_at=now,
        title=wanted.title,
        description=on_one_line(wanted.description),
        privacy_level=wanted.privacy_level,
        disable_comment=wanted.disable_comment or user.comment_disabled,
        auto_add_music=wanted.auto_add_music,
        brand_content=wanted.brand_content,
        brand_organic=wanted.brand_organic,
        is_aigc=wanted.is_aigc,
        photos=[Photo(url=url) for url in wanted.photo_urls],
        cover_index=wanted.cover_index,
    )
    world.state.posts.append(post)
    return post


def on_one_line(text: str) -> str:
    """A caption as TikTok shows it: without its line breaks (field)."""
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def schedule_pull(world: World, post: Post) -> None:
    """Schedule the pull, as the post's faults have it."""
    due = world.clock.now() + world.settings.pull_delay
    if "stuck" in post.faults:
        return
    if "late_pull" in post.faults:
        due += float(post.faults["late_pull"] or LATE_PULL_SECONDS)
    world.add_job("pull", post.publish_id, due)
    world.changed()


def finish_pull(world: World, post: Post) -> None:
    """All photos are here and good."""
    reason = post.faults.get("fail_reason")
    if reason:
        fail(world, post, reason, "the fault fail_reason struck")
    elif post.mode is PostMode.MEDIA_UPLOAD:
        post.status = PostStatus.SEND_TO_USER_INBOX
        send_webhook(world, post, "post.publish.inbox_delivered")
        world.changed()
    else:
        due = world.clock.now() + world.settings.processing_delay
        world.add_job("complete", post.publish_id, due)
        world.changed()


async def run_complete(world: World, job: Job) -> None:
    """The job `complete`: a direct post is out."""
    post = world.post(job.subject)
    if post is not None and post.status is PostStatus.PROCESSING_DOWNLOAD:
        complete(world, post)


async def run_publicise(world: World, job: Job) -> None:
    """The job `publicise`: moderation is over, the post has its public id."""
    post = world.post(job.subject)
    if post is None or post.public_at or not _becomes_public(world, post):
        return
    post.post_id = post.post_id or _new_post_id()
    post.public_at = world.clock.now()
    send_webhook(world, post, "post.publish.publicly_available", post_id=str(post.post_id))
    world.changed()


async def run_publicise_again(world: World, job: Job) -> None:
    """The job `publicise_again`: moderation of a further post of the same draft is over."""
    publish_id, _, number = job.subject.partition(" ")
    post = world.post(publish_id)
    if post is None or int(number) >= len(post.reposts):
        return
    repost = post.reposts[int(number)]
    if repost.public_at or repost.removed_at:
        return
    repost.post_id = _new_post_id()
    repost.public_at = world.clock.now()
    send_webhook(world, post, "post.publish.publicly_available", post_id=str(repost.post_id))
    world.changed()


def fail(world: World, post: Post, reason: str, wrong: str = "") -> None:
    """End a post that is on its way. `wrong` explains it in the call log."""
    if post.status is not PostStatus.PROCESSING_DOWNLOAD:
        return
    post.status = PostStatus.FAILED
    post.fail_reason = reason
    post.completed_at = world.clock.now()
    for kind in ("pull", "complete"):
        world.remove_jobs(kind, post.publish_id)
    record_post_failure(world, post, reason, wrong)
    send_webhook(world, post, "post.publish.failed", reason=reason)
    world.changed()


def remove_authorization(world: World, grant: Grant, reason: int) -> None:
    """Revoke a grant: its pending posts fail, and the app gets a webhook."""
    grant.revoked = True
    webhooks.emit(
        world,
        grant.client_key,
        grant.username,
        "authorization.removed",
        {"reason": reason},
    )
    for post in world.state.posts:
        if (post.client_key, post.username) == (grant.client_key, grant.username):
            # content-posting-api-reference-get-video-status: auth_removed
            fail(world, post, "auth_removed", "the user's consent ended before the post was out")
    world.changed()


def publish_type(post: Post) -> str:
    return "INBOX_SHARE" if post.mode is PostMode.MEDIA_UPLOAD else "DIRECT_PUBLISH"


def complete(world: World, post: Post) -> None:
    post.status = PostStatus.PUBLISH_COMPLETE
    post.completed_at = world.clock.now()
    send_webhook(world, post, "post.publish.complete")
    schedule_moderation(world, post)
    world.changed()


def schedule_moderation(world: World, post: Post) -> None:
    if not _becomes_public(world, post) or "never_public" in post.faults:
        return
    world.remove_jobs("publicise", post.publish_id)
    due = world.clock.now() + moderation_seconds(world, post)
    world.add_job("publicise", post.publish_id, due)


def moderation_seconds(world: World, post: Post) -> float:
    """Simulated seconds until a public post has its id.

    content-posting-api-reference-get-video-status: within a minute, sometimes hours.
    """
    return float(post.faults.get("late_public") or world.settings.moderation_delay)


def _new_post_id() -> int:
    """19 digits: longer than a JavaScript number can hold."""
    return 7 * 10**18 + secrets.randbelow(10**18)


def may_be_public(world: World, post: Post) -> bool:
    """add-a-sandbox: nothing from a sandbox becomes public."""
    app = world.app(post.client_key)
    return app is None or app.kind is not AppKind.SANDBOX


def _becomes_public(world: World, post: Post) -> bool:
    return (
        post.status is PostStatus.PUBLISH_COMPLETE
        and post.privacy_level == PrivacyLevel.PUBLIC_TO_EVERYONE
        and not post.removed_at
        and may_be_public(world, post)
    )


def unpublish(world: World, post: Post) -> None:
    world.remove_jobs("publicise", post.publish_id)
    if post.public_at:
        post.public_at = 0.0
        send_webhook(
            world,
            post,
            "post.publish.no_longer_publicaly_available",
            post_id=str(post.post_id),
        )


def send_webhook(world: World, post: Post, event: str, **content: object) -> None:
    webhooks.emit(
        world,
        post.client_key,
        post.username,
        event,
        {"publish_id": post.publish_id, "publish_type": publish_type(post), **content},
    )


def public_ids(post: Post) -> list[int]:
    """The ids of everything public that came of the post, oldest first."""
    first = [post.post_id] if post.public_at else []
    return [*first, *(one.post_id for one in post.reposts if one.public_at)]
