"""The light beside an account: what it says at each moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zharia.accounts import Account, AccountState, Mode, Scope, StateReason, health_of
from zharia.accounts.health import Level
from zharia.texts.i18n import LANGUAGES

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = ["user.info.basic", "video.publish", "video.upload"]


def account(**more: Any) -> Account:
    values: dict[str, Any] = {
        "nickname": "Аймақ",
        "state": AccountState.CONNECTED,
        "mode": Mode.REVIEW,
        "scopes": ALL,
        "access_expires_at": NOW + HOUR,
        "refresh_expires_at": NOW + 100 * DAY,
        "refresh_failures": 0,
        "refresh_problem": "",
    }
    return Account(**values | more)


LOST = {"state": AccountState.NEEDS_RECONNECT, "state_reason": StateReason.ANSWER_LOST}
LAST = {"environment": "sandbox", "refresh_expires_at": NOW + HOUR}
FAILING = {"refresh_failures": 3, "refresh_problem": "server_error"}


@pytest.mark.parametrize(
    ("fields", "level", "code"),
    [
        ({}, Level.OK, "ok"),
        ({"refresh_expires_at": None}, Level.OK, "ok"),
        ({"refresh_expires_at": NOW + 15 * DAY}, Level.OK, "ok"),
        ({"refresh_expires_at": NOW + 14 * DAY}, Level.SOON, "ending_soon"),
        ({"refresh_expires_at": NOW}, Level.BAD, "access_ended"),
        ({"access_expires_at": NOW}, Level.SOON, "renewal_late"),
        (FAILING, Level.SOON, "renewing_fails"),
        ({**FAILING, "access_expires_at": NOW}, Level.BAD, "renewing_fails"),
        (LOST, Level.BAD, "answer_lost"),
        ({**LOST, **FAILING, "refresh_expires_at": NOW}, Level.BAD, "answer_lost"),
        ({"environment": "sandbox"}, Level.OK, "ok"),
        (LAST, Level.SOON, "sandbox_not_renewed"),
        ({**LAST, "access_expires_at": NOW, "refresh_expires_at": NOW}, Level.BAD, "access_ended"),
        ({"state": AccountState.DISCONNECTED}, Level.BAD, "refused"),
        ({"scopes": ["video.upload"]}, Level.BAD, "scope_missing"),
        ({"scopes": ["video.upload"], "mode": Mode.INBOX}, Level.OK, "ok"),
    ],
)
def test_the_light_and_its_reason(fields: dict[str, Any], level: Level, code: str) -> None:
    found = health_of(account(**fields), NOW)
    assert (found.level, found.code) == (level, code)
    assert len({found.message.text(one) for one in LANGUAGES}) == 3
    assert not any("{" in found.message.text(one) for one in LANGUAGES)


def test_the_words_name_what_a_person_must_know() -> None:
    assert "server_error" in health_of(account(**FAILING), NOW).message.text("kk")
    ending = health_of(account(refresh_expires_at=NOW + DAY), NOW)
    assert "2026-11-23" in ending.message.text("ru")
    assert (ending.access_expires_at, ending.refresh_expires_at) == (NOW + HOUR, NOW + DAY)
    assert "video.publish" in str(health_of(account(scopes=[]), NOW).message)


def test_what_was_not_granted_is_named_with_its_purpose() -> None:
    missing = health_of(account(scopes=["video.publish"]), NOW).missing
    assert [(one.scope, one.needed) for one in missing] == [
        (Scope.USER_INFO, False),
        (Scope.UPLOAD, False),
    ]
    (publish,) = health_of(account(scopes=ALL[::2]), NOW).missing
    assert publish.needed
    assert "directly" in str(publish.purpose)
    assert health_of(account(), NOW).missing == ()
