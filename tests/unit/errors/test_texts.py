"""The book's texts can be read by an editor in Kazakh, Russian and English."""

import re

import pytest

from zharia.errors.book import entries
from zharia.errors.entry import Entry
from zharia.texts.i18n import LANGUAGES
from zharia.texts.message import Message

ENTRIES = [one for group in entries() for one in group.entries]
TITLES = [group.title for group in entries()]
KAZAKH = set("әғқңөұүһі")

#: what is called so in every language: names, formats, and TikTok's menus, which are English
TERMS = {
    "API", "Add", "App", "Apply", "Atom", "ByteDance", "Caps", "Client", "Content", "Direct",
    "Domains", "Feed", "HTTP", "Idempotency-Key", "JPEG", "JSON", "Key", "Kit", "Lock", "Login",
    "PDF", "PKCE", "POST", "GET", "Post", "Posting", "RSS", "Redirect", "Review", "Sandbox",
    "Scopes", "Secret", "Something", "Target", "TikTok", "URI", "UTF", "Users", "Verify",
    "WordPress", "ZHARIA_DATA_DIR", "ZHARIA_JOURNAL", "ZHARIA_MEDIA_STORAGE",
    "ZHARIA_PKCE_ENCODING", "Zharia", "account", "changes", "client_key", "code_challenge",
    "domains", "editor@news.example", "hex", "http",
    "https", "log_id", "production", "redirect_uri", "resume", "run", "sandbox", "settings",
    "user.info.basic", "video.publish", "video.upload", "went", "wrong",
}  # fmt: skip
LATIN = re.compile(r"[A-Za-z][A-Za-z_.@-]*(?<![.-])")
PATHS = re.compile(r"(?<!\S)(?:https://…)?/[a-z/]+")


def latin(text: str) -> set[str]:
    return set(LATIN.findall(PATHS.sub(" ", text)))


def code_of(one: Entry) -> str:
    return one.code


def test_an_entry_is_short_and_whole() -> None:
    for one in ENTRIES:
        for words in (one.title, one.happened, one.remedy):
            texts = [words.text(language) for language in LANGUAGES]
            assert len(set(texts)) == 3
            for text in texts:
                assert text == text.strip()
                assert "  " not in text
                assert not set('{}"') & set(text)
        for language in LANGUAGES:
            title = one.title.text(language)
            assert 5 < len(title) <= 60
            assert title[-1] not in ".:!"
            assert f"{title}." != one.happened.text(language)
            for text in (one.happened.text(language), one.remedy.text(language)):
                assert text.endswith(".")
                assert 1 <= len(re.findall(r"[.!?](?:\s|$)", text)) <= 4, text
                assert all(len(sentence) <= 260 for sentence in re.split(r"(?<=[.!?])\s", text)), (
                    text
                )


def test_no_english_is_left_in_kazakh_and_russian() -> None:
    for one in ENTRIES:
        for words in (one.title, one.happened, one.remedy):
            assert latin(words.text("kk")) <= TERMS
            assert latin(words.text("ru")) <= TERMS


def test_kazakh_is_kazakh_and_russian_is_russian() -> None:
    for one in ENTRIES:
        for words in (one.happened, one.remedy):
            assert KAZAKH & set(words.text("kk").lower())
            assert not KAZAKH & set(words.text("ru").lower())
            assert not re.search(r"[а-яё]", f"{words} {one.title}".lower())
            assert re.search(r"[а-яё]", words.text("ru").lower())


def test_each_language_has_its_own_quotes() -> None:
    for one in ENTRIES:
        for words in (one.title, one.happened, one.remedy):
            assert not set("“”") & set(words.text("kk") + words.text("ru"))
            assert not set("«»") & set(str(words))


@pytest.mark.parametrize("title", TITLES, ids=str)
def test_every_group_is_named_in_three_languages(title: Message) -> None:
    assert len({title.text(language) for language in LANGUAGES}) == 3
    assert latin(title.text("kk")) | latin(title.text("ru")) <= TERMS


def test_who_waits_for_nobody_reads_that_nothing_is_to_do_or_when() -> None:
    """A text that leaves an editor waiting says what goes on by itself."""
    for one in ENTRIES:
        if one.who.value == "nobody" and one.retry is not None:
            said = str(one.remedy)
            assert "by itself" in said or "Nothing to do" in said or "Wait" in said, one.code
