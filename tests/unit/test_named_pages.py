"""Pages, buttons and fields that messages send people to: they exist, under that very name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from zharia.texts import named_pages
from zharia.texts.i18n import gettext, override_language
from zharia.texts.named_pages import PAGES, page_names, plain_text
from zharia.web.pages.base.links import link_pages

SOURCE = Path(named_pages.__file__).parent
TRANSLATED = ("kk", "ru")
#: quoted, but not ours: what TikTok calls its things, examples, parts of an expression
FOREIGN = frozenset(
    {
        "Manage app permissions",
        "Something went wrong – client_key",
        "Verify",
        "Authorize",
        "WordPress",
        "code_challenge",
        "language",
        "redirect_uri",
        "story",
    }
)
_QUOTED = re.compile(r"[“«]([^”»]+)[”»]")
_MARK = re.compile(r"\[\[[a-z-]+\]\]")


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """English and translation of every form of every message, of all catalogues."""
    for file in sorted(SOURCE.glob(f"**/locale/{language}/*/*.po")):
        with file.open("rb") as lines:
            for message in read_po(lines, locale=language):
                if message.id:
                    english = message.id if isinstance(message.id, str) else message.id[-1]
                    forms = message.string
                    for form in (forms,) if isinstance(forms, str) else forms or ():
                        yield english, form


def names(text: str) -> list[str]:
    """What it quotes that has a name of its own here."""
    found = _QUOTED.findall(text)
    return [one for one in found if not re.search(r"[%{\[]", one) and one not in FOREIGN]


@pytest.mark.parametrize("language", TRANSLATED)
def test_marks_name_pages_and_are_the_same_in_every_language(language: str) -> None:
    for english, said in pairs(language):
        assert page_names(english) <= set(PAGES), english
        assert page_names(said) == page_names(english), said
        for text in (english, said):
            assert not re.search(r"\[\[|\]\]", _MARK.sub("", text)), text


def test_some_message_names_a_page() -> None:
    assert any(page_names(english) for english, _ in pairs("ru"))


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_a_message_quotes_is_called_so_by_the_pages(language: str) -> None:
    known = {english for english, _ in pairs(language)}
    for english, said in pairs(language):
        quoted = names(english)
        assert set(quoted) <= known, english
        with override_language(language):
            assert {gettext(one) for one in quoted} <= {*_QUOTED.findall(said)}, said


def test_a_mark_becomes_a_link_with_the_menus_own_title() -> None:
    with override_language("ru"):
        assert link_pages("Включите <здесь>: [[social-media]].") == (
            'Включите &lt;здесь&gt;: <a href="/admin/settings/social-media">Соцсети</a>.'
        )
    with override_language("en"):
        assert link_pages("[[feeds]]") == '<a href="/admin/settings/feeds">Feeds</a>'


def test_without_links_the_title_stands_in_quotation_marks() -> None:
    with override_language("kk"):
        assert plain_text("[[social-media]] бетінде") == "«Әлеуметтік желілер» бетінде"
    with override_language("en"):
        assert plain_text("under [[social-media]], not [[elsewhere]]") == (
            "under “Social media”, not [[elsewhere]]"
        )


@pytest.mark.parametrize("text", ["", "no mark", "[[]]", "[[queue", "a [[nowhere]] b"])
def test_what_is_no_mark_stays(text: str) -> None:
    assert plain_text(text) == link_pages(text) == text
