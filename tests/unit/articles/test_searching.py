"""What a search takes for the same."""

import unicodedata

import pytest

from zharia.articles.searching import MOST_WORDS, folded, search_text, wanted_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ҚАЛАДА ӘҢГІМЕ ҒЫЛЫМ ӨҮҰҺІ", "қалада әңгіме ғылым өүұһі"),
        ("Ёлка ещё стоит", "елка ЕЩЕ СТОИТ"),
        ("Straße", "STRASSE"),
        (unicodedata.normalize("NFD", "Жаңа сайлау й ё"), "жаңа сайлау Й Е"),
    ],
)
def test_case_and_form_do_not_matter(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_letters_that_differ_stay_different() -> None:
    assert folded("қ") != folded("к")
    assert folded("й") != folded("и")


def test_an_article_is_found_by_titles_and_id() -> None:
    assert search_text("CMS-7", ["Жаңа Мектеп", "Новая школа"]) == (
        "жаңа мектеп\nновая школа\ncms-7"
    )


def test_a_search_is_so_many_words() -> None:
    assert wanted_words("  Мектеп\tАШЫЛДЫ ") == ["мектеп", "ашылды"]
    assert len(wanted_words("а " * 100)) == MOST_WORDS
