"""The words of `docs/glossary.md`: no message, in any language, uses a forbidden one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from zharia.errors.book import entries

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "zharia"
GLOSSARY = ROOT / "docs" / "glossary.md"
#: what each table's heading calls its language
LANGUAGES = {"Kazakh": "kk", "Russian": "ru", "English": "en"}


@dataclass(frozen=True)
class Row:
    """One thing: how it may not be called, in one language."""

    language: str
    word: str
    forbidden: tuple[str, ...]
    wrong: tuple[str, ...]
    allowed: tuple[str, ...]

    def found_in(self, message: str) -> list[str]:
        """The forbidden entries that a message breaks."""
        if not self._any.search(message):
            return []
        for phrase in self.allowed:
            message = re.sub(re.escape(phrase), "", message, flags=re.IGNORECASE)
        return [one for one in self.forbidden if re.search(_whole(one), message, re.IGNORECASE)]

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_whole, self.forbidden)), re.IGNORECASE)


def _whole(pattern: str) -> str:
    """From a word's beginning."""
    return rf"(?<!\w)(?:{pattern})"


def rows() -> Iterator[Row]:
    """Of the tables, in order."""
    language = ""
    for line in GLOSSARY.read_text().splitlines():
        if line.startswith("## "):
            language = LANGUAGES.get(line.removeprefix("## "), "")
        elif language and line.startswith("| ") and not line.startswith("| English |"):
            word, _right, forbidden, wrong, _why, allowed = (
                cell.strip() for cell in line.strip("|").split("|")
            )
            yield Row(
                language,
                word,
                tuple(re.findall(r"`([^`]+)`", forbidden)),
                tuple(wrong.split(" / ")),
                tuple(filter(None, allowed.split(", "))),
            )


@cache
def messages(language: str) -> tuple[str, ...]:
    """Of every catalogue; English stands in their ids."""
    found: list[str] = []
    catalogue = "kk" if language == "en" else language
    for file in sorted(SOURCE.glob(f"**/locale/{catalogue}/*/*.po")):
        with file.open("rb") as lines:
            for message in read_po(lines, locale=catalogue):
                said = message.id if language == "en" else message.string
                found += (said,) if isinstance(said, str) else said or ()
    return tuple(found)


ROWS = tuple(rows())
NAMES = [f"{row.language}-{row.word}" for row in ROWS]


@pytest.mark.parametrize("language", LANGUAGES.values())
def test_every_language_has_words_and_messages(language: str) -> None:
    assert len([row for row in ROWS if row.language == language]) >= 9
    assert len(messages(language)) > 900


@pytest.mark.parametrize("language", LANGUAGES.values())
def test_what_errors_say_is_looked_at(language: str) -> None:
    for group in entries():
        for entry in group.entries:
            assert entry.title.with_page_marks(language) in messages(language)


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_no_message_uses_a_forbidden_word(row: Row) -> None:
    broken = {said: found for said in messages(row.language) if (found := row.found_in(said))}
    assert broken == {}, f"see docs/glossary.md: {row.word}"


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_every_entry_refuses_a_wrong_message(row: Row) -> None:
    refused = [row.found_in(message) for message in row.wrong]
    assert all(refused), row.wrong
    assert {pattern for found in refused for pattern in found} == set(row.forbidden)


@pytest.mark.parametrize("row", [row for row in ROWS if row.allowed], ids=lambda row: row.word)
def test_what_a_row_allows_is_not_refused(row: Row) -> None:
    for phrase in row.allowed:
        assert row.found_in(f"… {phrase} …") == []
