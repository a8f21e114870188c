"""A newsroom's web site: numbered stories, a few photos that they share, a feed per language."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from PIL import Image
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zharia.chaos.plan import LANGUAGES, Story

_TITLES: Final = {"kz": "Жаңалық №{}: Ұлытауда жаңа көпір", "ru": "Новость №{}: мост в Улытау"}
_NUMBER: Final = re.compile(r"(?:Жаңалық|Новость) №(\d+):")
_SIZE: Final = (720, 900)


def headline(number: int, language: str) -> str:
    """The headline, with the number by which the story is known everywhere."""
    return _TITLES[language].format(number)


def story_number(title: str) -> int | None:
    """The number of the story with this headline; None for somebody else's."""
    found = _NUMBER.search(title)
    return int(found[1]) if found else None


@cache
def photo(number: int) -> bytes:
    """A photo's file."""
    out = io.BytesIO()
    colour = f"hsl({number * 47 % 360}, 60%, {30 + number % 5 * 10}%)"
    Image.new("RGB", _SIZE, colour).save(out, "JPEG")
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Item:
    story: Story
    at: datetime


class Newsroom:
    """The site's content, at `base`. `publish` may be called from any thread."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._items: tuple[_Item, ...] = ()

    def publish(self, story: Story) -> None:
        """Its feed lists the story from now on, first of all."""
        self._items = (_Item(story, datetime.now(UTC)), *self._items)

    def published_at(self, story: Story) -> datetime | None:
        """Since when its feed lists the story; None if it does not."""
        return next((one.at for one in self._items if one.story == story), None)

    def feed_url(self, language: str) -> str:
        return f"{self.base}/{language}/feed.xml"

    def payload(self, story: Story) -> dict[str, Any]:
        """The story as a CMS sends it to `POST /api/articles`."""
        return {
            "externalId": f"story-{story.number}",
            "publishedAt": datetime.now(UTC).isoformat(),
            "isBreaking": story.breaking,
            "autoPublish": True,
            "category": {"slug": "qala", "nameKz": "Қала", "nameRu": "Город"},
            "translations": {
                language: {
                    "title": headline(story.number, language),
                    "excerpt": "",
                    "url": self._url(story, language),
                }
                for language in story.languages
            },
            "images": [{"url": url} for url in self._photos(story)],
        }

    def site(self) -> Starlette:
        """Photos and feeds as an ASGI application."""
        return Starlette(
            routes=[Route("/photos/{name}", _photo), Route("/{language}/feed.xml", self._feed)]
        )

    def _url(self, story: Story, language: str) -> str:
        return f"{self.base}/{language}/{story.number}/"

    def _photos(self, story: Story) -> Sequence[str]:
        return [f"{self.base}/photos/{number}.jpg" for number in story.photos]

    async def _feed(self, request: Request) -> Response:
        language = request.path_params["language"]
        if language not in LANGUAGES:
            raise HTTPException(404)
        items = "".join(
            self._item(one, language) for one in self._items if language in one.story.languages
        )
        head = f"<title>{language}</title><link>{self.base}/{language}/</link>"
        xml = (
            '<?xml version="1.0" encoding="utf-8"?>'
            '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/">'
            f"<channel>{head}<description>-</description>{items}</channel></rss>"
        )
        return Response(xml, media_type="application/rss+xml")

    def _item(self, one: _Item, language: str) -> str:
        url = self._url(one.story, language)
        photos = "".join(
            f'<media:content url="{address}" type="image/jpeg" medium="image"/>'
            for address in self._photos(one.story)
        )
        breaking = "<category>Срочно</category>" if one.story.breaking else ""
        return (
            f"<item><title>{escape(headline(one.story.number, language))}</title><link>{url}</link>"
            f'<guid isPermaLink="true">{url}</guid>{breaking}{photos}'
            f"<pubDate>{format_datetime(one.at)}</pubDate></item>"
        )


async def _photo(request: Request) -> Response:
    number = request.path_params["name"].removesuffix(".jpg")
    if not number.isdecimal():
        raise HTTPException(404)
    return Response(photo(int(number)), media_type="image/jpeg")
