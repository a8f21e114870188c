"""Texts of the notes that composing left: what was shortened or left out of a post."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from zharia.posts import Loss
from zharia.texts.i18n import gettext, ngettext, noop

PHOTOS_LEFT_OUT: Final = "photos_left_out"

#: `%(what)s` is the address, hashtag or name that is missing
_LOST: Final[Mapping[str, str]] = {
    Loss.TITLE_SHORTENED: noop(
        "The headline is longer than TikTok's title may be: it was cut at a word, and stands whole"
        " in the description."
    ),
    Loss.HEADLINE_SHORTENED: noop("The headline that opens the description was shortened too."),
    Loss.HEADLINE_LEFT_OUT: noop("The whole headline found no room in the description."),
    Loss.EXCERPT_SHORTENED: noop("The summary was shortened to fit."),
    Loss.EXCERPT_LEFT_OUT: noop("The summary found no room."),
    Loss.CREDIT_LEFT_OUT: noop("The photographers' names are too long and were left out: %(what)s"),
    Loss.LINK_LEFT_OUT: noop("The article's address is too long and was left out: %(what)s"),
    Loss.LINK_UNUSABLE: noop(
        "The article's address is not a usable web address and was left out: %(what)s"
    ),
    Loss.HASHTAG_LEFT_OUT: noop("A hashtag found no room: %(what)s"),
    Loss.HASHTAG_UNUSABLE: noop("A tag has no letters and makes no hashtag: %(what)s"),
}


def note_texts(notes: Sequence[Sequence[Any]]) -> list[str]:
    """One sentence for each note, in the current language; unknown ones as they are."""
    return [_note(str(code), str(what)) for code, what in notes]


def _note(code: str, what: str) -> str:
    if code == PHOTOS_LEFT_OUT and what.isdecimal():
        text = ngettext(
            "%(num)s photo was left out: TikTok takes at most 35.",
            "%(num)s photos were left out: TikTok takes at most 35.",
            int(what),
        )
        return text % {"num": what}
    if code in _LOST:
        return gettext(_LOST[code]) % {"what": what}
    return f"{code} {what}".strip()
