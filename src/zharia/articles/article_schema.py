"""Request schema: the JSON of one article as a CMS sends it, validated and turned into a value.

>>> accepted = read_article({"externalId": "7", "publishedAt": "2026-11-22T09:00:00+05:00",
...                          "translations": {"ru": {"title": "Открыт парк"}}})
>>> accepted.article.content.languages
('ru',)

Unknown fields are left out and named in `ignored`, so that a CMS may send its whole record and a
misspelt field is still found.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, PydanticCustomError

from zharia.articles import content as bounds
from zharia.articles.content import Content, Image, IncomingArticle, Term, Translation
from zharia.articles.errors import InvalidArticleError
from zharia.articles.html_images import deduplicate_images, images_in_html
from zharia.articles.languages import normalize
from zharia.articles.text import excerpt, one_line, to_line, to_text
from zharia.articles.urls import MAX_URL, clean, resolve
from zharia.errors.field_error import FieldError
from zharia.texts.message import Message

_NAME = re.compile(r"name([A-Z][a-z]{1,2})")


def _web_address(value: str) -> str:
    if value and not resolve("", value):
        raise PydanticCustomError("address", "is no web address: it must begin with https://")
    return value


def _text_for_number(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Blank = BeforeValidator(lambda value: "" if value is None else value)
Name = Annotated[str, Blank, Field(max_length=bounds.MAX_NAME)]
Words = Annotated[str, Blank, Field(max_length=bounds.MAX_TITLE)]
Url = Annotated[str, Blank, Field(max_length=MAX_URL), AfterValidator(_web_address)]


class _Payload(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="allow", frozen=True)

    def unknown(self, prefix: str = "") -> Iterator[str]:
        """The unknown fields that were sent, by their full names."""
        yield from (prefix + name for name in self.model_extra or {})


class TermPayload(_Payload):
    """A category or a tag; further languages as `nameEn`, `nameTr`, …"""

    slug: Annotated[str, Field(min_length=1, max_length=bounds.MAX_NAME)]
    name_kz: Name = ""
    name_ru: Name = ""

    @model_validator(mode="after")
    def _other_names_are_words(self) -> "TermPayload":
        for field, name in (self.model_extra or {}).items():
            fits = isinstance(name, str) and len(name) <= bounds.MAX_NAME
            if _NAME.fullmatch(field) and name is not None and not fits:
                raise PydanticCustomError(
                    "name", f"has a {field} that is no text of 1 to 200 characters"
                )
        return self

    def unknown(self, prefix: str = "") -> Iterator[str]:
        yield from (
            name for name in super().unknown(prefix) if not _NAME.fullmatch(name[len(prefix) :])
        )

    def term(self) -> Term:
        names = {"kz": self.name_kz, "ru": self.name_ru}
        for field, name in (self.model_extra or {}).items():
            if (found := _NAME.fullmatch(field)) and name:
                names[normalize(found[1])] = str(name)
        words = {lang: one_line(name, bounds.MAX_NAME) for lang, name in sorted(names.items())}
        return Term(one_line(self.slug, bounds.MAX_NAME), {k: v for k, v in words.items() if v})


class TranslationPayload(_Payload):
    """One language's version; HTML in `excerpt` and `content` becomes plain text."""

    title: Annotated[str, Field(max_length=bounds.MAX_TITLE)]
    excerpt: Annotated[str, Blank, Field(max_length=4 * bounds.MAX_EXCERPT)] = ""
    content: Annotated[str, Blank, Field(max_length=5 * bounds.MAX_CONTENT)] = ""
    url: Url = ""

    @field_validator("title")
    @classmethod
    def _title_says_something(cls, title: str) -> str:
        if not to_line(title, bounds.MAX_TITLE):
            raise PydanticCustomError("blank", "is empty: send the headline")
        return title

    def translation(self, language: str) -> Translation:
        return Translation(
            language=language,
            title=to_line(self.title, bounds.MAX_TITLE),
            excerpt=excerpt(self.excerpt, bounds.MAX_EXCERPT),
            content=to_text(self.content, bounds.MAX_CONTENT),
            url=clean(self.url),
        )


class ImagePayload(_Payload):
    url: Annotated[Url, Field(min_length=1)]
    alt: Words = ""
    credit: Words = ""

    def image(self) -> Image:
        limit = bounds.MAX_TITLE
        return Image(resolve("", self.url), to_line(self.alt, limit), to_line(self.credit, limit))


