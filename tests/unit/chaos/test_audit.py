"""What a chaos run counts: a false accusation would be as bad as a missed double."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from zharia.chaos.audit import Pair, SeenEvent, SeenPost, SeenRow, audit, doubts
from zharia.publishing.event_types import EventType
from zharia.publishing.states import State

KZ, RU = Pair(1, "aimaq_kz"), Pair(1, "aimaq_ru")
NOW = datetime(2026, 11, 28, tzinfo=UTC)
LIVE = SeenPost("p1", KZ, live=True)
PUBLISHED = SeenRow("row", KZ, State.PUBLISHED, "p1")


def row(state: State, **more: Any) -> SeenRow:
    return SeenRow("row", KZ, state, **more)


def test_one_live_post_for_a_published_row_is_as_it_should_be() -> None:
    found = audit([KZ], [LIVE], [PUBLISHED], [])
    assert not found.broken
    assert (found.wrong_ids, found.open, found.asked, found.doubts) == ([], {}, [], {})


def test_two_live_posts_of_a_story_on_an_account_are_a_double() -> None:
    found = audit([KZ], [LIVE, replace(LIVE, publish_id="p2")], [PUBLISHED], [])
    assert (found.doubles, found.broken) == ([KZ], True)


@pytest.mark.parametrize(
    "other",
    [
        SeenPost("p2", KZ, live=False),
        SeenPost("p2", RU, live=True),
        SeenPost("p2", Pair(2, "aimaq_kz"), live=True),
    ],
)
def test_a_dead_post_another_account_or_another_story_makes_no_double(other: SeenPost) -> None:
    assert audit([KZ], [LIVE, other], [PUBLISHED], []).doubles == []


def test_an_accepted_article_without_post_and_row_is_lost() -> None:
    assert audit([KZ, RU], [LIVE], [PUBLISHED], []).lost == [RU]


@pytest.mark.parametrize(
    ("one", "lost"),
    [
        (row(State.FAILED, error_code="spam_risk"), False),
        (row(State.FAILED), True),
        (row(State.CANCELLED), True),
        (row(State.SCHEDULED, wake_at=NOW), False),
        (row(State.SCHEDULED), True),
        (row(State.PROCESSING), True),
        (row(State.PROCESSING, asks_a_person=True), False),
        (row(State.DRAFT), False),
    ],
)
def test_without_a_post_a_row_must_have_a_reason_or_a_time(one: SeenRow, lost: bool) -> None:
    assert audit([KZ], [], [one], []).lost == ([KZ] if lost else [])


def test_a_live_post_is_not_lost_whatever_its_row_says() -> None:
    assert audit([KZ], [LIVE], [row(State.FAILED)], []).lost == []


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DELIVERED])
def test_a_success_without_a_live_post_is_false(state: State) -> None:
    dead = replace(LIVE, live=False)
    found = audit([KZ], [dead], [row(state, publish_id="p1")], [])
    assert (found.false_successes, found.lost, found.broken) == ([KZ], [], True)


def test_two_successes_over_one_live_post_are_one_too_many() -> None:
    other = replace(PUBLISHED, publication_id="other", publish_id=None)
    found = audit([KZ], [LIVE], [PUBLISHED, other], [])
    assert (found.false_successes, found.broken) == ([KZ], True)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], False),
        ([row(State.FAILED, error_code="init_never_answered")], False),
        ([row(State.CANCELLED)], False),
        ([row(State.DRAFT)], False),
        ([row(State.SCHEDULED, wake_at=NOW)], False),
        ([row(State.UNCONFIRMED, wake_at=NOW)], True),
        ([row(State.PROCESSING, asks_a_person=True)], True),
        ([row(State.FAILED, error_code="x"), PUBLISHED], True),
    ],
)
def test_a_live_post_of_which_no_row_tells_is_found(rows: list[SeenRow], told: bool) -> None:
    """Whoever reads the ledger would publish it once more."""
    found = audit([KZ], [LIVE], rows, [])
    assert (found.without_row, found.broken) == ([] if told else [KZ], not told)


def test_what_tiktok_has_not_ended_is_open_whatever_its_row_says() -> None:
    """It may yet be live beside the other one."""
    working = SeenPost("p2", KZ, live=False, under_way=True)
    assert audit([KZ], [LIVE, working], [PUBLISHED], []).open == {"at TikTok": 1}


def test_a_success_with_a_foreign_publish_id_is_named_and_breaks_nothing() -> None:
    found = audit([KZ], [LIVE], [replace(PUBLISHED, publish_id="p9")], [])
    assert (found.wrong_ids, found.broken) == ([KZ], False)


def test_what_is_open_is_told_with_its_reason() -> None:
    rows = [
        row(State.PROCESSING, wake_at=NOW),
        row(State.PROCESSING, publish_id="p1", wake_at=NOW),
        row(State.SCHEDULED, error_code="photo_pull_failed", wake_at=NOW),
        row(State.UNCONFIRMED, asks_a_person=True),
    ]
    found = audit([KZ], [], rows, [])
    assert found.open == {
        "processing: no publish id": 1,
        "processing": 1,
        "scheduled: photo_pull_failed": 1,
        "unconfirmed: asks a person": 1,
    }
    assert found.asked == [KZ]


def test_failures_are_told_by_their_code() -> None:
    found = audit([KZ], [], [row(State.FAILED, error_code="spam_risk")], [])
    assert (found.failed, found.open) == ({"spam_risk": 1}, {})


def test_a_question_that_was_asked_once_counts_for_ever() -> None:
    asked = SeenEvent("row", EventType.ASKS_A_PERSON, State.PROCESSING)
    assert audit([KZ], [LIVE], [PUBLISHED], [asked]).asked == [KZ]


LOST = SeenEvent("row", EventType.ANSWER_LOST, State.UNCONFIRMED)


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (SeenEvent("row", EventType.REVOKED, State.SCHEDULED), "revoked, sent anew"),
        (SeenEvent("row", EventType.ACCEPTED, State.PROCESSING), "late answer"),
        (SeenEvent("row", EventType.ANSWERED_LATE, State.UNCONFIRMED), "late answer"),
        (
            SeenEvent("row", EventType.PROVED_ACCEPTED, State.PROCESSING, {"by": "publish id"}),
            "publish id",
        ),
        (
            SeenEvent("row", EventType.PROVED_ACCEPTED, State.PROCESSING, {"by": "pull"}),
            "proved by pull, then still open",
        ),
        (SeenEvent("row", EventType.COMPLETE, State.PUBLISHED), "live by webhook"),
        (SeenEvent("row", EventType.TRIES_AGAIN, State.SCHEDULED), "failed at TikTok"),
        (SeenEvent("row", "something new", State.SCHEDULED), "something new"),
        (SeenEvent("row", EventType.MAY_BE_MEANT, State.UNCONFIRMED), "still open"),
        (SeenEvent("other", EventType.COMPLETE, State.PUBLISHED), "still open"),
    ],
)
def test_a_doubt_is_told_by_how_it_ended(ending: SeenEvent, words: str) -> None:
    assert doubts([LOST, ending]) == {words: 1}


def test_each_doubt_of_a_publication_counts() -> None:
    revoked = SeenEvent("row", EventType.REVOKED, State.SCHEDULED)
    noted = SeenEvent("row", EventType.MAY_BE_MEANT, State.UNCONFIRMED)
    assert doubts([LOST, noted, revoked, LOST]) == {"revoked, sent anew": 1, "still open": 1}


def test_a_pull_alone_does_not_end_a_doubt() -> None:
    pulled = SeenEvent("row", EventType.PROVED_ACCEPTED, State.PROCESSING, {"by": "pull"})
    noted = SeenEvent("row", EventType.MAY_BE_MEANT, State.PROCESSING)
    found = SeenEvent("row", EventType.ATTRIBUTED, State.PROCESSING)
    assert doubts([LOST, pulled, noted]) == {"proved by pull, then still open": 1}
    assert doubts([LOST, pulled, noted, found]) == {"proved by pull, then publish id by webhook": 1}
