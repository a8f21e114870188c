"""Tables of the ledger, the only source of truth about what was sent."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    FetchedValue,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zharia.publishing.states import NOT_POSTED, UNDER_WAY, State
from zharia.storage.database import Base
from zharia.storage.ids import new_id


def new_token() -> str:
    """160 random bits, for an unguessable address."""
    return secrets.token_hex(20)


class Precedence:
    """Which of an account's publications leaves first: the smaller number."""

    BREAKING = 0
    NORMAL = 1


def precedence(*, breaking: bool) -> int:
    """A breaking story goes to the head of its account's queue."""
    return Precedence.BREAKING if breaking else Precedence.NORMAL


def _partial(condition: str) -> dict[str, Any]:
    """The `WHERE` of a partial index, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _sql_list(states: frozenset[State]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


#: At most one row of an article and account is under way …
ONE_UNDER_WAY = f"state IN ({_sql_list(UNDER_WAY)}) AND NOT doubled"
#: … and each post that was wanted is at most one row that is under way or became a post.
ONE_OF_EACH_REPEAT = f"state NOT IN ({_sql_list(NOT_POSTED)}) AND NOT doubled"


class Publication(Base):
    """One article on one account. Each order of it counts one more `number`."""

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("article_id", "account_id", "edition"),
        Index(
            "uq_publications_under_way",
            "article_id",
            "account_id",
            unique=True,
            **_partial(ONE_UNDER_WAY),
        ),
        Index(
            "uq_publications_repeat",
            "article_id",
            "account_id",
            "repeat",
            unique=True,
            **_partial(ONE_OF_EACH_REPEAT),
        ),
        Index("ix_publications_due", "state", "wake_at"),
        Index("ix_publications_listed", "state", "id"),
        Index("ix_publications_line", "account_id", "state", "precedence", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    #: counts every order of the article on the account; one that failed or was withdrawn too
    number: Mapped[int] = mapped_column("edition", default=1)
    #: which post of the article on the account it is to become: 1, or 2 and more where a person
    #: ordered a further one over one that became a post
    repeat: Mapped[int] = mapped_column(default=1)
    #: the publication over which it was ordered
    repeat_of: Mapped[str | None] = mapped_column(String(26))
    #: it is live beside another one although nobody ordered both: TikTok said so, or a database
    #: from before the rule. Kept as the truth, and left out of the two unique indexes
    doubled: Mapped[bool] = mapped_column(default=False)
    #: which text of the article this was made from
    article_edition: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(16))

    state: Mapped[State] = mapped_column(String(16))
    precedence: Mapped[int] = mapped_column(default=Precedence.NORMAL)
    #: not before this moment
    due_at: Mapped[datetime]
    #: when a worker takes the next step; null is never
    wake_at: Mapped[datetime | None]
    #: how often it was woken: makes each engine workflow's id unique
    wakes: Mapped[int] = mapped_column(default=0)
    #: the worker that holds it, until when unless renewed
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]

    #: TikTok's post mode and what it carries
    post_mode: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    privacy_level: Mapped[str | None] = mapped_column(String(32))
    allow_comment: Mapped[bool] = mapped_column(default=False)
    brand_organic: Mapped[bool] = mapped_column(default=False)
    brand_content: Mapped[bool] = mapped_column(default=False)
    #: a person has decided whether the post discloses an advertisement, see `review_rules`
    disclosure_decided: Mapped[bool] = mapped_column(default=False)
    is_aigc: Mapped[bool] = mapped_column(default=False)
    auto_add_music: Mapped[bool] = mapped_column(default=False)
    #: addresses of the article's photos, in order
    photo_urls: Mapped[list[Any]] = mapped_column(default=list)
    cover_index: Mapped[int] = mapped_column(default=0)
    #: what composing and preparing left out, for the editor
    notes: Mapped[list[Any]] = mapped_column(default=list)

    #: the attempt that counts
    attempt_id: Mapped[str | None] = mapped_column(String(26))
    publish_id: Mapped[str | None] = mapped_column(String(64), index=True)
    #: 19 digits, as text: it does not fit a JavaScript number
    post_id: Mapped[str | None] = mapped_column(String(32))
    #: all that TikTok named, as by `public_posts.to_json`: a draft can become several
    public_posts: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    #: automatic tries so far
    tries: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None] = mapped_column(String(80))
    error_message: Mapped[str | None] = mapped_column(Text)
    #: nobody, editor, admin or tiktok
    who_acts: Mapped[str | None] = mapped_column(String(16))
    retry: Mapped[str | None] = mapped_column(String(16))
    log_id: Mapped[str | None] = mapped_column(String(80))
    #: evidence stayed unclear: only a person can say how it ended
    needs_resolution: Mapped[bool] = mapped_column("needs_word", default=False)
    #: since when TikTok's status could not be had, without a break
    status_failing_since: Mapped[datetime | None]

    requested_by: Mapped[str] = mapped_column(String(120))
    approved_by: Mapped[str | None] = mapped_column(String(120))
    approved_at: Mapped[datetime | None]
    #: of exactly the text, choices and photos that were approved
    approved_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)

    events: Mapped[list["PublicationEvent"]] = relationship(
        order_by="PublicationEvent.id", viewonly=True
    )


class AttemptState(StrEnum):
    """What is known of an attempt. The values are stored."""

    #: init is being sent, or its answer was lost
    SENT = "sent"
    #: TikTok gave a publish id, or pulled
    ACCEPTED = "accepted"
    #: TikTok refused it: nothing was posted
    REFUSED = "refused"
    #: its photos answer 410: should TikTok have accepted it, it ends there without a post
    REVOKED = "revoked"
    #: TikTok delivered it to the inbox; its creator may publish it yet
    DELIVERED = "delivered"
    #: TikTok published it
    LIVE = "live"
    #: TikTok published it, and it is no longer public
    REMOVED = "removed"


#: no later status undoes that there was a post
BECAME_A_POST = frozenset({AttemptState.DELIVERED, AttemptState.LIVE, AttemptState.REMOVED})


class Attempt(Base):
    """One call of init. Stored before it is sent."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("publication_id", "number"),)
    #: the insert returns the number that it counted
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012 - read once by SQLAlchemy

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    publication_id: Mapped[str] = mapped_column(ForeignKey("publications.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    number: Mapped[int] = mapped_column(server_default=FetchedValue())
    #: unguessable part of its photos' addresses
    token: Mapped[str] = mapped_column(String(40), unique=True, default=new_token)
    state: Mapped[AttemptState] = mapped_column(String(16), default=AttemptState.SENT)
    #: stored photos in order, as by `photos.photo_to_json`
    photos: Mapped[list[Any]] = mapped_column(default=list)
    sent_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    publish_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: the publish id is not from init's answer but was matched by evidence
    attributed: Mapped[bool] = mapped_column(default=False)
    log_id: Mapped[str | None] = mapped_column(String(80))
    #: when bytes of a photo were first sent, in response to a GET
    first_pulled_at: Mapped[datetime | None]
    last_pulled_at: Mapped[datetime | None]
    #: when the last missing photo was pulled completely; only then can there be a post
    all_pulled_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    #: photos no longer served: the publication has ended and a day has passed
    swept_at: Mapped[datetime | None]


class PullReceipt(Base):
    """A request for one of an attempt's photos."""

    __tablename__ = "pull_receipts"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    photo: Mapped[int]
    at: Mapped[datetime]
    method: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300))
    status: Mapped[int]
    #: bytes of the photo that were sent
    size: Mapped[int] = mapped_column(default=0)
    #: the photo's last byte is among them
    complete: Mapped[bool] = mapped_column(default=False)


class PublicationEvent(Base):
    """One event in a publication's history; append-only."""

    __tablename__ = "publication_events"

    #: counts up, so that events of the same millisecond keep their order
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    publication_id: Mapped[str] = mapped_column(ForeignKey("publications.id"), index=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(120))
    #: an `EventType`
    what: Mapped[str] = mapped_column(String(60))
    state: Mapped[State] = mapped_column(String(16))
    log_id: Mapped[str | None] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class RateSlot(Base):
    """One call that counts against a limit of TikTok, reserved before it is made."""

    __tablename__ = "slots"
    __table_args__ = (Index("ix_slots_line", "account_id", "kind", "at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    publication_id: Mapped[str | None] = mapped_column(String(26))
    attempt_id: Mapped[str | None] = mapped_column(String(26), index=True)


class AccountPause(Base):
    """When an account may act again, after TikTok asked it to wait."""

    __tablename__ = "turns"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    not_before: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(80))