class ArticlePayload(_Payload):
    """An article on the wire. `kk` is taken for `kz`; other languages by their ISO 639 codes."""

    external_id: Annotated[
        str,
        BeforeValidator(_text_for_number),
        Field(min_length=1, max_length=bounds.MAX_EXTERNAL_ID, pattern=r"^[^\s\x00-\x1f]+$"),
    ]
    #: left out or null: now, or what it was
    published_at: AwareDatetime | None = None
    is_breaking: bool = False
    ai_generated: bool = False
    sponsored: bool = False
    auto_publish: bool = False
    category: TermPayload | None = None
    tags: Annotated[tuple[TermPayload, ...], Field(max_length=bounds.MAX_TAGS)] = ()
    translations: Annotated[
        dict[str, TranslationPayload], Field(min_length=1, max_length=bounds.MAX_LANGUAGES)
    ]
    #: left out or null: the photos of the content are taken
    images: Annotated[tuple[ImagePayload, ...], Field(max_length=bounds.MAX_IMAGES)] | None = None

    @field_validator("translations", mode="before")
    @classmethod
    def _languages_have_one_name_each(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        translations: dict[str, Any] = {}
        for given, translation in value.items():
            language = normalize(given)
            if not language:
                raise PydanticCustomError(
                    "language", "has a key that is no language: use codes such as kz, ru or en"
                )
            if language in translations:
                raise PydanticCustomError("language", f"has {language} twice (kk is kz): send one")
            translations[language] = translation
        return translations

    @field_validator("published_at")
    @classmethod
    def _published_in_our_age(cls, moment: AwareDatetime | None) -> AwareDatetime | None:
        if moment is not None and not 1990 <= moment.year <= 2200:
            raise PydanticCustomError("year", "lies outside the years 1990 to 2200")
        return moment

    def unknown(self, prefix: str = "") -> Iterator[str]:
        yield from super().unknown(prefix)
        if self.category:
            yield from self.category.unknown("category.")
        for index, tag in enumerate(self.tags):
            yield from tag.unknown(f"tags.{index}.")
        for language, translation in self.translations.items():
            yield from translation.unknown(f"translations.{language}.")
        for index, image in enumerate(self.images or ()):
            yield from image.unknown(f"images.{index}.")

    def to_article(self) -> IncomingArticle:
        """The article as a value, with clean texts and without duplicate photos."""
        versions = sorted(self.translations.items())
        if self.images is None:
            images = deduplicate_images(
                i for _, v in versions for i in images_in_html(v.content, v.url)
            )
        else:
            images = deduplicate_images(payload.image() for payload in self.images)
        return IncomingArticle(
            external_id=self.external_id,
            content=Content(
                translations=tuple(v.translation(language) for language, v in versions),
                category=self.category.term() if self.category else None,
                tags=tuple({t.slug: t for t in (p.term() for p in self.tags)}.values()),
                images=images,
                is_breaking=self.is_breaking,
                ai_generated=self.ai_generated,
                sponsored=self.sponsored,
            ),
            published_at=self.published_at,
            auto_publish=self.auto_publish,
        )


@dataclass(frozen=True, slots=True)
class AcceptedArticle:
    """A valid article, and the names of the unknown fields that were left out."""

    article: IncomingArticle
    ignored: tuple[str, ...] = ()


def read_article(payload: object) -> AcceptedArticle:
    """Validate one article's JSON. Raises InvalidArticleError, which names every wrong field."""
    try:
        checked = ArticlePayload.model_validate(payload)
    except ValidationError as error:
        problems = tuple(_problem(details) for details in error.errors(include_url=False))
        raise InvalidArticleError(problems) from None
    return AcceptedArticle(checked.to_article(), tuple(checked.unknown()))


_REMEDIES = {
    "missing": "is missing: send it",
    "timezone_aware": "has no time zone: add it, as in 2026-11-22T09:00:00+05:00",
    "string_type": "is no text: send a JSON string",
    "string_pattern_mismatch": "contains spaces: send an id without them",
    "model_type": "is no JSON object: send {…}",
    "model_attributes_type": "is no JSON object: send {…}",
    "dict_type": "is no JSON object: send {…}",
    "tuple_type": "is no list: send […]",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "string_unicode": "contains half a character: send valid Unicode",
}


def _problem(error: ErrorDetails) -> FieldError:
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "too_long" | "string_too_long":
            unit = "characters" if isinstance(error["input"], str) else "entries"
            message = f"is too long: at most {context['max_length']} {unit}"
        case "too_short" | "string_too_short":
            message = "is empty: fill it in"
        case _ if kind.startswith(("datetime_", "timezone_offset")):
            message = "is no moment in time: write it like 2026-11-22T09:00:00+05:00"
        case _:
            message = _REMEDIES.get(kind, error["msg"])
    # For programs: in English only.
    return FieldError(".".join(map(str, error["loc"])), Message(message))
