"""Which language an error is told in."""

import pytest

from zharia.web.accept_language import preferred_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("kk", "kk"),
        ("kz", "kk"),
        ("kk-KZ, ru;q=0.8, en;q=0.5", "kk"),
        ("de, ru;q=0.8, en;q=0.9", "en"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8", "ru"),
        ("RU", "ru"),
        ("fr, de", "en"),
        ("ru;q=0, en;q=0.1", "en"),
        ("ru;q=nonsense, kk;q=0.1", "kk"),
        (";;;,,,=", "en"),
    ],
)
def test_the_heaviest_of_our_languages_wins(header: str, language: str) -> None:
    assert preferred_language(header) == language
