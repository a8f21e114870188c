"""Two-way merge: a delivery in some languages into an article with others. Pure."""

from collections.abc import Set as AbstractSet

from zharia.articles.content import MAX_IMAGES, MAX_TAGS, Content, Image, Term


def merge(base: Content, incoming: Content) -> Content:
    """The article after `incoming`, which replaces its own languages and leaves the others.

    The order in which two languages arrive does not matter for long: delivering the same again
    changes nothing, or every poll would make a new edition.
    """
    languages = set(incoming.languages)
    kept = [t for t in base.translations if t.language not in languages]
    return Content(
        translations=tuple(sorted([*kept, *incoming.translations], key=lambda t: t.language)),
        category=_category(base.category, incoming.category, languages),
        tags=_tags(base.tags, incoming.tags, languages),
        images=_images(base.images, incoming.images),
        # A feed can raise the alarm; only a whole delivery or an editor calls it off. So with
        # what it says of AI and of advertising.
        is_breaking=base.is_breaking or incoming.is_breaking,
        ai_generated=base.ai_generated or incoming.ai_generated,
        sponsored=base.sponsored or incoming.sponsored,
    )


def _without(term: Term, languages: AbstractSet[str]) -> dict[str, str]:
    return {lang: name for lang, name in term.names.items() if lang not in languages}


def _category(base: Term | None, incoming: Term | None, languages: AbstractSet[str]) -> Term | None:
    if base is None or incoming is None:
        return incoming or base
    others = _without(base, languages)
    # The languages may have slugs of their own; the first one to come keeps its word.
    return Term(base.slug if others else incoming.slug, _sorted({**others, **incoming.names}))


def _tags(
    base: tuple[Term, ...], incoming: tuple[Term, ...], languages: AbstractSet[str]
) -> tuple[Term, ...]:
    # A tag keeps its place while anyone names it, or two languages would reorder them for ever.
    fresh = {tag.slug: dict(tag.names) for tag in incoming}
    merged = {t.slug: _without(t, languages) | fresh.pop(t.slug, {}) for t in base}
    merged |= fresh
    return tuple(Term(slug, _sorted(names)) for slug, names in merged.items() if names)[:MAX_TAGS]


def _images(base: tuple[Image, ...], incoming: tuple[Image, ...]) -> tuple[Image, ...]:
    # A version without photos leaves those it had: they may come from the page itself.
    replaced = {image.language for image in incoming}
    kept = [image for image in base if image.language not in replaced]
    return tuple(sorted([*kept, *incoming], key=lambda image: image.language))[:MAX_IMAGES]


def _sorted(names: dict[str, str]) -> dict[str, str]:
    return dict(sorted(names.items()))
