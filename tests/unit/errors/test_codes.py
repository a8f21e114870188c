"""Every code has its one entry, and the entry says what the code's own module does."""

from collections.abc import Iterator
from typing import Any, TypeVar, get_args, get_type_hints

import pytest

from zharia.accounts import AccountError, AlertKind, StateReason, connect_errors
from zharia.articles.content import RetractionReason
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds.polling import PollOutcome
from zharia.articles.questions import QuestionCode
from zharia.background.outages import Outage
from zharia.errors import ChoiceCode, ErrorCode, WhoActs
from zharia.errors.book import entries, entry, entry_of, explain, explain_failure
from zharia.fetch import FetchError
from zharia.journal import JournalError
from zharia.media.errors import MediaError
from zharia.posts import Style
from zharia.publishing import preparing, review_rules
from zharia.publishing.choices import Choices, WrongChoice
from zharia.publishing.holds import HoldReason
from zharia.publishing.retry_policy import MAX_TRIES, Action, decide_on_error
from zharia.publishing.states import State
from zharia.publishing.steps import NotPossible
from zharia.tiktok import RemovalReason, RetryKind, TikTokError, errors
from zharia.tiktok.codes import API_CODES, FAIL_REASONS, OAUTH_CODES
from zharia.users import UserError
from zharia.web import problems
from zharia.web.pages.publish import choice_texts

CODES = [one.code for group in entries() for one in group.entries]
TIKTOKS = {*API_CODES, *FAIL_REASONS, *OAUTH_CODES}

Kind = TypeVar("Kind", bound=Exception)


def leaves(kind: type[Kind]) -> Iterator[type[Kind]]:
    yield from (leaf for below in kind.__subclasses__() for leaf in leaves(below))
    if not kind.__subclasses__():
        yield kind


def with_codes(root: type[Kind]) -> Iterator[type[Kind]]:
    if hasattr(root, "code"):
        yield root
    for below in root.__subclasses__():
        yield from with_codes(below)


def test_every_code_has_exactly_one_entry() -> None:
    assert len(CODES) == len(set(CODES)) > 150
    assert set(CODES) == set(ErrorCode) | TIKTOKS


def test_a_code_of_ours_is_written_as_such_in_the_table() -> None:
    ours = {code for code in CODES if isinstance(code, ErrorCode)}
    assert ours == set(ErrorCode)
    assert all(entry_of(code) is entry(code.value) for code in ErrorCode)


def test_what_is_said_at_a_field_has_no_entry() -> None:
    assert not set(ChoiceCode) & set(CODES)


@pytest.mark.parametrize("code", ChoiceCode)
def test_every_refused_choice_has_words_at_its_field(code: ChoiceCode) -> None:
    typed = Choices(title="aa", description="aa", photo_urls=("https://news.example/1.jpg",) * 36)
    error = WrongChoice(code.value.removesuffix("_too_long"), code, "for programs")
    _, words = choice_texts.field_error(error, typed, Style(title_limit=1, description_limit=1))
    assert words
    assert words != "for programs"


@pytest.mark.parametrize("root", [AccountError, FetchError, JournalError, MediaError, UserError])
def test_an_error_of_ours_names_its_code_by_the_enum(root: type[Any]) -> None:
    kinds = list(with_codes(root))
    assert len(kinds) >= 3
    assert all(isinstance(kind.code, ErrorCode) for kind in kinds)


@pytest.mark.parametrize("taker", [NotPossible, UnreadableFeedError, problems.Problem])
def test_who_takes_a_code_takes_no_bare_string(taker: type[Exception]) -> None:
    """That each passes one is then the type checker's."""
    hint = get_type_hints(taker.__init__)["code"]
    assert str not in {hint, *get_args(hint)}


@pytest.mark.parametrize(
    "kind",
    [HoldReason, Outage, QuestionCode, review_rules.ReviewReason, RetractionReason],
)
def test_every_reason_to_wait_or_stop_has_an_entry(kind: type[Any]) -> None:
    assert all(entry(reason.value) is not None for reason in kind)


def test_every_reason_why_an_account_is_not_connected_has_an_entry() -> None:
    for reason in StateReason:
        assert entry(f"account.{reason}") is not None
    for removal in RemovalReason:
        # As `hooks` keeps it in the account's `state_detail`.
        assert entry(f"authorization.removed.{removal.name.lower()}") is not None


