"""What is shown when the source speaks again over an editor's correction."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zharia.articles import Content, Image, Term, Translation
from zharia.articles.three_way_merge import Version, merge_correction

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
KZ, RU = Translation("kz", "Саябақ ашылды"), Translation("ru", "Открыт парк")
OTHER = Translation("ru", "Парк открыт")
A, B, C = Image("https://a.kz/a.jpg"), Image("https://a.kz/b.jpg"), Image("https://a.kz/c.jpg")
SAID = Content((KZ, RU), category=Term("park", {"kz": "Саябақ"}), images=(A,))


def shown(corrected: dict[str, Any], now: dict[str, Any]) -> Content:
    before = Version(SAID, NOW)
    ours = Version(replace(SAID, **corrected), NOW)
    return merge_correction(before, ours, Version(replace(SAID, **now), NOW)).content


@pytest.mark.parametrize(
    "corrected",
    [
        {"translations": (KZ, OTHER)},
        {"translations": (RU,)},
        {"translations": (Translation("en", "A park"), KZ, RU)},
        {"category": None},
        {"tags": (Term("t", {"kz": "Т"}),)},
        {"images": (B, A)},
        {"is_breaking": True},
    ],
)
def test_a_correction_stands_while_the_source_says_the_same(corrected: dict[str, Any]) -> None:
    assert shown(corrected, {}) == replace(SAID, **corrected)
    assert shown({}, corrected) == replace(SAID, **corrected)


@pytest.mark.parametrize(
    ("corrected", "now", "expected"),
    [
        ({"translations": (KZ, OTHER)}, {"translations": (KZ, replace(RU, excerpt="Вчера"))}, ...),
        ({"translations": (KZ, OTHER), "images": (B,)}, {"images": (C,)}, {"images": (C,)}),
        ({"images": ()}, {"images": (A, B)}, ...),
        ({"is_breaking": True}, {"translations": (KZ, OTHER)}, {"translations": (KZ, OTHER)}),
        ({"translations": (KZ, OTHER)}, {"translations": (KZ,)}, ...),
        # The editor left one language, and the source has dropped just that.
        ({"translations": (RU,)}, {"translations": (KZ,)}, ...),
    ],
)
def test_what_the_source_says_anew_wins_and_the_rest_stands(
    corrected: dict[str, Any], now: dict[str, Any], expected: Any
) -> None:
    expected = now if expected is ... else corrected | expected
    assert shown(corrected, now) == replace(SAID, **expected)


def test_a_date_is_corrected_like_a_text() -> None:
    said, ours = Version(SAID, NOW), Version(SAID, NOW - timedelta(days=1))
    assert merge_correction(said, ours, said) == ours
    later = Version(SAID, NOW + timedelta(hours=1))
    assert merge_correction(said, ours, later) == later


def test_a_version_survives_being_kept_as_json() -> None:
    version = Version(replace(SAID, tags=(Term("t", {"kz": "Т", "ru": "Т"}),)), NOW)
    assert Version.from_document(version.to_document()) == version
