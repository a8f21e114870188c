"""People, their attempts to sign in, and keys for machines."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from zharia.database import Base
from zharia.ids import new_id


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
    role: Mapped[Role] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]


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
