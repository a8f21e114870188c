"""One story as a site's feeds tell of it in Kazakh and in Russian, linked or not yet."""

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from tests.support import rows
from zharia.articles import FeedRules, StoreResult
from zharia.articles.feeds.conversion import to_articles
from zharia.articles.feeds.parsing import parse

TITLES = {"kz": "Сәтбаевта саябақ ашылды", "ru": "В Сатпаеве открыли парк"}
_PHOTO = "https://aimaq.example/park.jpg"
_CODES = {"kz": "kk", "ru": "ru"}


class Link(StrEnum):
    """How a feed can say that two items are versions of one story."""

    HREFLANG = "hreflang"
    #: WordPress's ids of a post's translations
    SIBLINGS = "siblings"
    #: the newsroom's rule over addresses, added later
    RULE = "rule"
    #: one guid for both, in documents of their own
    GUID = "guid"


def address(language: str, number: int = 1) -> str:
    return f"https://aimaq.example/{language}/{number}"


def poll_in(
    session: Session,
    source: str,
    link: Link,
    languages: Sequence[str],
    *,
    linked: bool,
    number: int = 1,
    now: datetime = rows.NOW,
    titles: dict[str, str] | None = None,
    photo: str = _PHOTO,
) -> list[StoreResult]:
    """Take in a document with these versions of the story, read as a poll reads it."""
    named = TITLES | (titles or {})
    rule = r"/(kz|ru)/(?P<story>\d+)" if link is Link.RULE and linked else ""
    if link is Link.SIBLINGS:
        posts = [_post(one, number, named[one], photo, linked=linked) for one in languages]
        body = json.dumps(posts).encode()
    else:
        entries = [_entry(link, one, number, named[one], photo, linked=linked) for one in languages]
        body = (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>Аймақ</title>'
            + "".join(entries)
            + "</feed>"
        ).encode()
    parsed = parse(body, "", "https://aimaq.example/feed")
    found, _notes = to_articles(parsed, FeedRules(url_rule=rule, auto_publish=True))
    return rows.store(session, source, found, now=now)


def _entry(link: Link, language: str, number: int, title: str, photo: str, *, linked: bool) -> str:
    other = "ru" if language == "kz" else "kz"
    guid = f"{language}-{number}"
    if link is Link.GUID and linked:
        guid = f"story-{number}"
    alternate = ""
    if link is Link.HREFLANG and linked:
        href = address(other, number)
        alternate = f'<link rel="alternate" hreflang="{_CODES[other]}" href="{href}"/>'
    code = _CODES[language]
    return (
        f'<entry xml:lang="{code}"><title>{title}</title><id>{guid}</id>'
        f'<link rel="alternate" hreflang="{code}" href="{address(language, number)}"/>{alternate}'
        f'<link rel="enclosure" type="image/jpeg" href="{photo}"/>'
        f"<published>{rows.NOW.isoformat()}</published></entry>"
    )


def _post(language: str, number: int, title: str, photo: str, *, linked: bool) -> object:
    ids = {"kk": 100 + number, "ru": 200 + number}
    code = _CODES[language]
    return {
        "id": ids[code],
        "date_gmt": rows.NOW.strftime("%Y-%m-%dT%H:%M:%S"),
        "guid": {"rendered": f"https://aimaq.example/?p={ids[code]}"},
        "link": address(language, number),
        "title": {"rendered": title},
        "content": {"rendered": f'<p>{title}.</p><img src="{photo}" alt="">'},
        "excerpt": {"rendered": title},
        "type": "post",
        "status": "publish",
        "lang": code,
        "slug": f"{code}-{number}",
    } | ({"translations": ids} if linked else {})
