"""The menu, and the pages that texts send people to by name: each is there, and is called so."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom

from zharia.texts.i18n import gettext, override_language
from zharia.texts.named_pages import PAGES

LANGUAGES = ("kk", "ru", "en")
#: pages that a heading calls otherwise than the menu: the first of two tabs
HEADINGS = {"users": "Users"}
MENU = {"queue", "articles", "publications", "social-media", "users", "audit", "errors"}


def menu_of(browser: TestClient) -> dict[str, str]:
    """Title by path, of what stands in the menu."""
    page = browser.get("/admin").text
    listed = re.search(r'<ul class="menu".*?</ul>', page, re.DOTALL)
    assert listed
    found = re.findall(r'<a href="([^"]+)".*?<span>([^<]+)</span>', listed[0], re.DOTALL)
    return {path: unescape(title) for path, title in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_calls_pages_by_their_names(
    newsroom: Newsroom, admin: TestClient, language: str
) -> None:
    admin.cookies.set("lang", language)
    with override_language(language):
        named = {PAGES[name].path: gettext(PAGES[name].title) for name in MENU}
    assert menu_of(admin) == named


def test_an_editors_menu_has_what_an_editor_may_open(
    newsroom: Newsroom, editor: TestClient
) -> None:
    shown = menu_of(editor)
    assert set(shown) < {PAGES[name].path for name in MENU}
    assert all(editor.get(path).status_code == 200 for path in shown)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_named_page_opens_and_has_its_name_for_a_heading(
    newsroom: Newsroom, admin: TestClient, name: str, language: str
) -> None:
    admin.cookies.set("lang", language)
    answer = admin.get(PAGES[name].path)
    assert answer.status_code == 200
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    assert heading
    with override_language(language):
        title = gettext(HEADINGS.get(name, PAGES[name].title))
    assert unescape(re.sub(r"<[^>]+>", "", heading[1])).strip() == title


@pytest.mark.parametrize("name", sorted(set(PAGES) - MENU))
def test_a_page_that_is_not_in_the_menu_is_linked_under_its_name(
    newsroom: Newsroom, admin: TestClient, name: str
) -> None:
    over = {"feeds": "social-media", "keys": "users", "my-account": "queue"}[name]
    assert f'href="{PAGES[name].path}"' in admin.get(PAGES[over].path).text
