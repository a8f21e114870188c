"""Tables of webhooks: their deliveries, and the posts known by webhook alone."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from zharia.storage.database import Base
from zharia.storage.ids import new_id


class IncomingWebhook(Base):
    """A signed delivery, stored before it is answered, processed afterwards."""

    __tablename__ = "incoming_webhooks"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    #: TikTok sends no event id: the body's SHA-256 tells a repeat
    body_hash: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    signed_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    event: Mapped[str] = mapped_column(String(80))
    handled_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str | None] = mapped_column(String(80))


class PostOrigin(StrEnum):
    """Whose a post is whose publish id no init of ours returned."""

    #: not known yet
    OPEN = "open"
    OURS = "ours"
    #: another program posts with this app, or this one did before its database was put back
    FOREIGN = "foreign"
    #: it failed, and nothing shows whose it was: nothing follows from it
    NOBODYS = "nobodys"


class UnknownPost(Base):
    """A post of one of our accounts whose publish id reached us by webhook alone."""

    __tablename__ = "unknown_posts"

    publish_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    received_at: Mapped[datetime] = mapped_column("heard_at")
    #: when TikTok made the first event about it
    created_at: Mapped[datetime]
    #: its last status: a `StatusKind`, the post's id, and the fail reason
    kind: Mapped[str] = mapped_column("word", String(40))
    post_id: Mapped[str] = mapped_column(String(32), default="")
    fail_reason: Mapped[str] = mapped_column(String(80), default="")
    #: when its status is polled next; null: no more
    ask_at: Mapped[datetime | None] = mapped_column(index=True)
    asks: Mapped[int] = mapped_column(default=0)
    #: bytes that TikTok pulled for it; null before its status was polled
    downloaded_bytes: Mapped[int | None] = mapped_column(BigInteger)
    origin: Mapped[PostOrigin] = mapped_column(String(16), default=PostOrigin.OPEN)
    #: whose it turned out to be
    attempt_id: Mapped[str | None] = mapped_column(String(26))
