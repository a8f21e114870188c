"""Language codes in the newsroom's own spelling."""

import pytest

from zharia.articles.languages import contradiction, normalize

KAZAKH = "Қаладағы саябақ жаңғыртылып, тұрғындарға қайта ашылды. " * 3
RUSSIAN = "Городской парк обновили и снова открыли для всех жителей города. " * 3


@pytest.mark.parametrize(
    ("code", "normal"),
    [
        ("kk", "kz"),
        ("kk-KZ", "kz"),
        ("kz_KZ", "kz"),
        ("KAZ", "kz"),
        ("ru-RU", "ru"),
        ("en", "en"),
        ("x-default", ""),
        ("", ""),
        (None, ""),
        (7, ""),
        ("русский", ""),
    ],
)
def test_normalize(code: object, normal: str) -> None:
    assert normalize(code) == normal


def test_a_text_that_contradicts_its_language_is_noticed() -> None:
    assert contradiction("ru", KAZAKH)
    assert contradiction("kz", RUSSIAN)


@pytest.mark.parametrize(
    ("language", "text"), [("kz", KAZAKH), ("ru", RUSSIAN), ("ru", "Әлия"), ("en", RUSSIAN)]
)
def test_other_texts_are_left_in_peace(language: str, text: str) -> None:
    assert contradiction(language, text) == ""
