"""The error book as a page: every entry, found by word and by code."""

import re

import pytest
from starlette.testclient import TestClient

from zharia.errors.book import entries


def shown(page: str) -> set[str]:
    """The codes of the entries that are not hidden."""
    found = re.findall(
        r'<details class="error" data-who="\w+"( hidden)?.*?id="([^"]+)"', page, re.DOTALL
    )
    return {code for hidden, code in found if not hidden}


def test_every_entry_has_an_anchor_and_its_words(editor: TestClient) -> None:
    page = editor.get("/admin/help/errors").text
    every = [entry for group in entries() for entry in group.entries]
    assert shown(page) == {entry.code for entry in every}
    for entry in every:
        assert str(entry.title).replace("'", "&#39;") in page.replace("&#34;", '"')


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_it_is_in_the_visitors_language(editor: TestClient, language: str) -> None:
    editor.post("/admin/language", data={"language": language})
    page = editor.get("/admin/help/errors").text
    for group in entries():
        assert group.title.text(language) in page


@pytest.mark.parametrize(
    ("language", "title"),
    [("kk", "Әлеуметтік желілер"), ("ru", "Соцсети"), ("en", "Social media")],
)
def test_the_pages_that_remedies_name_are_links(
    editor: TestClient, language: str, title: str
) -> None:
    editor.post("/admin/language", data={"language": language})
    page = editor.get("/admin/help/errors").text
    assert page.count(f'<a href="/admin/settings/social-media">{title}</a>') > 10
    assert "[[" not in page


def test_it_is_searched_by_code_word_and_who_acts(editor: TestClient) -> None:
    assert shown(editor.get("/admin/help/errors?q=RATE_limit_ex").text) == {"rate_limit_exceeded"}
    by_words = shown(editor.get("/admin/help/errors?q=target+sandbox").text)
    assert "client_key" in by_words
    tiktok = shown(editor.get("/admin/help/errors?who=tiktok").text)
    assert tiktok == {
        entry.code for group in entries() for entry in group.entries if entry.who == "tiktok"
    }
    nothing = editor.get("/admin/help/errors?q=<script>").text
    assert shown(nothing) == set()
    assert "No such error here" in nothing
    assert "<script>" not in nothing.partition("<body")[2]
