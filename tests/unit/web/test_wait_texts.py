"""Why a publication waits, said in one sentence of each language."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from zharia.errors import WhoActs
from zharia.publishing.model import Publication
from zharia.publishing.overview import Counts
from zharia.publishing.queue_forecast import QueuePosition, WaitReason
from zharia.publishing.states import State
from zharia.texts.i18n import speaking
from zharia.tiktok import PostMode
from zharia.web.pages.publications.wait_texts import headline, mended_at, ordinal, sentence, when

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
#: Almaty, five hours ahead
ZONE = timezone(timedelta(hours=5))
LEAVES = NOW + timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


CODES = dict.fromkeys(WaitReason, "internal_error") | {WaitReason.HELD: "account_off"}


def publication(state: State = State.SCHEDULED, **more: Any) -> Publication:
    values: dict[str, Any] = {
        "state": state,
        "due_at": NOW,
        "post_mode": PostMode.DIRECT_POST,
        "privacy_level": "SELF_ONLY",
        "needs_resolution": False,
    }
    return Publication(**values | more)


def said(one: Publication, place: QueuePosition | None = None) -> str:
    return sentence(one, place, "Aimaq", ZONE, NOW)


@pytest.mark.parametrize(
    ("because", "place", "text"),
    [
        (WaitReason.NEXT, {}, "Leaves any moment now."),
        (WaitReason.WAITS_FOR_PHOTO, {}, "Its turn has come: its photos are made ready."),
        (WaitReason.TURN, {"limit": 6},
            "4th in line, leaves at 14:32; TikTok allows 6 a minute."),
        (WaitReason.MINUTE_FULL, {"limit": 6},
            "Next in line, leaves at 14:32; TikTok allows 6 a minute."),
        (WaitReason.DAY_FULL, {"limit": 15},
            "4th in line, leaves: 14:32. TikTok allows this account 15 posts in 24 hours."),
        (WaitReason.ACCOUNT_PAUSED, {"code": "rate_limit_exceeded"},
            "leaves: 14:32. TikTok asked this account to wait: Too many calls within a minute."),
        (WaitReason.ACCOUNT_PAUSED, {"code": "url_ownership_unverified"},
            "takes no posts of this account: The photos' domain is not verified with TikTok."),
        (WaitReason.HELD, {"code": "platform_off"},
            "4th in line. It waits, since TikTok is switched off."),
        (WaitReason.HELD, {"code": "other_environment"}, "belongs to the environment that is not"),
        (WaitReason.HELD, {"code": "account_off"}, "since Aimaq is switched off"),
        (WaitReason.HELD, {"code": "needs_reconnect"}, "until Aimaq is connected again"),
        (WaitReason.HELD, {"code": "disconnected"}, "since Aimaq is disconnected"),
        (WaitReason.SCHEDULED_FOR, {}, "Planned for "),
        (WaitReason.PHOTO_RETRY, {"code": "photo_unreachable"}, "A photo cannot be had: "),
        (WaitReason.RETRY, {"code": "internal_error"}, "Next try: 14:32."),
    ],
)  # fmt: skip
def test_each_reason_has_a_sentence(because: WaitReason, place: dict[str, Any], text: str) -> None:
    assert text in said(publication(), QueuePosition(4, LEAVES, because, **place))


def test_no_reason_is_without_words_in_any_language() -> None:
    for language in ("kk", "ru", "en"):
        with speaking(language):
            texts = {
                because: said(publication(), QueuePosition(3, LEAVES, because, CODES[because], 6))
                for because in WaitReason
            }
        assert all(texts.values())
        assert not any("%(" in text for text in texts.values())
    assert texts[WaitReason.TURN].startswith("3rd")


@pytest.mark.parametrize(
    ("because", "code", "path"),
    [
        (WaitReason.HELD, "platform_off", "/admin/settings/social-media"),
        (WaitReason.HELD, "other_environment", "/admin/settings/social-media"),
        (WaitReason.HELD, "needs_reconnect", "/admin/settings/social-media/accounts/a1"),
        (WaitReason.ACCOUNT_PAUSED, "access_token_invalid",
            "/admin/settings/social-media/accounts/a1"),
        (WaitReason.ACCOUNT_PAUSED, "rate_limit_exceeded", ""),
        (WaitReason.TURN, None, ""),
    ],
)  # fmt: skip
def test_an_administrator_is_led_to_what_ends_the_waiting(
    because: WaitReason, code: str | None, path: str
) -> None:
    assert mended_at(QueuePosition(1, None, because, code), "a1") == path


def test_drafts_have_a_cap_of_their_own() -> None:
    place = QueuePosition(1, LEAVES, WaitReason.DAY_FULL, limit=5)
    assert "5 drafts in 24 hours" in said(publication(post_mode=PostMode.MEDIA_UPLOAD), place)


def test_another_day_is_named() -> None:
    assert when(LEAVES, ZONE, NOW) == "14:32"
    # Half past midnight in the newsroom is still today in Greenwich.
    assert when(NOW + timedelta(hours=10), ZONE, NOW) == "tomorrow, 00:30"


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (publication(State.DRAFT), ""),
        (publication(State.DRAFT, privacy_level=None), "Nobody has chosen yet who can see it."),
        (publication(State.DRAFT, privacy_level=None, post_mode=PostMode.MEDIA_UPLOAD), ""),
        (publication(State.DRAFT, due_at=NOW + timedelta(days=1)),
            "Planned for tomorrow, 14:30, once it is approved."),
        (publication(State.SCHEDULED), "Waits in line behind many others."),
        (publication(State.SCHEDULED, due_at=NOW + timedelta(days=1)),
            "Planned for tomorrow, 14:30."),
        (publication(State.SUBMITTING), "Is being sent to TikTok."),
        (publication(State.UNCONFIRMED),
            "TikTok's answer was lost. Zharia looks for traces and sends nothing twice."),
        (publication(State.PROCESSING, needs_resolution=True), ""),
        (publication(State.DELIVERED),
            "The draft waits in the TikTok app of Aimaq to be posted."),
        (publication(State.PUBLISHED), ""),
    ],
)  # fmt: skip
def test_whatever_is_not_in_line_says_what_it_does(one: Publication, text: str) -> None:
    assert said(one) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"),
        (112, "112th")],
)  # fmt: skip
def test_english_places_have_their_endings(number: int, text: str) -> None:
    assert ordinal(number) == text
    with speaking("kk"):
        assert ordinal(number) == str(number)


def test_the_head_names_only_what_there_is() -> None:
    none = Counts(0, 0, 0, {}, 0, 0)
    assert headline(none) == "Nothing waits."
    some = Counts(1, 0, 3, {WhoActs.EDITOR: 1, WhoActs.ADMIN: 1}, 0, 9)
    assert headline(some) == "1 post waits for approval. 2 failed. 9 went out today."
    with speaking("ru"):
        assert headline(Counts(22, 0, 0, {}, 0, 0)) == "22 записи ждут одобрения."
