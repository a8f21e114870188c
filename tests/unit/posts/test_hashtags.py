import unicodedata

import pytest
import regex
from hypothesis import example, given
from tests.unit.posts.texts import KAZAKH_LETTERS, stories, styles, texts

from zharia.posts import Story, Style, hashtag, split_names
from zharia.posts.hashtags import choose_hashtags


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("AIMAK", "#AIMAK"),
        ("#Сатпаев", "#Сатпаев"),
        ("  спорт ", "#спорт"),
        ("Денсаулық сақтау", "#ДенсаулықСақтау"),
        ("онлайн-оқыту", "#ОнлайнОқыту"),
        ("COVID-19", "#COVID19"),
        ("№7 мектеп", "#7Мектеп"),
        ("д'Артаньян", "#дАртаньян"),
        *((f"O{mark}zbekiston", "#Ozbekiston") for mark in "'`´‘’‛ʻʼʽʹ′＇"),
        ("G‘alaba bog‘i", "#GalabaBogi"),
        ("Sa‘at", "#Saat"),
        ("‘Қала’ газеті", "#ҚалаГазеті"),
        ("қала_күні", "#қала_күні"),
        ("за\u0301мок", "#замок"),
        ("ё\u200bлка", "#ёлка"),
        ("ßeta ßeta", "#ßetaßeta"),
        ("Наурыз 🎉 мейрамы", "#НаурызМейрамы"),
        ("نيوز\u200cقازاق", "#نيوزقازاق"),
        ("हिन्दी", "#हिन्दी"),
        ("2026", None),
        ("2026_", None),
        ("!?", None),
        ("", None),
    ],
)
def test_a_name_becomes_one_hashtag(name: str, tag: str | None) -> None:
    assert hashtag(name) == tag


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_kazakh_letter_stays_in_a_hashtag(form: str) -> None:
    letters = KAZAKH_LETTERS + KAZAKH_LETTERS.upper()
    assert hashtag(unicodedata.normalize(form, letters)) == f"#{letters}"  # type: ignore[arg-type]


@given(texts)
@example("µ\u093e ա")
def test_a_hashtag_is_one_to_tiktok(name: str) -> None:
    tag = hashtag(name)
    if tag is not None:
        assert regex.fullmatch(r"#[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}_]*", tag)
        assert regex.search(r"\p{L}", tag)
        assert unicodedata.is_normalized("NFC", tag)
        assert hashtag(tag) == tag


@given(stories, styles)
def test_hashtags_are_chosen_without_doubles(story: Story, style: Style) -> None:
    hashtags = choose_hashtags(story, style)
    folded = [unicodedata.normalize("NFC", tag.casefold()) for tag in hashtags.in_order]
    assert len(folded) == len(set(folded))
    assert sorted(hashtags.in_order) == sorted(hashtags.by_priority)
    assert len(hashtags.own) <= 3


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Қоғам, Мәдениет", ["Қоғам", "Мәдениет"]),
        ("Қоғам,Мәдениет; спорт | театр • кино", ["Қоғам", "Мәдениет", "спорт", "театр", "кино"]),
        ("Сәулет / дизайн", ["Сәулет", "дизайн"]),
        ("Сәулет/дизайн", ["Сәулет/дизайн"]),
        ("24/7", ["24/7"]),
        ("1,5 млн", ["1,5 млн"]),
        ("2025, 2026", ["2025", "2026"]),
        ("«Қоғам, мәдениет» қоры, спорт", ["«Қоғам, мәдениет» қоры", "спорт"]),
        ("Спорт (футбол, хоккей)", ["Спорт (футбол, хоккей)"]),
        ("«Қоғам, мәдениет", ["«Қоғам", "мәдениет"]),
        (" , ;", []),
    ],
)
def test_one_text_may_list_several_names(text: str, names: list[str]) -> None:
    assert list(split_names(text)) == names


def test_a_listed_category_makes_two_hashtags() -> None:
    story = Story("", "", "", "kz", category="Қоғам, Мәдениет", tags=("театр; кино", "спорт"))
    chosen = choose_hashtags(story, Style())
    assert chosen.leading == ("#Қоғам", "#Мәдениет")
    assert chosen.own == ("#театр", "#кино", "#спорт")


STORY = Story("", "", "", "kz", category="Спорт", tags=("а", "б", "в", "г"), breaking=True)


def test_hashtags_stand_in_the_order_of_the_house() -> None:
    assert choose_hashtags(STORY, Style()).in_order == (
        *("#breaking", "#шұғыл", "#Спорт", "#а", "#б", "#в"),
        *("#AIMAK", "#Сатпаев", "#жаналықтар", "#Казахстан"),
    )


def test_the_articles_own_tags_are_worth_least() -> None:
    assert choose_hashtags(STORY, Style()).by_priority[-3:] == ("#а", "#б", "#в")


def test_an_account_may_choose_its_own_words() -> None:
    style = Style(brand_tags=(), language_tags=("жаңалықтар",), breaking_tags=("тез",))
    assert choose_hashtags(STORY, style).in_order == (
        *("#тез", "#Спорт", "#а", "#б", "#в", "#жаңалықтар"),
    )


def test_a_name_without_letters_is_reported_once_per_use() -> None:
    story = Story("", "", "", "ru", category="  ", tags=("2026", "!!", "", "а"))
    hashtags = choose_hashtags(story, Style())
    assert hashtags.unusable == ("2026", "!!")
    assert hashtags.own == ("#а",)
