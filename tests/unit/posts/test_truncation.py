import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.posts.texts import characters, reads_on_one_line, texts

from zharia.posts import utf16_units
from zharia.posts.sanitizing import plain_text
from zharia.posts.truncation import shorten

limits = st.integers(-3, 200)


def _begins(text: str, beginning: str) -> bool:
    """Whether a text begins so, and no character is cut where that ends."""
    kept = characters(beginning)
    return characters(text)[: len(kept)] == kept


@given(texts)
def test_units_are_those_of_utf16(text: str) -> None:
    assert utf16_units(text) == sum(2 if ord(character) > 0xFFFF else 1 for character in text)


@given(texts.map(plain_text), limits, st.booleans())
def test_a_shortened_text_keeps_to_its_limit_and_cuts_no_character(
    text: str, limit: int, at_sentence: bool
) -> None:
    short = shorten(text, limit, at_sentence=at_sentence)
    assert utf16_units(short) <= max(limit, 0)
    assert reads_on_one_line(short)
    if short != text:
        assert short == "" or short.endswith("…")
        kept = short.removesuffix("…")
        assert _begins(text, kept) or _begins(text, kept.removesuffix(" "))


@given(texts.map(plain_text), limits, st.booleans())
def test_shortening_twice_is_shortening_once(text: str, limit: int, at_sentence: bool) -> None:
    short = shorten(text, limit, at_sentence=at_sentence)
    assert shorten(short, limit, at_sentence=at_sentence) == short


@given(texts.map(plain_text), limits)
def test_what_fits_stays_as_it_is(text: str, spare: int) -> None:
    assert shorten(text, utf16_units(text) + max(spare, 0)) == text


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Сәтбаевта мектеп ашылды", 23, "Сәтбаевта мектеп ашылды"),
        ("Сәтбаевта мектеп ашылды", 22, "Сәтбаевта мектеп…"),
        ("Сәтбаевта мектеп ашылды", 17, "Сәтбаевта мектеп…"),
        ("Сәтбаевта мектеп ашылды", 16, "Сәтбаевта…"),
        ("Бір, екі, үш, төрт", 10, "Бір, екі…"),
        ("Сатпаев — город", 11, "Сатпаев…"),
        ("Неге? Себебі бар", 9, "Неге?…"),
        ("Тасқынсу: «Қала» дайын", 12, "Тасқынсу…"),
        ("ұзынбірсөзкесіледі", 6, "ұзынб…"),
        ("Ол электрондықтіркелімжасады", 12, "Ол электрон…"),
        ("中文沒有空格的標題", 5, "中文沒有…"),
        ("🇰🇿🇰🇿🇰🇿", 10, "🇰🇿🇰🇿…"),
        ("🇰🇿🇰🇿🇰🇿", 8, "🇰🇿…"),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 11, ""),
        ("бір", 1, ""),
        ("бір", 0, ""),
        ("бір", -1, ""),
        ("", -1, ""),
        ("…… …… бір", 5, ""),
    ],
)
def test_a_cut_comes_after_a_word_where_it_can(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Су берілді. Енді жол салынады.", 25, "Су берілді. Енді жол…"),
        ("Су берілді. Енді жол салынады.", 22, "Су берілді. …"),
        ("Су берілді! Енді жол салынады.", 13, "Су берілді! …"),
        ("Су берілді! Енді жол салынады.", 12, "Су берілді!…"),
        ("«Су бар». «Жол да бар», – деді.", 18, "«Су бар». …"),
        ("Купили за 5 млн. Теперь хватит всем", 20, "Купили за 5 млн…"),
        ("Ауданда 15 %. Облыста екі есе көп", 20, "Ауданда 15 %. …"),
        ("Ол 2026 жылы. ол тағы бар екен", 18, "Ол 2026 жылы. ол…"),
        ("Аз. " + "ұзақ " * 10, 30, "Аз. ұзақ ұзақ ұзақ ұзақ ұзақ…"),
    ],
)
def test_an_excerpt_ends_with_a_whole_sentence_that_is_long_enough(
    text: str, limit: int, short: str
) -> None:
    assert shorten(text, limit, at_sentence=True) == short
