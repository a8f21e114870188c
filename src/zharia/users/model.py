"""Tables: users, sessions, login attempts, API keys, audit entries."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zharia.storage.database import Base
from zharia.storage.ids import new_id


class Role(StrEnum):
    """An administrator may do all that an editor may."""

    ADMIN = "ADMIN"
    EDITOR = "EDITOR"


class KeyScope(StrEnum):
    """What a machine's key is good for."""

    ARTICLES_WRITE = "articles:write"
    ARTICLES_READ = "articles:read"


class User(Base):
    """Somebody who signs in here with a password."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    #: in lower case: nobody remembers how they once wrote it
    email: Mapped[str] = mapped_column(String(254), unique=True)
    #: how pages call this person; empty: by the e-mail address
    name: Mapped[str] = mapped_column(String(120), default="")
    #: of the pages: kk, ru or en; null: what the browser asks for
    language: Mapped[str | None] = mapped_column(String(8))
    role: Mapped[Role] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]
    #: access tokens issued before are refused, and so are those from before `enabled_at`
    password_changed_at: Mapped[datetime | None]
    #: since when this person may not sign in; null: may
    disabled_at: Mapped[datetime | None]
    #: when that was last taken back
    enabled_at: Mapped[datetime | None]


class UserSession(Base):
    """A browser in which somebody is signed in. The token in its cookie is not kept."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    #: 256 bits of chance need no slow hash: SHA-256 in hex
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    #: to the minute
    last_seen_at: Mapped[datetime]
    #: however busy it is
    expires_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300))
    revoked_at: Mapped[datetime | None]
    #: what the next page tells this person: `{"kind", "code", "params"}`
    notice: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    )
    #: chosen in this browser: kk, ru or en
    language: Mapped[str | None] = mapped_column(String(8))


class LoginAttempt(Base):
    """One attempt to sign in, written before the password is looked at."""

    __tablename__ = "login_attempts"
    __table_args__ = (
        Index("ix_login_attempts_account", "account", "at"),
        Index("ix_login_attempts_address", "address", "at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    #: SHA-256 of the e-mail: people type passwords into the wrong field
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class ApiKey(Base):
    """A machine's key. The key itself is shown once and not kept."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    #: its first characters, so that people can tell keys apart
    hint: Mapped[str] = mapped_column(String(16))
    #: 256 bits of chance need no slow hash: SHA-256 in hex
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Somebody did something; only ever added."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "at", "id"),
        Index("ix_audit_entries_who", "who", "id"),
        Index("ix_audit_entries_what", "what", "id"),
    )

    #: counts up, so that entries of the same moment keep their order
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime]
    #: as the principal's name was then; empty if nobody knows who it was
    who: Mapped[str] = mapped_column(String(254))
    #: the principal's id; empty for a person at the command line
    who_id: Mapped[str] = mapped_column(String(120))
    #: an `AuditAction`
    what: Mapped[str] = mapped_column(String(60))
    #: the id of what it was done to, and what people know that by
    subject: Mapped[str] = mapped_column(String(120))
    subject_name: Mapped[str] = mapped_column(String(300))
    detail: Mapped[dict[str, Any]]
    #: where the request came from; empty if there was none
    address: Mapped[str] = mapped_column(String(64))
