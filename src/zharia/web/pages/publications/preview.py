"""Preview of a post as TikTok will show it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zharia.accounts import Account
from zharia.publishing.model import Publication

#: a hashtag or a mention ends at the first character that is no letter, digit or underscore
_LINKED: Final = re.compile(r"[#＃@＠]\w+")
_BREAKS: Final = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a caption; `linked` parts are hashtags and mentions, which TikTok sets bold."""

    text: str
    linked: bool


@dataclass(frozen=True, slots=True)
class PostPreview:
    """What the phone shows. `preview.html` draws it."""

    #: the creator's nickname and user name, as far as TikTok has told
    name: str
    username: str
    #: of the text: `kz`, `ru`, …
    language: str
    title: str
    description: str
    #: addresses in order
    photos: tuple[str, ...]
    #: 0-based
    cover_index: int = 0
    #: landscape photos are set upright over a blur, as the account wants it
    upright: bool = False
    brand_organic: bool = False
    brand_content: bool = False
    is_aigc: bool = False
    add_music: bool = False
    allow_comment: bool = True

    @property
    def caption(self) -> tuple[Piece, ...]:
        return tuple(pieces(one_line(self.description)))

    @property
    def label(self) -> str:
        """Which of TikTok's labels it gets: `paid`, `promotional` or none."""
        if self.brand_content:
            return "paid"
        return "promotional" if self.brand_organic else ""

    @staticmethod
    def of(publication: Publication, account: Account) -> "PostPreview":
        """A publication as it stands in the ledger."""
        return PostPreview(
            name=account.name,
            username=account.username,
            language=publication.language,
            title=publication.title,
            description=publication.description,
            photos=tuple(publication.photo_urls),
            cover_index=publication.cover_index,
            upright=account.upright_blur,
            brand_organic=publication.brand_organic,
            brand_content=publication.brand_content,
            is_aigc=publication.is_aigc,
            add_music=publication.auto_add_music,
            allow_comment=publication.allow_comment,
        )


def one_line(text: str) -> str:
    """The text as TikTok shows it, which drops line breaks.

    >>> one_line("Мектеп ашылды.\\r\\n\\r\\n#AIMAK ")
    'Мектеп ашылды. #AIMAK'
    """
    return _BREAKS.sub(" ", text.strip())


def pieces(text: str) -> Iterator[Piece]:
    """The text in parts, hashtags and mentions apart."""
    end = 0
    for found in _LINKED.finditer(text):
        if found.start() > end:
            yield Piece(text[end : found.start()], linked=False)
        yield Piece(found[0], linked=True)
        end = found.end()
    if end < len(text):
        yield Piece(text[end:], linked=False)
