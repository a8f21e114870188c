"""`kill -9` at every point of a publication's way: one post in the end, and none lost."""

from tests.acceptance.conftest import Newsroom
from tests.support.stage import PATIENCE
from tests.support.waiting import until

from zharia.publishing.leases import LEASE
from zharia.publishing.model import AttemptState
from zharia.publishing.states import State


def test_killed_before_init_it_is_sent_once_after_the_restart(newsroom: Newsroom) -> None:
    newsroom.simulator.fault("hang", "creator_info", value="20")
    newsroom.start()
    newsroom.article()
    newsroom.wait_for(State.PREPARING)
    until(lambda: newsroom.calls("creator_info") >= 2, "creator info to be asked")
    newsroom.kill()
    assert newsroom.calls("content_init") == 0
    newsroom.start()
    newsroom.wait_for(State.PUBLISHED)
    assert (newsroom.live(), newsroom.calls("content_init")) == (1, 1)


def test_killed_during_init_that_never_arrived_it_is_revoked_and_sent_again(
    newsroom: Newsroom,
) -> None:
    newsroom.simulator.fault("hang", "content_init", value="20")
    newsroom.start()
    newsroom.article()
    # Written down is not sent yet: killed in between, the second attempt would be the one to hang.
    newsroom.wait_for_inits(1)
    newsroom.kill()
    newsroom.pass_time(PATIENCE)
    newsroom.start()
    newsroom.wait_for(State.PUBLISHED)
    assert newsroom.was(State.UNCONFIRMED)
    first, second = newsroom.attempts()
    assert (first.state, second.state) == (AttemptState.REVOKED, AttemptState.LIVE)
    assert newsroom.live() == 1


def test_killed_after_tiktok_accepted_it_is_followed_and_never_sent_again(
    newsroom: Newsroom,
) -> None:
    # TikTok comes for the photos when the service is back, and before patience ends.
    newsroom.hold_tiktok(True)
    newsroom.simulator.fault("accept_then_hang", "content_init", value="20")
    newsroom.start()
    newsroom.article()
    until(newsroom.posts, "TikTok to accept it")
    newsroom.kill()
    publication = newsroom.publication()
    assert publication is not None
    assert (publication.state, publication.publish_id) == (State.SUBMITTING, None)
    newsroom.pass_time(LEASE)
    newsroom.start()
    newsroom.wait_for(State.UNCONFIRMED)
    newsroom.hold_tiktok(False)
    newsroom.wait_for(State.PUBLISHED)
    assert (newsroom.live(), len(newsroom.posts())) == (1, 1)
    assert len(newsroom.attempts()) == 1


def test_killed_after_tiktok_accepted_a_pull_22_hours_late_still_leaves_one_post(
    newsroom: Newsroom,
) -> None:
    newsroom.simulator.fault("accept_then_hang", "content_init", value="20")
    newsroom.simulator.fault("late_pull", value=str(22 * 3600))
    newsroom.start()
    newsroom.article()
    until(newsroom.posts, "TikTok to accept it")
    newsroom.kill()
    newsroom.pass_time(PATIENCE)
    newsroom.start()
    newsroom.wait_for(State.PUBLISHED)
    newsroom.simulator.advance(23 * 3600)
    late, second = newsroom.posts()
    assert (late.status, late.fail_reason) == ("FAILED", "photo_pull_failed")
    assert second.status == "PUBLISH_COMPLETE"
    assert newsroom.live() == 1


def test_killed_while_following_it_is_followed_to_the_end(newsroom: Newsroom) -> None:
    newsroom.simulator.fault("stuck")
    newsroom.start()
    newsroom.article()
    followed = newsroom.wait_for(State.PROCESSING)
    newsroom.kill()
    newsroom.start()
    newsroom.simulator.control(
        "POST", f"/posts/{followed.publish_id}/fail", {"reason": "spam_risk"}
    )
    failed = newsroom.wait_for(State.FAILED)
    assert failed.error_code == "spam_risk"
    assert newsroom.calls("content_init") == 1


def test_killed_again_and_again_every_article_is_posted_once(newsroom: Newsroom) -> None:
    # TikTok's minute passes in three seconds, so that no limit hides a double.
    newsroom.more |= {"init_per_minute": 100, "unconfirmed_minutes": 0.05}
    newsroom.simulator.control("POST", "/clock", {"speed": 20})
    newsroom.simulator.fault("slow", "content_init", value="0.5", times=-1)
    # TikTok comes late for every photo. Of two that it had fetched before their answers were lost,
    # nobody could tell which publish id is whose.
    newsroom.simulator.fault("late_pull", value=str(22 * 3600), times=-1)
    newsroom.start()
    articles = [newsroom.article(str(number)) for number in range(4)]
    for round_ in range(3):
        newsroom.wait_for_inits(round_ + 1)
        newsroom.kill()
        newsroom.start()

    def all_accepted() -> bool:
        newsroom.hurry()
        return newsroom.states() == [State.PROCESSING] * len(articles)

    until(all_accepted, "four publications to be accepted", 150)
    # Whatever TikTok has put off comes now: of each article only the last attempt may go live.
    newsroom.simulator.advance(23 * 3600)
    everything_out = [State.PUBLISHED] * len(articles)
    until(lambda: newsroom.states() == everything_out, "four publications to be published", 150)
    assert newsroom.live() == len(articles)
