from datetime import timedelta

import pytest

from zharia.accounts.errors import NotConnected, RefreshPaused
from zharia.errors import WhoActs
from zharia.publishing.retry_policy import (
    ACCOUNT_PAUSE,
    BAN_PAUSE,
    MAX_TRIES,
    RETRY_SOON,
    Action,
    decide_on_account_error,
    decide_on_error,
    needs_person,
)
from zharia.tiktok import RetryKind, TikTokError, errors


def leaves(kind: type[TikTokError]) -> list[type[TikTokError]]:
    below = kind.__subclasses__()
    return [kind] if not below else [leaf for child in below for leaf in leaves(child)]


@pytest.mark.parametrize("kind", leaves(errors.NoResponse) + leaves(errors.Refused))
def test_every_error_of_tiktok_has_a_verdict(kind: type[TikTokError]) -> None:
    decision = decide_on_error(kind("said", code="some_code", log_id="L1"), tries=0)
    assert decision.code == "some_code"
    assert decision.log_id == "L1"
    assert decision.message
    if decision.action is Action.FAIL:
        assert decision.who_acts is not WhoActs.NOBODY


def test_a_lost_answer_is_never_a_reason_to_send_again() -> None:
    for tries in (0, 1, MAX_TRIES, 1_000):
        assert decide_on_error(errors.OutcomeUnknown("reset"), tries).action is Action.UNCONFIRMED


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (errors.RateLimited(), 60),
        (errors.PostCapReached(), 86_400),
        (errors.UserCapReached(), 86_400),
    ],
)
def test_a_limit_of_the_account_makes_the_account_wait(error: TikTokError, seconds: int) -> None:
    decision = decide_on_error(error, tries=5)
    assert decision.action is Action.ACCOUNT_WAITS
    assert decision.wait == timedelta(seconds=seconds)
    assert decision.who_acts is WhoActs.NOBODY


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (errors.AccessTokenInvalid(), RETRY_SOON),
        (errors.ScopeNotAuthorized(), ACCOUNT_PAUSE),
        (errors.ScopePermissionMissed(), ACCOUNT_PAUSE),
        (errors.AuthorizationRemoved(), ACCOUNT_PAUSE),
        (errors.UrlNotVerified(), ACCOUNT_PAUSE),
        (errors.UnauditedApp(), ACCOUNT_PAUSE),
        (errors.CreatorBlocked(code="spam_risk_user_banned_from_posting"), BAN_PAUSE),
    ],
)
def test_what_is_the_accounts_makes_it_wait_for_a_person(
    error: TikTokError, pause: timedelta
) -> None:
    """However often it was tried: a line must not fail for what is not its own."""
    for tries in (0, MAX_TRIES):
        decision = decide_on_error(error, tries)
        assert (decision.action, decision.wait) == (Action.ACCOUNT_WAITS, pause)
        assert decision.who_acts is WhoActs.ADMIN
    assert decide_on_error(error, 0, last=True).action is Action.FAIL


def test_a_pause_is_a_persons_to_end_or_ends_by_itself() -> None:
    assert needs_person("url_ownership_unverified")
    assert needs_person("spam_risk_user_banned_from_posting")
    assert not needs_person("rate_limit_exceeded")
    assert not needs_person("a_code_of_next_year")


def test_nothing_was_sent_so_it_goes_again_until_a_person_is_asked() -> None:
    waits = [decide_on_error(errors.NotSent(), tries) for tries in range(MAX_TRIES + 1)]
    assert [decision.action for decision in waits] == [Action.AGAIN] * MAX_TRIES + [Action.FAIL]
    assert waits[-1].who_acts is WhoActs.TIKTOK


@pytest.mark.parametrize(
    ("error", "who"),
    [
        (errors.CreatorBlocked(code="spam_risk_text"), WhoActs.ADMIN),
        (errors.CreatorBlocked(code="spam_risk"), WhoActs.ADMIN),
        (errors.PrivacyLevelMismatch(), WhoActs.EDITOR),
        (errors.InvalidPost(["title: too long"]), WhoActs.EDITOR),
        (errors.TooManyPendingDrafts(), WhoActs.EDITOR),
        (errors.UnknownCode(), WhoActs.ADMIN),
    ],
)
def test_who_must_act_is_named(error: TikTokError, who: WhoActs) -> None:
    decision = decide_on_error(error, tries=0)
    assert (decision.action, decision.who_acts) == (Action.FAIL, who)


def test_an_error_of_ours_gets_a_stable_code() -> None:
    assert decide_on_error(errors.InvalidPost(["title: too long"]), 0).code == "invalid_post"


def test_a_token_that_is_being_renewed_is_waited_for() -> None:
    decision = decide_on_account_error(
        RefreshPaused(name="aimaq", problem="timeout", retry_after=30)
    )
    assert (decision.action, decision.wait) == (Action.LATER, timedelta(seconds=30))


def test_an_account_that_is_not_connected_asks_the_administrator_and_its_line_waits() -> None:
    error = NotConnected(name="aimaq", reason="Connect it again.")
    decision = decide_on_account_error(error)
    assert (decision.action, decision.who_acts) == (Action.LATER, WhoActs.ADMIN)
    assert decision.wait == RETRY_SOON
    assert decision.retry is RetryKind.NEEDS_A_PERSON
