"""Daily caps: posts per creator, drafts that wait, users of an unaudited app. Pure."""

from collections.abc import Iterable, Iterator

from zharia.simulator.model import App, Post, PostMode, PostStatus, User

DAY = 86_400.0
#: content-posting-api-reference-photo-post: 5 drafts that wait, within 24 h
PENDING_DRAFTS_PER_DAY = 5
#: content-sharing-guidelines: 5 users a day for an app before the audit
UNAUDITED_USERS_PER_DAY = 5


def too_many_posts(posts: Iterable[Post], user: User, now: float) -> bool:
    """A failed post gives its place back; a post through another app takes one."""
    direct = _direct_posts(posts, now)
    return sum(post.username == user.username for post in direct) >= user.posts_per_day


def too_many_drafts(posts: Iterable[Post], username: str, now: float) -> bool:
    """A draft waits until its user posts it; one thrown away keeps its place (assumed)."""
    return (
        sum(
            post.username == username and is_pending_draft(post)
            for post in posts
            if post.created_at > now - DAY
        )
        >= PENDING_DRAFTS_PER_DAY
    )


def is_pending_draft(post: Post) -> bool:
    return post.mode is PostMode.MEDIA_UPLOAD and post.status in {
        PostStatus.PROCESSING_DOWNLOAD,
        PostStatus.SEND_TO_USER_INBOX,
    }


def too_many_users(posts: Iterable[Post], app: App, username: str, now: float) -> bool:
    """Whether `username` would be one user too many for an unaudited app today."""
    if app.audited:
        return False
    direct = _direct_posts(posts, now)
    active = {post.username for post in direct if post.client_key == app.client_key}
    return username not in active and len(active) >= UNAUDITED_USERS_PER_DAY


def _direct_posts(posts: Iterable[Post], now: float) -> Iterator[Post]:
    """Those of the last day that did not fail."""
    return (
        post
        for post in posts
        if post.created_at > now - DAY
        and post.mode is PostMode.DIRECT_POST
        and post.status is not PostStatus.FAILED
    )
