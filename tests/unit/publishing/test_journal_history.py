"""The journal's lines put together: in whatever order, each attempt's story is the same."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.journal.records import records
from zharia.journal import (
    AttemptAnswered,
    AttemptEnded,
    AttemptRevoked,
    PhotoPulled,
    PublicationCancelled,
    Record,
    TokensKept,
)
from zharia.publishing.journal_history import read_history

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@given(st.lists(records, max_size=8))
def test_nothing_that_the_journal_tells_is_left_out(lines: list[Record]) -> None:
    known = read_history(lines)
    withdrawn = {one.publication_id for one in known.cancelled}
    attempts = {story.attempt_id for story in known.attempts}
    for line in lines:
        if isinstance(line, TokensKept):
            assert line.account_id in known.tokens
        elif isinstance(line, PublicationCancelled):
            assert line.publication_id in withdrawn
        else:
            assert line.attempt_id in attempts


@given(st.lists(records, max_size=8))
def test_the_same_lines_twice_tell_nothing_new(lines: list[Record]) -> None:
    assert read_history(lines) == read_history([*lines, *lines])


def test_an_attempts_lines_are_one_story() -> None:
    (story,) = read_history(
        [
            PhotoPulled("1", 1, NOW),
            AttemptRevoked("1", NOW),
            AttemptAnswered("1", NOW, publish_id="p_pub_1"),
            PhotoPulled("1", 2, NOW),
            AttemptEnded("1", NOW, how="published"),
        ]
    ).attempts
    assert (story.accepted, story.refused, story.became_a_post) == ("p_pub_1", False, True)
    assert story.pulled.keys() == {1, 2}
    assert story.revoked is not None


def test_a_publish_id_outweighs_a_refusal() -> None:
    for lines in (
        [AttemptAnswered("1", NOW, code="no"), AttemptAnswered("1", NOW, publish_id="p_1")],
        [AttemptAnswered("1", NOW, publish_id="p_1"), AttemptAnswered("1", NOW, code="no")],
    ):
        (story,) = read_history(lines).attempts
        assert (story.accepted, story.refused) == ("p_1", False)


def test_what_was_published_has_not_failed_whichever_process_wrote_first() -> None:
    """One that stood still between reading and writing tells what is known better by then."""
    for late in ("failed", "delivered"):
        (story,) = read_history(
            [AttemptEnded("1", NOW, "published"), AttemptEnded("1", NOW, late)]
        ).attempts
        assert story.ended is not None
        assert story.ended.how == "published"


def test_a_draft_that_failed_in_the_inbox_has_failed() -> None:
    (story,) = read_history(
        [AttemptEnded("1", NOW, "delivered"), AttemptEnded("1", NOW, "failed")]
    ).attempts
    assert not story.became_a_post


def test_the_newest_tokens_count_whichever_process_wrote_last() -> None:
    """The newest pair has killed all others: one of them would call for a person."""
    first = TokensKept(
        account_id="1",
        environment="production",
        open_id="open",
        access_token="v1:a",
        refresh_token="v1:b",
        token_version=1,
        issued_at=NOW,
        access_expires_at=NOW,
        refresh_expires_at=None,
        refresh_due_at=NOW,
        scopes=(),
        state="connected",
        state_reason=None,
        username="",
        nickname="",
        language="kz",
        mode="auto",
        connected_at=NOW,
    )
    second = replace(first, token_version=2, refresh_token="v1:c")
    assert read_history([second, first]).tokens == {"1": second}
    sealed_anew = replace(second, refresh_token="v2:c")
    assert read_history([first, second, sealed_anew]).tokens == {"1": sealed_anew}
