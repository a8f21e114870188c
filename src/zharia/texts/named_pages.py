"""Links between pages: the menu's pages, by names that texts for people may use.

A message that sends somebody to a page writes `[[social-media]]`, in every language. In templates
`web.pages.base.links` makes it a link; everywhere else `Message.text` puts the menu's own title
there, in quotation marks. So what a text calls a page is always what the menu calls it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zharia.texts.i18n import current_language, gettext, noop, override_language

_MARK: Final = re.compile(r"\[\[([a-z-]+)\]\]")
_QUOTATION_MARKS: Final = {"kk": ("«", "»"), "ru": ("«", "»")}


@dataclass(frozen=True, slots=True)
class NamedPage:
    """`title` is translated where it is shown."""

    path: str
    title: str


PAGES: Final = {
    "queue": NamedPage("/admin", noop("Queue")),
    "articles": NamedPage("/admin/articles", noop("Articles")),
    "publications": NamedPage("/admin/publications", noop("Publications")),
    "social-media": NamedPage("/admin/settings/social-media", noop("Social media")),
    "feeds": NamedPage("/admin/settings/feeds", noop("Feeds")),
    "users": NamedPage("/admin/users", noop("Users and keys")),
    "keys": NamedPage("/admin/keys", noop("API keys")),
    "audit": NamedPage("/admin/audit", noop("Audit log")),
    "errors": NamedPage("/admin/help/errors", noop("Errors explained")),
    "my-account": NamedPage("/admin/me", noop("My account")),
}


def page_title(name: str) -> str:
    """What the menu calls a page, in the current language. Raises `KeyError`."""
    return gettext(PAGES[name].title)


def split_at_pages(text: str) -> Iterator[str | NamedPage]:
    """A message taken apart: what is written, and the pages that it names, in order."""
    written = 0
    for mark in _MARK.finditer(text):
        if mark[1] in PAGES:
            yield text[written : mark.start()]
            yield PAGES[mark[1]]
            written = mark.end()
    yield text[written:]


def page_names(text: str) -> set[str]:
    """The names in a message's marks, those of no page included."""
    return set(_MARK.findall(text))


def plain_text(text: str, language: str | None = None) -> str:
    """The message for where there are no links: JSON, a terminal, a log.

    `language` is the text's own: the current one, where None is given.
    """
    if not page_names(text):
        return text
    with override_language(language or current_language()):
        opening, closing = _QUOTATION_MARKS.get(current_language(), ("“", "”"))
        return "".join(
            piece if isinstance(piece, str) else f"{opening}{gettext(piece.title)}{closing}"
            for piece in split_at_pages(text)
        )
