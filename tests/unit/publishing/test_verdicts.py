from datetime import timedelta

import pytest

from zharia.accounts.errors import NotConnected, RefreshPaused
from zharia.errors import WhoActs
from zharia.publishing.verdicts import (
    BAN_PAUSE,
    LOOK_AGAIN,
    MOST_TRIES,
    PAUSE,
    Next,
    asks_a_person,
    judge,
    judge_account,
)
from zharia.tiktok import RetryKind, TikTokError, errors


def leaves(kind: type[TikTokError]) -> list[type[TikTokError]]:
    below = kind.__subclasses__()
    return [kind] if not below else [leaf for child in below for leaf in leaves(child)]


@pytest.mark.parametrize("kind", leaves(errors.NoResponse) + leaves(errors.Refused))
def test_every_error_of_tiktok_has_a_verdict(kind: type[TikTokError]) -> None:
    verdict = judge(kind("said", code="some_code", log_id="L1"), tries=0)
    assert verdict.code == "some_code"
    assert verdict.log_id == "L1"
    assert verdict.message
    if verdict.next is Next.FAIL:
        assert verdict.who_acts is not WhoActs.NOBODY


def test_a_lost_answer_is_never_a_reason_to_send_again() -> None:
    for tries in (0, 1, MOST_TRIES, 1_000):
        assert judge(errors.OutcomeUnknown("reset"), tries).next is Next.UNCONFIRMED


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (errors.RateLimited(), 60),
        (errors.PostCapReached(), 86_400),
        (errors.UserCapReached(), 86_400),
    ],
)
def test_a_limit_of_the_account_makes_the_account_wait(error: TikTokError, seconds: int) -> None:
    verdict = judge(error, tries=5)
    assert verdict.next is Next.ACCOUNT_WAITS
    assert verdict.wait == timedelta(seconds=seconds)
    assert verdict.who_acts is WhoActs.NOBODY


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (errors.AccessTokenInvalid(), LOOK_AGAIN),
        (errors.ScopeNotAuthorized(), PAUSE),
        (errors.ScopePermissionMissed(), PAUSE),
        (errors.AuthorizationRemoved(), PAUSE),
        (errors.UrlNotVerified(), PAUSE),
        (errors.UnauditedApp(), PAUSE),
        (errors.CreatorBlocked(code="spam_risk_user_banned_from_posting"), BAN_PAUSE),
    ],
)
def test_what_is_the_accounts_makes_it_wait_for_a_person(
    error: TikTokError, pause: timedelta
) -> None:
    """However often it was tried: a line must not fail for what is not its own."""
    for tries in (0, MOST_TRIES):
        verdict = judge(error, tries)
        assert (verdict.next, verdict.wait) == (Next.ACCOUNT_WAITS, pause)
        assert verdict.who_acts is WhoActs.ADMIN
    assert judge(error, 0, last=True).next is Next.FAIL


def test_a_pause_is_a_persons_to_end_or_ends_by_itself() -> None:
    assert asks_a_person("url_ownership_unverified")
    assert asks_a_person("spam_risk_user_banned_from_posting")
    assert not asks_a_person("rate_limit_exceeded")
    assert not asks_a_person("a_code_of_next_year")


def test_nothing_was_sent_so_it_goes_again_until_a_person_is_asked() -> None:
    waits = [judge(errors.NotSent(), tries) for tries in range(MOST_TRIES + 1)]
    assert [verdict.next for verdict in waits] == [Next.AGAIN] * MOST_TRIES + [Next.FAIL]
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
    verdict = judge(error, tries=0)
    assert (verdict.next, verdict.who_acts) == (Next.FAIL, who)


def test_an_error_of_ours_gets_a_stable_code() -> None:
    assert judge(errors.InvalidPost(["title: too long"]), 0).code == "invalid_post"


def test_a_token_that_is_being_renewed_is_waited_for() -> None:
    verdict = judge_account(RefreshPaused(name="aimaq", problem="timeout", retry_after=30))
    assert (verdict.next, verdict.wait) == (Next.LATER, timedelta(seconds=30))


def test_an_account_that_is_not_connected_asks_the_administrator_and_its_line_waits() -> None:
    error = NotConnected(name="aimaq", reason="Connect it again.")
    verdict = judge_account(error)
    assert (verdict.next, verdict.who_acts) == (Next.LATER, WhoActs.ADMIN)
    assert verdict.wait == LOOK_AGAIN
    assert verdict.retry is RetryKind.NEEDS_A_PERSON
