"""Duplicate scoring: whether a new article looks like one that is there under another name. Pure.

A site may change a story's address, move to another CMS, or deliver it by a feed and by JSON: then
no key leads from the one to the other, and both would be posted. What the two share is only a
hint, so a person is asked and nobody is joined by it.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from zharia.articles.folding import bare_words
from zharia.articles.urls import identity, image_identity, is_front_page

#: two dates of one story: a correction mostly moves it a little, a rubric returns a day later
NEAR: Final = timedelta(hours=12)
#: how far back one headline and one photo are taken for one story
SAME_WEEK: Final = timedelta(days=7)
#: so many other dates under one headline make it a rubric, such as the day's weather
_RUBRIC: Final = 2


@dataclass(frozen=True, slots=True)
class Trait:
    """What is compared of an article."""

    published_at: datetime
    #: language → `title_key`
    titles: dict[str, str]
    #: `urls.identity` of each version's page, front pages left out
    pages: frozenset[str]
    #: `urls.image_identity` of each photo
    photos: frozenset[str]


def title_key(title: str) -> str:
    """Equal for headlines that differ in case, ё, spaces or signs alone; "" without a word.

    A digest, since databases index it.
    """
    words = bare_words(title)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32] if words else ""


def pages_of(urls: Collection[str]) -> frozenset[str]:
    """What the addresses of an article's versions are compared by."""
    return frozenset(identity(url) for url in urls if url and not is_front_page(url)) - {""}


def photos_of(urls: Collection[str]) -> frozenset[str]:
    """What an article's photos are compared by; uploads are nobody else's."""
    return frozenset(image_identity(url) for url in urls if url.startswith(("http://", "https://")))


def evidence(new: Trait, known: Trait, others: Sequence[Trait] = ()) -> str:
    """What speaks for one story, such as `title date photo`; "" if that is too little. Pure.

    `others` are the further articles under the same headline or at the same page: a headline that
    returns every day, and an address that several stories have, say nothing.
    """
    if not new.titles.keys() & known.titles.keys():
        # Versions of a story for different accounts, at one address.
        return ""
    apart = abs(new.published_at - known.published_at)
    found = {
        "title": _same_title(new, known),
        "page": bool(new.pages & known.pages),
        "photo": bool(new.photos & known.photos),
        "date": apart <= NEAR,
    }
    said = " ".join(name for name, holds in found.items() if holds)
    if found["title"]:
        near = found["date"] or found["page"] or (found["photo"] and apart <= SAME_WEEK)
        returns = apart and _is_rubric(new, (known, *others))
        return said if near and not returns else ""
    alone = not any(new.pages & one.pages for one in others)
    return said if found["page"] and alone and (found["date"] or found["photo"]) else ""


def _same_title(one: Trait, other: Trait) -> bool:
    return any(key and key == other.titles.get(language) for language, key in one.titles.items())


def _is_rubric(new: Trait, others: Sequence[Trait]) -> bool:
    dates = {one.published_at for one in others if _same_title(new, one)}
    return len(dates) >= _RUBRIC
