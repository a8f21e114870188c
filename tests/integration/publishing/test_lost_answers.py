"""Init's answer is lost: evidence decides, and there is one post in the end."""

from collections.abc import Callable

import pytest

from tests.support.stage import Stage
from tests.support.waiting import until
from zharia.publishing.model import AttemptState
from zharia.publishing.states import State
from zharia.publishing.webhook_model import PostOrigin, UnknownPost

HOURS = 3600


def complete(stage: Stage) -> int:
    return sum(post.status == "PUBLISH_COMPLETE" for post in stage.posts())


@pytest.mark.parametrize(
    ("fault", "value"),
    [
        ("accept_then_500", ""),
        ("accept_then_cut", ""),
        ("accept_then_hang", "1"),
        ("accept_then_edge_page", "403"),
        ("accept_then_edge_page", "504"),
    ],
)
def test_accepted_but_never_answered_is_followed_and_not_sent_again(
    stage: Stage, fault: str, value: str
) -> None:
    account = stage.connect()
    stage.simulator.fault(fault, "content_init", value=value)
    article = stage.article()
    stage.wait_for(article, account, State.PUBLISHED)
    assert stage.inits() == 1
    assert complete(stage) == 1
    assert any("unconfirmed" in line for line in stage.story(article))


def test_without_webhooks_a_pull_alone_keeps_it_from_being_sent_again(
    open_stage: Callable[..., Stage],
) -> None:
    stage = open_stage(webhooks=False)
    account = stage.connect()
    stage.simulator.fault("accept_then_cut", "content_init")
    article = stage.article()
    followed = stage.wait_for(article, account, State.PROCESSING)
    assert followed.publish_id is None
    stage.lose_patience(article, account)
    for _ in range(3):
        looked = stage.publication(article, account).wake_at
        until(lambda: stage.publication(article, account).wake_at != looked, "another look")  # noqa: B023
    assert stage.inits() == 1
    assert stage.publication(article, account).state == State.PROCESSING


@pytest.mark.parametrize("fault", ["cut", "refuse", "edge_page"])
def test_never_accepted_is_revoked_and_sent_again_once(stage: Stage, fault: str) -> None:
    account = stage.connect()
    stage.simulator.fault(fault, "content_init")
    article = stage.article()
    stage.wait_for(article, account, State.UNCONFIRMED)
    stage.lose_patience(article, account)
    stage.wait_for(article, account, State.PUBLISHED)
    assert complete(stage) == 1
    assert len(stage.posts()) == 1
    with stage.service.database.read() as session:
        first, second = stage.attempts(session)
        assert first.state == AttemptState.REVOKED
        assert second.state == AttemptState.LIVE


def test_a_first_attempt_that_is_pulled_22_hours_late_fails_there(stage: Stage) -> None:
    account = stage.connect()
    stage.simulator.fault("accept_then_cut", "content_init")
    stage.simulator.fault("late_pull", value=str(22 * HOURS))
    article = stage.article()
    stage.wait_for(article, account, State.UNCONFIRMED)
    stage.lose_patience(article, account)
    stage.wait_for(article, account, State.PUBLISHED)
    assert [post.status for post in stage.posts()] == ["PROCESSING_DOWNLOAD", "PUBLISH_COMPLETE"]
    stage.simulator.advance(23 * HOURS)
    late, second = stage.posts()
    assert (late.status, late.fail_reason) == ("FAILED", "photo_pull_failed")
    assert second.status == "PUBLISH_COMPLETE"

    def heard_of() -> UnknownPost | None:
        with stage.service.database.read() as session:
            return session.query(UnknownPost).filter_by(ask_at=None).one_or_none()

    # Its failure reaches us by webhook, with a publish id that nobody was told: nothing follows.
    unknown = until(heard_of, "the webhook of the first attempt")
    assert (unknown.publish_id, unknown.origin) == (late.publish_id, PostOrigin.NOBODYS)
    assert stage.publication(article, account).state == State.PUBLISHED


def test_many_lost_answers_at_once_leave_one_post_each(stage: Stage) -> None:
    account = stage.connect()
    stage.simulator.fault("accept_then_cut", "content_init", rate=0.5, times=3)
    articles = [stage.article(str(number), photos=1) for number in range(5)]
    for article in articles:
        stage.wait_for(article, account, State.PUBLISHED, State.PROCESSING, seconds=60)
    assert complete(stage) <= 5
    assert stage.inits() == 5
