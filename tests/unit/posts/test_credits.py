"""The description names the photographers."""

import pytest
from hypothesis import given
from tests.unit.posts.texts import stories, styles

from zharia.posts import Loss, Story, Style, compose, utf16_units
from zharia.posts.compose import _CREDIT_WORD
from zharia.posts.model import Note
from zharia.posts.sanitizing import plain_text

BARE = Style(brand_tags=(), language_tags=(), breaking_tags=())
URL = "https://qala.example/1"


def described(*names: str, language: str = "kz", excerpt: str = "Мектеп ашылды") -> str:
    story = Story("Тақырып", excerpt, URL, language, credits=names)
    return compose(story, BARE).description


@pytest.mark.parametrize(
    ("language", "word"), [("kz", "Сурет"), ("ru", "Фото"), ("en", "Photo"), ("", "Photo")]
)
def test_in_the_words_of_the_language_between_text_and_link(language: str, word: str) -> None:
    shown = described("А. Сейіт", language=language)
    assert shown == f"Мектеп ашылды. {word}: А. Сейіт 🔗 {URL}"


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (("А. Сейіт", "Б. Ким", "а. сейіт"), "А. Сейіт, Б. Ким"),
        (("", "Б. Ким"), "Б. Ким"),
        (("@aidos #news https://a.kz",), "aidos news"),
        (("Сурет мұрағаттан", "фото автора", "Фото"), "мұрағаттан, автора, Фото"),
    ],
)
def test_each_once_and_nothing_tiktok_would_act_on(said: tuple[str, ...], names: str) -> None:
    assert f"Сурет: {names} 🔗" in described(*said)


def test_nobody_is_named_twice() -> None:
    excerpt = "Мектеп ашылды. Фото: А. СЕЙІТ"
    assert described("А. Сейіт", excerpt=excerpt) == f"{excerpt} 🔗 {URL}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("AP", "Japan opened a school"),
        ("Ан", "Қазақстан жеңді"),
        ("А. Ким", "Мектепті А. Кимов ашты"),
    ],
)
def test_a_name_inside_another_word_is_not_said(name: str, text: str) -> None:
    assert f"{text}. Сурет: {name} 🔗" in described(name, excerpt=text)


@pytest.mark.parametrize("said", [(), ("",), (" \n",)])
def test_without_a_name_there_is_no_word(said: tuple[str, ...]) -> None:
    assert described(*said) == f"Мектеп ашылды 🔗 {URL}"


def test_the_text_gives_way_to_the_name_and_the_name_to_the_link() -> None:
    story = Story("Т", "Сөйлем бар. " * 40, URL, "kz", credits=("А. Сейіт",))
    shown = compose(story, Style(brand_tags=(), language_tags=(), description_limit=120))
    assert utf16_units(shown.description) <= 120
    assert "… Сурет: А. Сейіт 🔗" in shown.description
    tight = compose(story, Style(brand_tags=(), language_tags=(), description_limit=30))
    assert tight.description.endswith(f"🔗 {URL}")
    assert Note(Loss.CREDIT_LEFT_OUT, "Сурет: А. Сейіт") in tight.notes


@given(stories, styles)
def test_a_name_is_there_whole_or_missed(story: Story, style: Style) -> None:
    post = compose(story, style)
    missed = any(note.loss is Loss.CREDIT_LEFT_OUT for note in post.notes)
    names = [name for one in story.credits if (name := plain_text(one))]
    said = post.description.casefold()
    if style.with_credit and not missed:
        assert all(_CREDIT_WORD.sub("", name).casefold() in said for name in names)
