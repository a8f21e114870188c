"""Merge of two articles that are one story, with an editor's corrections to either. Pure.

What the source said of either and what an editor made of it are kept apart, so that a correction
of either goes on standing as `three_way_merge` says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from zharia.articles.content import MAX_IMAGES, Content, Image, Translation
from zharia.articles.three_way_merge import Version
from zharia.articles.two_way_merge import merge


@dataclass(frozen=True, slots=True)
class ArticleVersions:
    """One of the two articles, without and with an editor's corrections."""

    #: as its source delivered it
    source: Version
    #: with an editor's corrections; the same where there are none
    current: Version

    def corrects(self, part: Callable[[Content], object]) -> bool:
        return part(self.source.content) != part(self.current.content)


def merge_articles(older: ArticleVersions, newer: ArticleVersions) -> tuple[Version, Version]:
    """The merged article as its source delivered it, and with the corrections.

    Where both have a value, the newer one's wins, unless an editor has corrected it in the older
    one alone. The earlier of the two dates counts.
    """
    said = Version(
        _merge_content(older.source.content, newer.source.content),
        min(older.source.published_at, newer.source.published_at),
    )
    newer_first = _merge_content(older.current.content, newer.current.content)
    older_first = _merge_content(newer.current.content, older.current.content)

    def stronger(part: Callable[[Content], object]) -> Content:
        return older_first if older.corrects(part) and not newer.corrects(part) else newer_first

    shown = Content(
        translations=tuple(
            _merge_translation(one, older, newer) for one in newer_first.translations
        ),
        category=stronger(lambda content: content.category).category,
        tags=stronger(lambda content: content.tags).tags,
        images=stronger(lambda content: content.images).images,
        is_breaking=_merge_flag(older, newer, lambda content: content.is_breaking),
        ai_generated=_merge_flag(older, newer, lambda content: content.ai_generated),
        sponsored=_merge_flag(older, newer, lambda content: content.sponsored),
    )
    return said, Version(shown, _published_at(older, newer))


def _merge_translation(
    text: Translation, older: ArticleVersions, newer: ArticleVersions
) -> Translation:
    """A language's version; the newer one's if both have it.

    A correction of the older one stands as long as the source has said nothing else since.
    """
    language = text.language

    def version(content: Content) -> Translation | None:
        return content.translation(language)

    ours = version(older.current.content)
    unmoved = version(older.source.content) == version(newer.source.content)
    if ours and unmoved and older.corrects(version) and not newer.corrects(version):
        return ours
    return text


def _merge_flag(
    older: ArticleVersions, newer: ArticleVersions, flag: Callable[[Content], bool]
) -> bool:
    sides = (older, newer)
    corrected = [side for side in sides if side.corrects(flag)]
    return any(flag(side.current.content) for side in corrected or sides)


def _published_at(older: ArticleVersions, newer: ArticleVersions) -> datetime:
    sides = (older, newer)
    corrected = [side for side in sides if side.source.published_at != side.current.published_at]
    return min(side.current.published_at for side in corrected or sides)


def _merge_content(older: Content, newer: Content) -> Content:
    return replace(merge(older, newer), images=_merge_photos(older, newer))


def _merge_photos(older: Content, newer: Content) -> tuple[Image, ...]:
    """Each version's photos, as it showed them; the older one's only where the newer has none."""
    newer_images = _images_by_language(newer)
    illustrated = {
        language
        for language in newer.languages
        if any(image.language in {"", language} for image in newer_images)
    }
    photos = [*newer_images]
    for image in _images_by_language(older):
        shown_in = {image.language} if image.language else set(older.languages)
        if not shown_in <= illustrated:
            photos.append(image)
    everywhere = {image.url for image in photos if not image.language}
    distinct: dict[tuple[str, str], Image] = {}
    for image in photos:
        if not image.language or image.url not in everywhere:
            distinct.setdefault((image.url, image.language), image)
    return tuple(sorted(distinct.values(), key=lambda image: image.language))[:MAX_IMAGES]


def _images_by_language(content: Content) -> tuple[Image, ...]:
    """An article in one language alone: its photos are that language's."""
    if len(content.languages) != 1:
        return content.images
    (language,) = content.languages
    return tuple(replace(image, language=image.language or language) for image in content.images)
