"""Records of the attempt journal, and their encoding as JSON lines. Pure.

A line is one JSON object with its `kind`. Whoever reads ignores kinds and fields that it does not
know: a newer program may have written them. A field that comes later has a default.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

#: characters of an excerpt that are kept
EXCERPT_LIMIT: Final = 300


@dataclass(frozen=True, slots=True)
class SentPublication:
    """The publication that an attempt is of, as it was sent."""

    id: str
    #: journals call it `edition`
    number: Annotated[int, Field(alias="edition")]
    #: which post of the article on the account it is to become, and over which it was ordered
    repeat: int
    repeat_of: str | None
    post_mode: str
    language: str
    title: str
    description: str
    privacy_level: str | None
    allow_comment: bool
    brand_organic: bool
    brand_content: bool
    is_aigc: bool
    auto_add_music: bool
    photo_urls: tuple[str, ...]
    cover_index: int
    requested_by: str
    approved_by: str | None
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class SentArticle:
    """Enough of the article to recognize it when it comes in once more."""

    id: str
    source: str
    external_id: str
    #: source and key of each name under which it is known
    keys: tuple[tuple[str, str], ...]
    published_at: datetime
    auto_publish: bool
    #: in the publication's language; the excerpt is cut
    title: str
    excerpt: str
    url: str
    images: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentAccount:
    """The account that an attempt is for."""

    id: str
    environment: str
    open_id: str


@dataclass(frozen=True, slots=True)
class AttemptSent:
    """An attempt is stored in the database, and init is sent after this line."""

    attempt_id: str
    token: str
    number: int
    sent_at: datetime
    #: as the attempt's row keeps them
    photos: tuple[dict[str, Any], ...]
    publication: SentPublication
    article: SentArticle
    account: SentAccount


@dataclass(frozen=True, slots=True)
class AttemptAnswered:
    """TikTok's answer to init: a publish id, or the code of a refusal."""

    attempt_id: str
    at: datetime
    publish_id: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoPulled:
    """The last byte of one photo is about to be sent. Photos count from 1."""

    attempt_id: str
    photo: int
    at: datetime
    size: int = 0


@dataclass(frozen=True, slots=True)
class AttemptRevoked:
    """Its photos answer 410 from then on: it can no longer become a post."""

    attempt_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """How it ended: `published`, `delivered`, `removed` or `failed`."""

    attempt_id: str
    at: datetime
    how: str
    post_id: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class PublicationCancelled:
    """It was cancelled before it was sent: the article must not be posted automatically again."""

    publication_id: str
    at: datetime
    publication: SentPublication | None = None
    article: SentArticle | None = None
    account: SentAccount | None = None


@dataclass(frozen=True, slots=True)
class TokensKept:
    """An account's tokens, sealed as its row holds them, and what its row is made of.

    Whoever refreshes a pair kills the one before, so that an older copy of the database holds
    tokens that no longer work.
    """

    account_id: str
    environment: str
    open_id: str
    access_token: str | None
    refresh_token: str | None
    token_version: int
    issued_at: datetime
    access_expires_at: datetime
    refresh_expires_at: datetime | None
    refresh_due_at: datetime
    scopes: tuple[str, ...]
    state: str
    state_reason: str | None
    username: str
    nickname: str
    language: str
    mode: str
    connected_at: datetime
    union_id: str = ""

    @property
    def order(self) -> tuple[datetime, int, datetime]:
        """The greater one is of the newer pair of an account: its number tells, since a clock may
        go back between two refreshes. A new agreement begins a count of its own where the account
        was connected anew beside an older database.
        """
        return self.connected_at, self.token_version, self.issued_at


Record = (
    AttemptSent
    | AttemptAnswered
    | PhotoPulled
    | AttemptRevoked
    | AttemptEnded
    | PublicationCancelled
    | TokensKept
)

#: the names are in files for good
_KINDS: Final[Mapping[str, type[Record]]] = {
    "attempt": AttemptSent,
    "answer": AttemptAnswered,
    "pulled": PhotoPulled,
    "revoked": AttemptRevoked,
    "ended": AttemptEnded,
    "cancelled": PublicationCancelled,
    "tokens": TokensKept,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    # With the first record of a kind: a start on an empty journal needs none of them.
    return TypeAdapter(_KINDS[name])


class Unreadable(Exception):
    """A line that is torn, or says something that this program cannot understand."""


def encode(record: Record) -> bytes:
    """A record as one line, with its end."""
    name = _NAMES[type(record)]
    document = {
        "kind": name,
        **_adapter(name).dump_python(record, mode="json", by_alias=True),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> Record | None:
    """The record of a line; None for a kind that this program does not know, or no kind.

    Raises `Unreadable`.
    """
    try:
        document = json.loads(line)
    except ValueError as error:
        raise Unreadable("it is not JSON") from error
    if not isinstance(document, dict):
        raise Unreadable("it is no JSON object")
    name = str(document.get("kind"))
    if name not in _KINDS:
        return None
    try:
        record: Record = _adapter(name).validate_python(document)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
        raise Unreadable(f"a {name} with an unusable {fields}") from error
    return record
