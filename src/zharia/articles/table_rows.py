"""An article's content as the columns of its tables, by their names. Pure.

One definition for a new article, which is inserted with others (`bulk_insert`), and for a new
edition of a stored one (`editing`).
"""

from dataclasses import dataclass
from typing import Any

from zharia.articles.content import Content
from zharia.articles.folding import search_text
from zharia.articles.near_duplicates import title_key


@dataclass(frozen=True, slots=True)
class ContentRows:
    """The columns that depend on the content: of the article, and of each of its parts."""

    article: dict[str, Any]
    translations: list[dict[str, Any]]
    tags: list[dict[str, Any]]
    images: list[dict[str, Any]]


def content_rows(external_id: str, content: Content) -> ContentRows:
    """The rows of an article's current edition, without the article's id."""
    return ContentRows(
        article={
            "content_hash": content.hash,
            "search_text": search_text(external_id, (one.title for one in content.translations)),
            "is_breaking": content.is_breaking,
            "ai_generated": content.ai_generated,
            "sponsored": content.sponsored,
            "category_slug": content.category.slug if content.category else "",
            "category_names": dict(content.category.names) if content.category else {},
        },
        translations=[
            {
                "language": one.language,
                "title": one.title,
                "excerpt": one.excerpt,
                "content": one.content,
                "url": one.url,
                "content_hash": content.hash_for(one.language),
                "title_key": title_key(one.title),
            }
            for one in content.translations
        ],
        tags=[
            {"position": position, "slug": tag.slug, "names": dict(tag.names)}
            for position, tag in enumerate(content.tags)
        ],
        images=[
            {
                "position": position,
                "url": image.url,
                "alt": image.alt,
                "credit": image.credit,
                "language": image.language,
            }
            for position, image in enumerate(content.images)
        ],
    )
