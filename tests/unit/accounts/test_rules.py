"""What an account may do: scopes, audience, and how long its tokens count as fresh."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from zharia.accounts import Environment, HashtagSettings, Mode, Scope, privacy_choices, scope_for
from zharia.accounts.scopes import REQUESTED, can_post, missing
from zharia.accounts.token_pair import is_fresh

PUBLIC = ("PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("mode", "scope"),
    [(Mode.REVIEW, Scope.PUBLISH), (Mode.AUTO, Scope.PUBLISH), (Mode.INBOX, Scope.UPLOAD)],
)
def test_each_mode_needs_one_scope(mode: Mode, scope: Scope) -> None:
    assert scope_for(mode) == scope


@pytest.mark.parametrize(
    ("granted", "lacking", "useful"),
    [
        (["user.info.basic", "video.publish", "video.upload"], (), True),
        (["video.upload"], (Scope.USER_INFO, Scope.PUBLISH), True),
        (["user.info.basic", "user.info.stats"], (Scope.PUBLISH, Scope.UPLOAD), False),
        ([], REQUESTED, False),
    ],
)
def test_a_missing_scope_is_named(
    granted: list[str], lacking: tuple[Scope, ...], useful: bool
) -> None:
    assert missing(granted, REQUESTED) == lacking
    assert can_post(granted) is useful


@pytest.mark.parametrize(
    ("environment", "audited", "choices"),
    [
        (Environment.PRODUCTION, True, PUBLIC),
        (Environment.PRODUCTION, False, ("SELF_ONLY",)),
        (Environment.SANDBOX, True, ("SELF_ONLY",)),
        (Environment.SANDBOX, False, ("SELF_ONLY",)),
    ],
)
def test_before_the_audit_a_post_is_for_its_author(
    environment: Environment, audited: bool, choices: tuple[str, ...]
) -> None:
    assert privacy_choices(PUBLIC, environment, audited=audited) == choices


def test_a_choice_that_the_creator_does_not_have_is_not_invented() -> None:
    assert privacy_choices(PUBLIC[:2], Environment.SANDBOX, audited=False) == ()


@pytest.mark.parametrize("hours", [2, 24])
def test_fresh_is_a_part_of_whatever_life_tiktok_gave(hours: int) -> None:
    issued = NOW - timedelta(hours=hours) * 10 / 12
    assert is_fresh(issued, issued + timedelta(hours=hours), NOW)
    issued = NOW - timedelta(hours=hours) * 11.5 / 12
    assert not is_fresh(issued, issued + timedelta(hours=hours), NOW)


def test_a_token_without_a_lifetime_is_never_fresh() -> None:
    assert not is_fresh(NOW, NOW, NOW)


def test_hashtags_begin_with_the_briefs_own() -> None:
    assert HashtagSettings.default("kz").language == ("#жаналықтар",)
    assert HashtagSettings.default("ru").language == ("#новости",)
    stored = HashtagSettings.default("ru").model_dump(mode="json")
    assert HashtagSettings.model_validate(stored) == HashtagSettings.default("ru")
    with pytest.raises(ValidationError):
        HashtagSettings.model_validate({"brnd": []})
