"""The newsroom's stories, written for this project; with photos that were drawn for it."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("kz", "ru")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo on the site. Its extension gives its format."""

    name: str
    #: a bundled picture's name
    picture: str
    #: pixels
    width: int = 1080
    height: int = 1440
    #: stored rotated, with the orientation in its EXIF, as phones do it
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Translation:
    """A story in one language."""

    title: str
    excerpt: str
    body: tuple[str, ...]
    category: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    slug: str
    translations: dict[str, Translation]
    photos: tuple[Photo, ...]
    is_breaking: bool = False


def load_stories() -> list[Story]:
    """Every story, in the order of its appearance."""
    text = files("zharia.demo").joinpath("stories.json").read_text("utf-8")
    return [_story(entry) for entry in json.loads(text)]


def _story(entry: dict[str, Any]) -> Story:
    return Story(
        slug=entry["slug"],
        translations={language: _translation(entry, language) for language in LANGUAGES},
        photos=tuple(Photo(**photo) for photo in entry["photos"]),
        is_breaking=entry.get("breaking", False),
    )


def _translation(entry: dict[str, Any], language: str) -> Translation:
    own = entry[language]
    return Translation(
        title=own["title"],
        excerpt=own["excerpt"],
        body=tuple(own["body"]),
        category=entry["category"][language],
        tags=tuple(tag[language] for tag in entry["tags"]),
    )
