"""Photos that a post on an account may show, and what an attempt keeps of them. Pure."""

from typing import Any

from zharia.accounts import Account
from zharia.articles.content import Content
from zharia.articles.html_images import photo_credit
from zharia.media.model import StoredPhoto
from zharia.media.prepared import Original
from zharia.media.uploads import stored_address


def photos_of(content: Content, account: Account) -> tuple[str, ...]:
    """The article's own photos for the account's language, each once, in the article's order.

    Without any, the account's fallback picture; empty if there is none either.
    """
    own = tuple(dict.fromkeys(image.url for image in content.images_for(account.language)))
    if own or account.fallback_photo is None:
        return own
    return (stored_address(account.fallback_photo),)


def credit_of(content: Content, language: str, url: str) -> str:
    """Who took one of these photos, by the article; "" if it does not say."""
    named = [image.credit for image in content.images_for(language) if image.url == url]
    found = next(filter(None, named), "")
    # A CMS may send "Photo: A. Serik" as the credit itself.
    return photo_credit(found) or found


def photo_to_json(photo: StoredPhoto) -> dict[str, Any]:
    """A photo as `Attempt.photos` keeps it, for good."""
    was = photo.original
    return {
        "key": photo.key,
        "width": photo.width,
        "height": photo.height,
        "size": photo.size,
        "changes": [list(change) for change in photo.changes],
        "original": [was.format, was.width, was.height, was.size] if was else None,
    }


def photo_from_json(entry: dict[str, Any]) -> StoredPhoto:
    """A photo from `Attempt.photos`. Older attempts kept no changes."""
    was = entry.get("original")
    return StoredPhoto(
        entry["key"],
        entry["width"],
        entry["height"],
        tuple((code, detail) for code, detail in entry.get("changes", ())),
        entry.get("size", 0),
        original=Original(*was) if was else None,
    )
