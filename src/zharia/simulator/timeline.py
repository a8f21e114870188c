"""A post's life after init: pulled, published or delivered, moderated, removed.

Each step tells the app by webhook (content-posting-api-reference-get-video-status) and plans the
next one as a job.
"""

from typing import TYPE_CHECKING, Any

from zharia.simulator import webhooks
from zharia.simulator.calls import note
from zharia.simulator.ids import new_post_id, new_publish_id
from zharia.simulator.init_checks import PhotoPost, privacy_level_options
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

if TYPE_CHECKING:
    from zharia.simulator.simulator import Simulator

#: one client saw TikTok pull this late (one)
LATE_PULL_SECONDS = 22 * 3_600.0

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


def accept(simulator: "Simulator", wanted: PhotoPost, app: App, user: User) -> Post:
    """Take a request on: from here on there is a publish id, and a pull to come."""
    now = simulator.clock.now()
    post = Post(
        publish_id=new_publish_id(wanted.mode),
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
    simulator.state.posts.append(post)
    return post


def on_one_line(text: str) -> str:
    """A caption as TikTok shows it: without its line breaks (field)."""
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def begin(simulator: "Simulator", post: Post) -> None:
    """Plan the pull, as the faults that struck at init have it."""
    due = simulator.clock.now() + simulator.settings.pull_delay
    if "stuck" in post.faults:
        return
    if "late_pull" in post.faults:
        due += float(post.faults["late_pull"] or LATE_PULL_SECONDS)
    simulator.jobs.add("pull", post.publish_id, due)
    simulator.changed()


def pulled(simulator: "Simulator", post: Post) -> None:
    """All photos are here and good."""
    reason = post.faults.get("fail_reason")
    if reason:
        fail(simulator, post, reason, "the fault fail_reason struck")
    elif post.mode is PostMode.MEDIA_UPLOAD:
        post.status = PostStatus.SEND_TO_USER_INBOX
        tell(simulator, post, "post.publish.inbox_delivered")
        simulator.changed()
    else:
        due = simulator.clock.now() + simulator.settings.processing_delay
        simulator.jobs.add("complete", post.publish_id, due)
        simulator.changed()


async def run_complete(simulator: "Simulator", job: Job) -> None:
    """The job `complete`: a direct post is out."""
    post = simulator.post(job.subject)
    if post is not None and post.status is PostStatus.PROCESSING_DOWNLOAD:
        _complete(simulator, post)


async def run_publicise(simulator: "Simulator", job: Job) -> None:
    """The job `publicise`: moderation is over, the post has its public id."""
    post = simulator.post(job.subject)
    if post is None or post.public_at or not _becomes_public(simulator, post):
        return
    post.post_id = post.post_id or new_post_id()
    post.public_at = simulator.clock.now()
    tell(simulator, post, "post.publish.publicly_available", post_id=str(post.post_id))
    simulator.changed()


def fail(simulator: "Simulator", post: Post, reason: str, wrong: str = "") -> None:
    """End a post that is on its way. `wrong` explains it in the call log."""
    if post.status is not PostStatus.PROCESSING_DOWNLOAD:
        return
    post.status = PostStatus.FAILED
    post.fail_reason = reason
    post.completed_at = simulator.clock.now()
    for kind in ("pull", "complete"):
        simulator.jobs.remove(kind, post.publish_id)
    note(simulator, post, reason, wrong)
    tell(simulator, post, "post.publish.failed", reason=reason)
    simulator.changed()


def open_draft(simulator: "Simulator", publish_id: str) -> Post:
    post = _draft(simulator, publish_id)
    post.draft_opened_at = post.draft_opened_at or simulator.clock.now()
    simulator.changed()
    return post


def post_draft(simulator: "Simulator", publish_id: str, privacy_level: str, **edits: Any) -> Post:
    post = _draft(simulator, publish_id)
    check_privacy(simulator, post, privacy_level)
    unknown = sorted(set(edits) - _EDITS)
    if unknown:
        raise NotPossible(f"{unknown[0]} cannot be edited; {', '.join(sorted(_EDITS))} can")
    post.privacy_level = privacy_level
    for name, value in edits.items():
        setattr(post, name, value)
    post.draft_opened_at = post.draft_opened_at or simulator.clock.now()
    _complete(simulator, post)
    return post


def discard_draft(simulator: "Simulator", publish_id: str) -> Post:
    post = _draft(simulator, publish_id)
    post.draft_discarded_at = simulator.clock.now()
    simulator.changed()
    return post


def remove_post(simulator: "Simulator", publish_id: str) -> Post:
    post = _published(simulator, publish_id)
    if post.removed_at:
        raise NotPossible("the post has been removed already")
    post.removed_at = simulator.clock.now()
    _no_longer_public(simulator, post)
    simulator.changed()
    return post


def set_privacy(simulator: "Simulator", publish_id: str, privacy_level: str) -> Post:
    post = _published(simulator, publish_id)
    if post.removed_at:
        raise NotPossible("the post has been removed")
    check_privacy(simulator, post, privacy_level)
    post.privacy_level = privacy_level
    if privacy_level == PrivacyLevel.PUBLIC_TO_EVERYONE:
        if not post.public_at:
            _plan_moderation(simulator, post)
    else:
        _no_longer_public(simulator, post)
    simulator.changed()
    return post


def remove_authorization(simulator: "Simulator", grant: Grant, reason: int) -> None:
    """End a consent: its posts on the way fail, and the app hears of it."""
    grant.revoked = True
    webhooks.emit(
        simulator,
        grant.client_key,
        grant.username,
        "authorization.removed",
        {"reason": reason},
    )
    for post in simulator.state.posts:
        if (post.client_key, post.username) == (grant.client_key, grant.username):
            # content-posting-api-reference-get-video-status: auth_removed
            fail(
                simulator, post, "auth_removed", "the user's consent ended before the post was out"
            )
    simulator.changed()


def publish_type(post: Post) -> str:
    return "INBOX_SHARE" if post.mode is PostMode.MEDIA_UPLOAD else "DIRECT_PUBLISH"


def _complete(simulator: "Simulator", post: Post) -> None:
    post.status = PostStatus.PUBLISH_COMPLETE
    post.completed_at = simulator.clock.now()
    tell(simulator, post, "post.publish.complete")
    _plan_moderation(simulator, post)
    simulator.changed()


def _plan_moderation(simulator: "Simulator", post: Post) -> None:
    if not _becomes_public(simulator, post) or "never_public" in post.faults:
        return
    simulator.jobs.remove("publicise", post.publish_id)
    due = simulator.clock.now() + moderation(simulator, post)
    simulator.jobs.add("publicise", post.publish_id, due)


def moderation(simulator: "Simulator", post: Post) -> float:
    """Simulated seconds until a public post has its id.

    content-posting-api-reference-get-video-status: within a minute, sometimes hours.
    """
    return float(post.faults.get("late_public") or simulator.settings.moderation_delay)


def may_be_public(simulator: "Simulator", post: Post) -> bool:
    """add-a-sandbox: nothing from a sandbox becomes public."""
    app = simulator.app(post.client_key)
    return app is None or app.kind is not AppKind.SANDBOX


def _becomes_public(simulator: "Simulator", post: Post) -> bool:
    return (
        post.status is PostStatus.PUBLISH_COMPLETE
        and post.privacy_level == PrivacyLevel.PUBLIC_TO_EVERYONE
        and not post.removed_at
        and may_be_public(simulator, post)
    )


def _no_longer_public(simulator: "Simulator", post: Post) -> None:
    simulator.jobs.remove("publicise", post.publish_id)
    if post.public_at:
        post.public_at = 0.0
        tell(
            simulator,
            post,
            "post.publish.no_longer_publicaly_available",
            post_id=str(post.post_id),
        )


def _draft(simulator: "Simulator", publish_id: str) -> Post:
    post = existing(simulator, publish_id)
    if post.status is not PostStatus.SEND_TO_USER_INBOX:
        raise NotPossible(f"{publish_id} is no draft in an inbox: its status is {post.status}")
    if post.draft_discarded_at:
        raise NotPossible(f"the draft {publish_id} was discarded")
    return post


def _published(simulator: "Simulator", publish_id: str) -> Post:
    post = existing(simulator, publish_id)
    if post.status is not PostStatus.PUBLISH_COMPLETE:
        raise NotPossible(f"{publish_id} is not published: its status is {post.status}")
    return post


def existing(simulator: "Simulator", publish_id: str) -> Post:
    post = simulator.post(publish_id)
    if post is None:
        raise NotPossible(f"there is no post {publish_id}")
    return post


def check_privacy(simulator: "Simulator", post: Post, privacy_level: str) -> None:
    user = simulator.user(post.username)
    options = privacy_level_options(user) if user else list(PrivacyLevel)
    if privacy_level not in options:
        raise NotPossible(
            f"{privacy_level!r} is not offered to {post.username}; {', '.join(options)} are"
        )


def tell(simulator: "Simulator", post: Post, event: str, **content: object) -> None:
    webhooks.emit(
        simulator,
        post.client_key,
        post.username,
        event,
        {"publish_id": post.publish_id, "publish_type": publish_type(post), **content},
    )
