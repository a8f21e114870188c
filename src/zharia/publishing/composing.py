"""Compose a post of an article for an account: text, photos, and what was left out. Pure.

Nothing is stored here, so a page may preview a post while somebody still types.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from zharia import posts
from zharia.accounts import Account, HashtagSettings
from zharia.articles.content import Content, Translation
from zharia.media.selection import Selection, select_photos
from zharia.publishing.choices import Choices
from zharia.publishing.photos import credit_of, photos_of


class NoVersion(LookupError):
    """The article is not there in the account's language."""

    def __init__(self, language: str) -> None:
        """`language` is the account's."""
        super().__init__(f"The article has no version in the account's language, {language}.")
        self.language = language


@dataclass(frozen=True, slots=True)
class Draft:
    """What a post would show. Who may see it and the like is not here: a person chooses that."""

    language: str
    title: str
    description: str
    #: addresses in order; none if the article has none and the account no fallback picture
    photos: tuple[str, ...]
    #: 0-based
    cover_index: int
    #: what was left out, as `(code, detail)`: a `posts.Loss`, or `photos_left_out` and how many
    notes: tuple[tuple[str, str], ...]


def compose(
    content: Content, account: Account, limits: posts.Style, choices: Choices | None = None
) -> Draft:
    """The post of an article on an account, with a person's choices in place of ours.

    The choices have been checked. Raises `NoVersion`.
    """
    made = choices or Choices()
    translation = content.translation(account.language)
    if translation is None:
        raise NoVersion(account.language)
    at_hand = photos_of(content, account)
    photos: Selection[str] = Selection((), 0)
    if at_hand:
        photos = select_photos(made.photo_urls or at_hand, cover_index=made.cover_index or 0)
    text = _text(content, translation, account, limits, photos.photos)
    notes = [(str(found.loss), found.text) for found in text.notes]
    if photos.left_out:
        notes.append(("photos_left_out", str(photos.left_out)))
    return Draft(
        language=account.language,
        title=text.title if made.title is None else made.title,
        description=text.description if made.description is None else made.description,
        photos=photos.photos,
        cover_index=photos.cover_index,
        notes=tuple(notes),
    )


def _text(
    content: Content,
    translation: Translation,
    account: Account,
    limits: posts.Style,
    photos: Sequence[str],
) -> posts.Post:
    tags = HashtagSettings.model_validate(account.hashtags)
    language = account.language
    story = posts.Story(
        headline=translation.title,
        excerpt=translation.excerpt or translation.content,
        url=translation.url,
        language=language,
        category=content.category.name(language) if content.category else "",
        tags=tuple(name for tag in content.tags if (name := tag.name(language))),
        breaking=content.is_breaking,
        credits=tuple(credit_of(content, language, photo) for photo in photos),
    )
    style = posts.Style(
        title_limit=limits.title_limit,
        description_limit=limits.description_limit,
        brand_tags=tags.brand,
        language_tags=(*tags.language, *tags.extra),
        hashtag_cap=tags.cap,
        with_link=tags.link,
        with_credit=tags.credit,
    )
    return posts.compose(story, style)
