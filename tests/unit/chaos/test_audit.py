"""What a chaos run counts: a false accusation would be as bad as a missed double."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from zharia.chaos.audit import (
    LedgerEvent,
    LedgerRow,
    PostKey,
    TikTokPost,
    audit,
    unconfirmed_endings,
)
from zharia.publishing.event_types import EventType
from zharia.publishing.states import State

KZ, RU = PostKey(1, "aimaq_kz"), PostKey(1, "aimaq_ru")
NOW = datetime(2026, 11, 28, tzinfo=UTC)
LIVE = TikTokPost("p1", KZ, live=True)
PUBLISHED = LedgerRow("row", KZ, State.PUBLISHED, "p1")


def row(state: State, **more: Any) -> LedgerRow:
    return LedgerRow("row", KZ, state, **more)


def test_one_live_post_for_a_published_row_is_as_it_should_be() -> None:
    found = audit([KZ], [LIVE], [PUBLISHED], [])
    assert not found.has_violations
    assert (found.wrong_ids, found.open, found.asked, found.unconfirmed_endings) == ([], {}, [], {})


def test_two_live_posts_of_a_story_on_an_account_are_a_double() -> None:
    found = audit([KZ], [LIVE, replace(LIVE, publish_id="p2")], [PUBLISHED], [])
    assert (found.doubles, found.has_violations) == ([KZ], True)


@pytest.mark.parametrize(
    "other",
    [
        TikTokPost("p2", KZ, live=False),
        TikTokPost("p2", RU, live=True),
        TikTokPost("p2", PostKey(2, "aimaq_kz"), live=True),
    ],
)
def test_a_dead_post_another_account_or_another_story_makes_no_double(other: TikTokPost) -> None:
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
        (row(State.PROCESSING, needs_resolution=True), False),
        (row(State.DRAFT), False),
    ],
)
def test_without_a_post_a_row_must_have_a_reason_or_a_time(one: LedgerRow, lost: bool) -> None:
    assert audit([KZ], [], [one], []).lost == ([KZ] if lost else [])


def test_a_live_post_is_not_lost_whatever_its_row_says() -> None:
    assert audit([KZ], [LIVE], [row(State.FAILED)], []).lost == []


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DELIVERED])
def test_a_success_without_a_live_post_is_false(state: State) -> None:
    dead = replace(LIVE, live=False)
    found = audit([KZ], [dead], [row(state, publish_id="p1")], [])
    assert (found.false_successes, found.lost, found.has_violations) == ([KZ], [], True)


def test_two_successes_over_one_live_post_are_one_too_many() -> None:
    other = replace(PUBLISHED, publication_id="other", publish_id=None)
    found = audit([KZ], [LIVE], [PUBLISHED, other], [])
    assert (found.false_successes, found.has_violations) == ([KZ], True)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], False),
        ([row(State.FAILED, error_code="init_never_answered")], False),
        ([row(State.CANCELLED)], False),
        ([row(State.DRAFT)], False),
        ([row(State.SCHEDULED, wake_at=NOW)], False),
        ([row(State.UNCONFIRMED, wake_at=NOW)], True),
        ([row(State.PROCESSING, needs_resolution=True)], True),
        ([row(State.FAILED, error_code="x"), PUBLISHED], True),
    ],
)
def test_a_live_post_of_which_no_row_tells_is_found(rows: list[LedgerRow], told: bool) -> None:
    """Whoever reads the ledger would publish it once more."""
    found = audit([KZ], [LIVE], rows, [])
    assert (found.without_row, found.has_violations) == ([] if told else [KZ], not told)


def test_what_tiktok_has_not_ended_is_open_whatever_its_row_says() -> None:
    """It may yet be live beside the other one."""
    working = TikTokPost("p2", KZ, live=False, pending=True)
    assert audit([KZ], [LIVE, working], [PUBLISHED], []).open == {"at TikTok": 1}


def test_a_success_with_a_foreign_publish_id_is_named_and_breaks_nothing() -> None:
    found = audit([KZ], [LIVE], [replace(PUBLISHED, publish_id="p9")], [])
    assert (found.wrong_ids, found.has_violations) == ([KZ], False)


def test_what_is_open_is_told_with_its_reason() -> None:
    rows = [
        row(State.PROCESSING, wake_at=NOW),
        row(State.PROCESSING, publish_id="p1", wake_at=NOW),
        row(State.SCHEDULED, error_code="photo_pull_failed", wake_at=NOW),
        row(State.UNCONFIRMED, needs_resolution=True),
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
    asked = LedgerEvent("row", EventType.ASKS_A_PERSON, State.PROCESSING)
    assert audit([KZ], [LIVE], [PUBLISHED], [asked]).asked == [KZ]


LOST = LedgerEvent("row", EventType.ANSWER_LOST, State.UNCONFIRMED)


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (LedgerEvent("row", EventType.REVOKED, State.SCHEDULED), "revoked, sent anew"),
        (LedgerEvent("row", EventType.ACCEPTED, State.PROCESSING), "late answer"),
        (LedgerEvent("row", EventType.ANSWERED_LATE, State.UNCONFIRMED), "late answer"),
        (
            LedgerEvent("row", EventType.PROVED_ACCEPTED, State.PROCESSING, {"by": "publish id"}),
            "publish id",
        ),
        (
            LedgerEvent("row", EventType.PROVED_ACCEPTED, State.PROCESSING, {"by": "pull"}),
            "proved by pull, then still open",
        ),
        (LedgerEvent("row", EventType.COMPLETE, State.PUBLISHED), "live by webhook"),
        (LedgerEvent("row", EventType.TRIES_AGAIN, State.SCHEDULED), "failed at TikTok"),
        (LedgerEvent("row", "something new", State.SCHEDULED), "something new"),
        (LedgerEvent("row", EventType.MAY_BE_MEANT, State.UNCONFIRMED), "still open"),
        (LedgerEvent("other", EventType.COMPLETE, State.PUBLISHED), "still open"),
    ],
)
def test_a_doubt_is_told_by_how_it_ended(ending: LedgerEvent, words: str) -> None:
    assert unconfirmed_endings([LOST, ending]) == {words: 1}


def test_each_doubt_of_a_publication_counts() -> None:
    revoked = LedgerEvent("row", EventType.REVOKED, State.SCHEDULED)
    noted = LedgerEvent("row", EventType.MAY_BE_MEANT, State.UNCONFIRMED)
    assert unconfirmed_endings([LOST, noted, revoked, LOST]) == {
        "revoked, sent anew": 1,
        "still open": 1,
    }


def test_a_pull_alone_does_not_end_a_doubt() -> None:
    pulled = LedgerEvent("row", EventType.PROVED_ACCEPTED, State.PROCESSING, {"by": "pull"})
    noted = LedgerEvent("row", EventType.MAY_BE_MEANT, State.PROCESSING)
    found = LedgerEvent("row", EventType.ATTRIBUTED, State.PROCESSING)
    assert unconfirmed_endings([LOST, pulled, noted]) == {"proved by pull, then still open": 1}
    assert unconfirmed_endings([LOST, pulled, noted, found]) == {
        "proved by pull, then publish id by webhook": 1
    }
