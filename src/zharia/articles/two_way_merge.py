"""Two-way merge: a delivery in some languages into an article with others. Pure."""

from collections.abc import Set as AbstractSet

from zharia.articles.content import MAX_IMAGES, MAX_TAGS, Content, Image, Term


def merge(known: Content, news: Content) -> Content:
    """The article after `news`, which replaces its own languages and leaves the others.

    The order in which two languages arrive does not matter for long: delivering the same again
    changes nothing, or every poll would make a new edition.
    """
    spoken = set(news.languages)
    kept = [t for t in known.translations if t.language not in spoken]
    return Content(
        translations=tuple(sorted([*kept, *news.translations], key=lambda t: t.language)),
        category=_category(known.category, news.category, spoken),
        tags=_tags(known.tags, news.tags, spoken),
        images=_images(known.images, news.images),
        # A feed can raise the alarm; only a whole delivery or an editor calls it off. So with
        # what it says of AI and of advertising.
        is_breaking=known.is_breaking or news.is_breaking,
        ai_generated=known.ai_generated or news.ai_generated,
        sponsored=known.sponsored or news.sponsored,
    )


def _without(term: Term, spoken: AbstractSet[str]) -> dict[str, str]:
    return {lang: name for lang, name in term.names.items() if lang not in spoken}


def _category(known: Term | None, news: Term | None, spoken: AbstractSet[str]) -> Term | None:
    if known is None or news is None:
        return news or known
    others = _without(known, spoken)
    # The languages may have slugs of their own; the first one to come keeps its word.
    return Term(known.slug if others else news.slug, _sorted({**others, **news.names}))


def _tags(
    known: tuple[Term, ...], news: tuple[Term, ...], spoken: AbstractSet[str]
) -> tuple[Term, ...]:
    # A tag keeps its place while anyone names it, or two languages would reorder them for ever.
    fresh = {tag.slug: dict(tag.names) for tag in news}
    merged = {t.slug: _without(t, spoken) | fresh.pop(t.slug, {}) for t in known}
    merged |= fresh
    return tuple(Term(slug, _sorted(names)) for slug, names in merged.items() if names)[:MAX_TAGS]


def _images(known: tuple[Image, ...], news: tuple[Image, ...]) -> tuple[Image, ...]:
    # A version without photos leaves those it had: they may come from the page itself.
    replaced = {image.language for image in news}
    kept = [image for image in known if image.language not in replaced]
    return tuple(sorted([*kept, *news], key=lambda image: image.language))[:MAX_IMAGES]


def _sorted(names: dict[str, str]) -> dict[str, str]:
    return dict(sorted(names.items()))
