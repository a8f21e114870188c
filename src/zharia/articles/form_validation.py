"""Form validation: what people type, checked and cleaned as what machines send is. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from zharia.articles import content as bounds
from zharia.articles import field_texts
from zharia.articles.content import Image, Term, Translation
from zharia.articles.text import has_markup, one_line, slugify, to_line, to_text
from zharia.articles.urls import MAX_URL, clean, resolve
from zharia.errors.field_error import FieldError
from zharia.media.uploads import stored_key

#: language → name
Names: TypeAlias = Mapping[str, str]


def validation_errors(
    translations: Sequence[Translation],
    category: Names,
    tags: Sequence[Names],
    images: Sequence[Image],
    uploads: Collection[str],
) -> list[FieldError]:
    """The errors of a form. `uploads` are the keys of the uploaded photos that exist."""
    problems = list(_texts(translations))
    problems += _names("category", category)
    for index, names in enumerate(tags):
        problems += _names(f"tags.{index}", names)
    if len(tags) > bounds.MAX_TAGS:
        problems.append(FieldError("tags", field_texts.TOO_MANY.with_(most=bounds.MAX_TAGS)))
    for index, image in enumerate(images):
        problems += _image(f"images.{index}", image, uploads)
    if len(images) > bounds.MAX_IMAGES:
        problems.append(FieldError("images", field_texts.TOO_MANY.with_(most=bounds.MAX_IMAGES)))
    return problems


def cleaned_text(text: Translation) -> Translation:
    """Plain text in one language, with its paragraphs."""
    return Translation(
        text.language,
        title=to_line(text.title, bounds.MAX_TITLE),
        excerpt=_paragraphs(text.excerpt, bounds.MAX_EXCERPT),
        content=_paragraphs(text.content, bounds.MAX_CONTENT),
        url=clean(text.url),
    )


def cleaned_terms(written: Sequence[Names], known: Sequence[Term]) -> tuple[Term, ...]:
    """The categories or tags of these names; those without any are left out.

    A known one that shares a name is meant: it keeps its slug, and its names in other languages.
    """
    left = list(known)
    terms: dict[str, Term] = {}
    for names in written:
        given = {lang: one_line(name, bounds.MAX_NAME) for lang, name in sorted(names.items())}
        given = {lang: name for lang, name in given.items() if name}
        if not given:
            continue
        meant = next(
            (one for one in left if any(one.name(lang) == given[lang] for lang in given)), None
        )
        if meant is not None:
            left.remove(meant)
            others = {lang: name for lang, name in meant.names.items() if lang not in names}
            given = dict(sorted({**others, **given}.items()))
        term = Term(meant.slug if meant else slugify(next(iter(given.values()))), given)
        while term.slug in terms and terms[term.slug].names != term.names:
            term = replace(term, slug=f"{term.slug}-2")
        terms[term.slug] = term
    return tuple(terms.values())


def cleaned_image(image: Image) -> Image:
    """A photo with an address that can be fetched, or that of an upload; "" for an empty line."""
    address = image.url.strip()
    return replace(
        image,
        url=address if stored_key(address) else resolve("", address),
        alt=to_line(image.alt, bounds.MAX_TITLE),
        credit=to_line(image.credit, bounds.MAX_TITLE),
    )


def _texts(translations: Sequence[Translation]) -> Iterator[FieldError]:
    for text in translations:
        field = f"translations.{text.language}"
        for name, value, most in (
            ("title", text.title, bounds.MAX_TITLE),
            ("excerpt", text.excerpt, bounds.MAX_EXCERPT),
            ("content", text.content, bounds.MAX_CONTENT),
            ("url", text.url, MAX_URL),
        ):
            yield from _length(f"{field}.{name}", value, most)
        if text.url.strip() and not clean(text.url):
            yield FieldError(f"{field}.url", field_texts.NO_ADDRESS)
        others = text.excerpt or text.content or text.url
        if others.strip() and not _has_text(text.title):
            yield FieldError(f"{field}.title", field_texts.TITLE_MISSING)
    if not any(_has_text(text.title) for text in translations):
        yield FieldError("translations", field_texts.NO_TITLE)


def _names(field: str, names: Names) -> Iterator[FieldError]:
    for language, name in names.items():
        yield from _length(f"{field}.{language}", name, bounds.MAX_NAME)


def _image(field: str, image: Image, uploads: Collection[str]) -> Iterator[FieldError]:
    yield from _length(f"{field}.alt", image.alt, bounds.MAX_TITLE)
    yield from _length(f"{field}.credit", image.credit, bounds.MAX_TITLE)
    address = image.url.strip()
    if key := stored_key(address):
        if key not in uploads:
            yield FieldError(f"{field}.url", field_texts.UPLOAD_GONE)
    elif address and not resolve("", address):
        yield FieldError(f"{field}.url", field_texts.NO_ADDRESS)
    elif not address and (image.alt.strip() or image.credit.strip()):
        yield FieldError(f"{field}.url", field_texts.PHOTO_WITHOUT_ADDRESS)


def _length(field: str, value: str, most: int) -> Iterator[FieldError]:
    if len(value.strip()) > most:
        yield FieldError(field, field_texts.TOO_LONG.with_(most=most))


def _has_text(title: str) -> bool:
    return bool(to_line(title, bounds.MAX_TITLE))


def _paragraphs(text: str, limit: int) -> str:
    """Each line is a paragraph; markup that somebody pasted becomes text as a feed's does."""
    if has_markup(text):
        return to_text(text, limit)
    lines = (to_line(line, limit) for line in text.splitlines())
    return "\n\n".join(line for line in lines if line)[:limit]
