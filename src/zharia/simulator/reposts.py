"""A draft that its user posts more than once: several posts under one publish id.

content-posting-api-reference-get-video-status (an older copy): `post.publish.complete` comes for
each, and the status lists every public id.
"""

from typing import TYPE_CHECKING

from zharia.simulator import timeline
from zharia.simulator.ids import new_post_id
from zharia.simulator.model import Job, Post, PostMode, PostStatus, PrivacyLevel, Repost

if TYPE_CHECKING:
    from zharia.simulator.simulator import Simulator


def post_again(simulator: "Simulator", publish_id: str, privacy_level: str) -> Post:
    """The user opens the draft's notification once more and posts it once more."""
    post = timeline.existing(simulator, publish_id)
    if post.mode is not PostMode.MEDIA_UPLOAD or post.status is not PostStatus.PUBLISH_COMPLETE:
        raise timeline.NotPossible(f"{publish_id} is no draft that has been posted: {post.status}")
    timeline.check_privacy(simulator, post, privacy_level)
    now = simulator.clock.now()
    post.reposts.append(Repost(privacy_level=privacy_level, completed_at=now))
    timeline.tell(simulator, post, "post.publish.complete")
    if privacy_level == PrivacyLevel.PUBLIC_TO_EVERYONE and timeline.may_be_public(simulator, post):
        subject = f"{publish_id} {len(post.reposts) - 1}"
        simulator.jobs.add("publicise_again", subject, now + timeline.moderation(simulator, post))
    simulator.changed()
    return post


async def run_publicise_again(simulator: "Simulator", job: Job) -> None:
    """The job `publicise_again`: moderation of a further post is over."""
    publish_id, _, number = job.subject.partition(" ")
    post = simulator.post(publish_id)
    if post is None or int(number) >= len(post.reposts):
        return
    repost = post.reposts[int(number)]
    if repost.public_at or repost.removed_at:
        return
    repost.post_id = new_post_id()
    repost.public_at = simulator.clock.now()
    timeline.tell(simulator, post, "post.publish.publicly_available", post_id=str(repost.post_id))
    simulator.changed()


def remove(simulator: "Simulator", publish_id: str, post_id: str) -> Post:
    """One of several posts is deleted or taken down; the others stay."""
    post = timeline.existing(simulator, publish_id)
    if str(post.post_id) == post_id:
        return timeline.remove_post(simulator, publish_id)
    repost = next((one for one in post.reposts if str(one.post_id) == post_id), None)
    if repost is None or repost.removed_at:
        raise timeline.NotPossible(f"{publish_id} has no living post {post_id}")
    repost.removed_at, repost.public_at = simulator.clock.now(), 0.0
    timeline.tell(simulator, post, "post.publish.no_longer_publicaly_available", post_id=post_id)
    simulator.changed()
    return post


def public_ids(post: Post) -> list[int]:
    """The ids of everything public that came of the post, oldest first."""
    first = [post.post_id] if post.public_at else []
    return [*first, *(one.post_id for one in post.reposts if one.public_at)]
