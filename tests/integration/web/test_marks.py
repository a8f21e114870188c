"""No reader ever sees a mark: pages show a link in its place, everything else the page's title."""

import re
from functools import lru_cache

import pytest
from tests.messages import MARKS, files_of, said

from zharia.accounts.errors import NotConfigured
from zharia.cli.errors import user_message
from zharia.texts.catalogue import ERRORS, LANGUAGES, PAGES
from zharia.texts.i18n import override_language
from zharia.texts.message import Message
from zharia.texts.named_pages import PAGES as NAMED
from zharia.texts.named_pages import page_names, page_title
from zharia.web.pages.base.template_environment import environment

every_language = pytest.mark.parametrize("language", LANGUAGES)


@lru_cache
def texts(domain: str) -> tuple[str, ...]:
    """In English, as they stand in the code."""
    return tuple(one.id for one in said(domain) if isinstance(one.id, str) and one.id)


def rendered(template: str, language: str, **values: object) -> str:
    with override_language(language):
        return environment().from_string(template).render(**values)


def links(text: str, language: str) -> list[str]:
    """Those that stand where a text has its marks, in any order."""
    with override_language(language):
        return sorted(
            f'<a href="{NAMED[one].path}">{page_title(one)}</a>'
            for one in re.findall(r"\[\[([a-z-]+)\]\]", text)
        )


def test_there_are_marks_to_speak() -> None:
    assert all(any(map(page_names, texts(domain))) for domain in MARKS)


@every_language
def test_a_message_names_pages_by_their_titles(language: str) -> None:
    for text in texts(ERRORS):
        spoken = Message(text).text(language)
        assert not re.search(r"\[\[|\]\]", spoken)
        with override_language(language):
            assert all(page_title(one) in spoken for one in page_names(text))


@every_language
def test_a_template_shows_a_message_with_links_and_need_not_ask(language: str) -> None:
    for text in texts(ERRORS):
        html = rendered("<p>{{ message }}</p>", language, message=Message(text))
        assert not re.search(r"\[\[|\]\]", html)
        assert sorted(re.findall("<a .*?</a>", html)) == links(text, language)


@every_language
def test_what_a_template_says_has_links_too(language: str) -> None:
    for text in filter(page_names, texts(PAGES)):
        html = rendered("<p>{{ _(text) }}</p>", language, text=text)
        assert not re.search(r"\[\[|\]\]", html)
        assert sorted(re.findall("<a .*?</a>", html)) == links(text, language)


def test_values_in_a_linked_text_are_escaped() -> None:
    message = Message("Look at {what} under [[feeds]].").with_(what="<b>")
    shown = 'Look at &lt;b&gt; under <a href="/admin/settings/feeds">Feeds</a>.'
    assert rendered("{{ message }}", "en", message=message) == shown
    said_so = "{{ _('Look at %(what)s under [[feeds]].', what='<b>') }}"
    assert rendered(said_so, "en") == shown


def test_only_templates_mark_pages_in_what_pages_say() -> None:
    """`gettext` in Python answers text, in which nothing would make a link of a mark."""
    for text in filter(page_names, texts(PAGES)):
        assert {file.rpartition(".")[2] for file in files_of(text, PAGES)} == {"html"}


def test_a_terminal_names_pages_by_their_titles() -> None:
    told = user_message(NotConfigured(environment="sandbox", detail="the client key is missing."))
    assert told == (
        "The TikTok app (Sandbox) is not set up, or wrongly: the client key is missing. Enter its"
        " client key and client secret under “Social media”."
    )