@pytest.mark.parametrize("code", [PollOutcome.GONE, State.UNCONFIRMED, AlertKind.ENDING_SOON])
def test_a_state_that_asks_for_an_explanation_has_an_entry(code: str) -> None:
    assert entry(code) is not None


def test_a_documented_problem_is_one_that_there_is() -> None:
    assert problems.documented(p404="article_unknown: there is no such article")
    with pytest.raises(ValueError, match="article_unknwon"):
        problems.documented(p404="article_unknwon: there is no such article")


def test_every_answer_of_the_framework_has_an_entry() -> None:
    for status in (400, 415, 416, 499):
        assert entry(f"http_{status}") is not None
    assert entry("http_teapot") is None


def test_every_error_that_tiktok_gives_no_code_for_has_an_entry() -> None:
    """The ledger calls it by its class."""
    by_code = {*API_CODES.values(), *FAIL_REASONS.values(), *OAUTH_CODES.values()}
    nameless = [kind for kind in leaves(TikTokError) if kind not in by_code]
    # An HTTP status 429 needs no code to be understood.
    nameless.append(errors.RateLimited)
    assert errors.OutcomeUnknown in nameless
    for kind in nameless:
        made = errors.InvalidPost([]) if kind is errors.InvalidPost else kind()
        code = decide_on_error(made, MAX_TRIES).code
        assert entry(code) is not None, code


SENDING: list[TikTokError] = [
    errors.RateLimited(),
    errors.InvalidConfiguration(),
    errors.InvalidArgument(),
    errors.InvalidPost([]),
    errors.NotSent(),
    errors.AnswerLost(),
    errors.OutcomeUnknown(),
    errors.UnknownCode(),
    errors.UnknownFailure(),
]


@pytest.mark.parametrize("error", SENDING, ids=lambda error: type(error).__name__)
def test_a_verdict_says_what_the_table_does(error: TikTokError) -> None:
    decision = decide_on_error(error, MAX_TRIES)
    known = explain(decision.code)
    assert (known.who, known.retry) == (decision.who_acts, decision.retry)


@pytest.mark.parametrize("kind", list(leaves(MediaError)), ids=lambda kind: kind.__name__)
def test_a_photo_that_failed_for_good_has_somebody_who_acts(kind: type[MediaError]) -> None:
    given_up = preparing._media_decision(kind(), MAX_TRIES)
    assert given_up.action is Action.FAIL
    assert given_up.who_acts is entry_of(kind.code).who is not WhoActs.NOBODY
    assert entry_of(kind.code).retry in {RetryKind.AFTER, RetryKind.NEEDS_A_PERSON}


@pytest.mark.parametrize(
    ("code", "who"),
    [
        (ErrorCode.PHOTO_UNREACHABLE, WhoActs.NOBODY),
        (ErrorCode.PHOTO_REFUSED_FOR_NOW, WhoActs.NOBODY),
        (ErrorCode.PHOTO_TOO_SLOW, WhoActs.NOBODY),
        (ErrorCode.PHOTO_WORKERS_UNAVAILABLE, WhoActs.ADMIN),
    ],
)
def test_an_editor_waits_while_a_photo_may_still_come(code: ErrorCode, who: WhoActs) -> None:
    (kind,) = (one for one in leaves(MediaError) if one.code is code)
    decision = preparing._media_decision(kind(), 0)
    assert (decision.action, decision.who_acts) == (Action.AGAIN, who)


def test_a_failure_always_has_somebody_who_acts() -> None:
    for code in CODES:
        one, failure = explain(code), explain_failure(code)
        assert failure.who is one.who_after_giving_up is not WhoActs.NOBODY
        assert (failure.title, failure.happened) == (one.title, one.happened)
        assert "Nothing to do" not in str(failure.remedy), code


def test_the_book_and_the_settings_page_speak_alike_of_a_failed_connection() -> None:
    error = connect_errors.CodeRefused(redirect_uri="https://…/api/tiktok/callback")
    known = entry_of(error.code)
    for language in ("kk", "ru", "en"):
        assert error.message.text(language) == known.happened.then(known.remedy).text(language)


def test_every_group_has_entries() -> None:
    assert all(group.entries for group in entries())
