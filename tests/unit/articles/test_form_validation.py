"""What people type: checked all at once, and cleaned."""

import string
from typing import Any

import pytest

from zharia.articles import Image, Term, Translation, field_texts
from zharia.articles.form_validation import (
    cleaned_image,
    cleaned_terms,
    cleaned_text,
    validation_errors,
)
from zharia.media.uploads import stored_address
from zharia.texts.i18n import LANGUAGES
from zharia.texts.message import Message

KEY = "a" * 64
TITLE = Translation("kz", "Тақырып")


def wrong(
    *translations: Translation, category: Any = (), tags: Any = (), images: Any = ()
) -> dict[str, Message]:
    found = validation_errors(translations or (TITLE,), dict(category), tags, images, {KEY})
    assert len({one.field for one in found}) == len(found)
    return {one.field: one.message for one in found}


def test_a_good_form_has_no_problem() -> None:
    images = (Image("https://a.kz/1.jpg"), Image(stored_address(KEY), "Саябақ"), Image(" "))
    text = Translation("ru", "Парк", "Кратко", "Длинно", "https://a.kz/1")
    assert wrong(text, Translation("kz", ""), tags=({"kz": "а"}, {}), images=images) == {}


def test_every_problem_is_named_at_once() -> None:
    found = wrong(
        Translation("kz", " <b></b>", excerpt="Мәтін"),
        Translation("ru", "Ё" * 1001, url="ftp://a.kz/"),
        category={"kz": "Қ" * 201},
        tags=({"ru": "Т"}, {"kz": "Т" * 201}),
        images=(
            Image("javascript:alert(1)"),
            Image("", alt="Саябақ"),
            Image(stored_address("b" * 64), credit="А" * 1001),
        ),
    )
    assert {field: str(message).split()[0] for field, message in found.items()} == {
        "translations.kz.title": "The",
        "translations.ru.title": "This",
        "translations.ru.url": "This",
        "category.kz": "This",
        "tags.1.kz": "This",
        "images.0.url": "This",
        "images.1.url": "The",
        "images.2.url": "The",
        "images.2.credit": "This",
    }
    assert "1000" in str(found["translations.ru.title"])
    assert wrong(Translation("kz", "")) == {"translations": field_texts.NO_TITLE}
    assert set(wrong(tags=({},) * 101, images=(Image(""),) * 101)) == {"tags", "images"}


@pytest.mark.parametrize("name", [name for name in vars(field_texts) if name.isupper()])
def test_each_problem_is_told_in_three_languages(name: str) -> None:
    told: Message = getattr(field_texts, name)
    fields = {
        tuple(field for _, field, _, _ in string.Formatter().parse(text) if field)
        for text in map(told.text, LANGUAGES)
    }
    assert len(fields) == 1
    assert len(set(map(told.text, LANGUAGES))) == 3


def test_paragraphs_stay_and_pasted_markup_goes() -> None:
    typed = Translation("kz", " Тақырып\n жалғасы ", content="Бір.\r\n\r\n\r\n  Екі\tүш \r\n5 < 7")
    clean = cleaned_text(typed)
    assert (clean.title, clean.content) == ("Тақырып жалғасы", "Бір.\n\nЕкі үш\n\n5 < 7")
    assert cleaned_text(clean) == clean
    pasted = Translation("kz", "<b>Тақырып</b>", content="<p>Бір</p>\n<p>Екі</p>")
    assert cleaned_text(pasted) == Translation("kz", "Тақырып", content="Бір. Екі")


def test_addresses_are_cleaned_and_uploads_stay() -> None:
    assert cleaned_text(Translation("kz", "Т", url=" https://a.kz/1?utm_source=x ")).url == (
        "https://a.kz/1"
    )
    assert cleaned_image(Image(" https://a.kz/ә.jpg", " Аты ", "<i>А.</i>")) == Image(
        "https://a.kz/%D3%99.jpg", "Аты", "А."
    )
    assert cleaned_image(Image("https://a.kz/my photo.jpg ")).url == "https://a.kz/my%20photo.jpg"
    assert cleaned_image(Image(stored_address(KEY))).url == stored_address(KEY)


KNOWN = (
    Term("qogam", {"en": "Society", "kz": "Қоғам", "ru": "Общество"}),
    Term("park", {"kz": "Саябақ"}),
)


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ([{"kz": "Қоғам", "ru": "Общество"}, {"kz": "Саябақ", "ru": ""}], KNOWN),
        ([{"kz": "Саябақ", "ru": "Парк"}], (Term("park", {"kz": "Саябақ", "ru": "Парк"}),)),
        ([{"kz": "", "ru": "Общество"}], (Term("qogam", {"en": "Society", "ru": "Общество"}),)),
        ([{"kz": " Жаңа  мектеп "}], (Term("жаңа-мектеп", {"kz": "Жаңа мектеп"}),)),
        ([{}, {"kz": " ", "ru": ""}], ()),
        ([{"kz": "Бір"}, {"kz": "Бір"}], (Term("бір", {"kz": "Бір"}),)),
        (
            # One tag that is taken apart becomes two.
            [{"kz": "Қоғам", "ru": ""}, {"kz": "", "ru": "Общество"}],
            (
                Term("qogam", {"en": "Society", "kz": "Қоғам"}),
                Term("общество", {"ru": "Общество"}),
            ),
        ),
        (
            [{"kz": "Park", "ru": "А"}, {"kz": "park", "ru": "Б"}],
            (Term("park", {"kz": "Park", "ru": "А"}), Term("park-2", {"kz": "park", "ru": "Б"})),
        ),
    ],
)
def test_a_known_term_keeps_its_slug_and_its_other_names(
    written: list[dict[str, str]], terms: tuple[Term, ...]
) -> None:
    assert cleaned_terms(written, KNOWN) == terms
