"""Every setting, its default and its meaning: `ZHARIA_…` in the environment or in `.env`."""

import re
from datetime import UTC, datetime, tzinfo
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, Literal, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from zharia.storage.s3_address import S3Address

#: visible ASCII and single spaces: what every server takes in a header
_HEADER = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
#: more than any account needs; a number without end would be no limit
_MOST_CALLS: Final = 1_000_000
_DATABASES: Final = {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}


class SettingsUnreadable(Exception):
    """The file `.env` cannot be read; the message says why, and what to do."""


class Settings(BaseSettings):
    """Safe with nothing set, so that a first start needs no preparation."""

    model_config = SettingsConfigDict(
        env_prefix="ZHARIA_",
        env_file=".env",
        # Editors on Windows put a byte order mark before the first name.
        env_file_encoding="utf-8-sig",
        extra="ignore",
        frozen=True,
    )

    #: embedded database, photos, generated keys
    data_dir: Path = Path("var")
    #: SQLite in the data directory, or `postgresql+psycopg://…`
    database_url: str = ""
    #: file of the attempt journal, best on another disk than the database, or
    #: `s3://bucket/prefix`; empty: a file in the data directory
    journal: str = ""
    #: how TikTok and browsers reach us; https unless loopback
    public_url: str = "http://127.0.0.1:8000"
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65_535)

    tiktok_api_url: str = "https://open.tiktokapis.com"
    tiktok_authorize_url: str = "https://www.tiktok.com/v2/auth/authorize/"
    tiktok_client_key: str = ""
    tiktok_client_secret: SecretStr = SecretStr("")
    pkce_encoding: Literal["hex", "base64url", "none"] = "hex"
    #: encryption at rest: comma list, newest first; empty: a file in the data directory
    secret_keys: SecretStr = SecretStr("")
    #: signs access tokens, at least 32 bytes; empty: a file in the data directory. A CMS that
    #: shares it may issue its own tokens with `sub`, `email`, `role` and `exp`
    jwt_secret: SecretStr = SecretStr("")
    #: the first administrator of a fresh database; an empty password is made up and printed once
    admin_email: str = ""
    admin_password: SecretStr = SecretStr("")
    #: proxies whose X-Forwarded-For and -Proto are believed: comma list of addresses or networks
    trusted_proxies: str = ""

    #: whose clock the pages show, and of dates in feeds that name no zone, such as Asia/Almaty;
    #: empty: the machine's own
    time_zone: str = ""

    #: calls per account and sliding minute
    init_per_minute: int = Field(default=6, ge=1, le=_MOST_CALLS)
    status_per_minute: int = Field(default=30, ge=1, le=_MOST_CALLS)
    creator_info_per_minute: int = Field(default=20, ge=1, le=_MOST_CALLS)
    #: posts and waiting drafts per account in 24 hours
    direct_posts_per_day: int = Field(default=15, ge=1, le=_MOST_CALLS)
    pending_drafts_per_day: int = Field(default=5, ge=1, le=_MOST_CALLS)
    #: seconds between two status calls in the first two minutes
    poll_seconds: float = Field(default=5, gt=0, le=3600)
    #: minutes without a pull before an unanswered attempt is revoked
    unconfirmed_minutes: float = Field(default=5, gt=0, le=7 * 24 * 60)

    #: UTF-16 units
    title_limit: int = Field(default=90, ge=1, le=150)
    description_limit: int = Field(default=2200, ge=1, le=4000)

    #: where photos lie: `file` in the data directory, or `s3://bucket/prefix`
    media_storage: str = "file"
    #: lets the guarded fetcher reach loopback: for the demo and tests only
    allow_loopback_fetch: bool = False
    #: how Zharia names itself to sites; empty: its version and the public URL
    user_agent: str = ""
    log_format: Literal["console", "json"] = "console"

    @field_validator("*", mode="before")
    @classmethod
    def _is_one_line(cls, value: Any, info: ValidationInfo) -> Any:
        """Such values break off wherever they are used, far from the setting."""
        listed = info.field_name == "secret_keys"
        if isinstance(value, str) and not listed and any(ord(letter) < 0x20 for letter in value):
            name = f"ZHARIA_{(info.field_name or '').upper()}"
            raise ValueError(f"{name} holds a line break or another control character")
        return value

    @field_validator("database_url")
    @classmethod
    def _database_is_one_of_ours(cls, url: str) -> str:
        try:
            kind = make_url(url).drivername if url else "sqlite"
        except (ArgumentError, ValueError):
            kind = ""
        if kind not in _DATABASES:
            # Never the value: it may hold a password.
            raise ValueError(
                "is no database that Zharia knows: write it like"
                " postgresql+psycopg://user:password@host/name or sqlite:////folder/zharia.db"
            )
        return url

    @field_validator("media_storage")
    @classmethod
    def _storage_is_one_of_ours(cls, storage: str) -> str:
        if storage != "file" and S3Address.parse(storage) is None:
            # Never the value: people write keys into addresses.
            raise ValueError(
                "names no storage of photos: write file for a folder in ZHARIA_DATA_DIR, or"
                " s3://bucket/prefix for a bucket, with its keys in AWS_ACCESS_KEY_ID and"
                " AWS_SECRET_ACCESS_KEY"
            )
        return storage

    @field_validator("journal")
    @classmethod
    def _journal_is_a_file_or_in_a_bucket(cls, journal: str) -> str:
        is_address = "://" in journal or journal.startswith("s3:")
        if is_address and S3Address.parse(journal) is None:
            # Never the value: people write keys into addresses.
            raise ValueError(
                "names no place for the attempt journal: write the path of a file, or"
                " s3://bucket/prefix for a bucket, with its keys in AWS_ACCESS_KEY_ID and"
                " AWS_SECRET_ACCESS_KEY"
            )
        return journal

    @field_validator("tiktok_api_url", "tiktok_authorize_url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        parts = _split(url)
        if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("is no address: write it like https://open.tiktokapis.com")
        return url

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, proxies: str) -> str:
        named = [one.strip() for one in proxies.split(",") if one.strip() and proxies != "*"]
        for one in named:
            try:
                ip_network(one)
            except ValueError:
                raise ValueError(
                    f"{one} is neither an address nor a network: write a comma list such as"
                    " 10.0.0.0/8,192.0.2.1"
                ) from None
        return proxies

    @classmethod
    def read(cls) -> Self:
        """From the environment and `.env`. Raises `SettingsUnreadable` and pydantic's errors."""
        file = Path(".env").absolute()
        try:
            return cls()
        except UnicodeDecodeError as error:
            raise SettingsUnreadable(
                f"The file {file} is not written in UTF-8 (byte {error.start + 1}). Save it as"
                " UTF-8."
            ) from error
        except OSError as error:
            raise SettingsUnreadable(
                f"The file {file} cannot be read: {error.strerror}. Give this user the right to it,"
                " or move it away."
            ) from error

    @model_validator(mode="after")
    def _public_url_is_reachable_by_tiktok(self) -> Self:
        parts = _split(self.public_url)
        if parts is None:
            raise ValueError(f"ZHARIA_PUBLIC_URL is no address: {self.public_url!r}")
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if not secure or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(
                "ZHARIA_PUBLIC_URL must be an https address such as https://news.example"
                " (http only on 127.0.0.1 or localhost), because TikTok pulls photos from it"
            )
        return self

    @field_validator("user_agent")
    @classmethod
    def _user_agent_fits_in_a_header(cls, name: str) -> str:
        if name and (len(name) > 300 or not _HEADER.fullmatch(name)):
            raise ValueError(
                "ZHARIA_USER_AGENT must be Latin letters, digits, signs and single spaces, at most"
                " 300 characters, such as Gazeta/1.0 (+https://news.example)"
            )
        return name

    @field_validator("time_zone")
    @classmethod
    def _time_zone_exists(cls, name: str) -> str:
        if name:
            try:
                ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError(
                    f"ZHARIA_TIME_ZONE: {name} is no time zone; write it like Asia/Almaty"
                ) from None
        return name

    @property
    def zone(self) -> tzinfo:
        """The newsroom's time zone."""
        return (
            ZoneInfo(self.time_zone)
            if self.time_zone
            else datetime.now().astimezone().tzinfo or UTC
        )

    @property
    def database(self) -> str:
        """The database to open, as an SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'zharia.db').absolute()}"

    @property
    def journal_place(self) -> Path | S3Address:
        """Where the attempt journal lies. Made at the first start, a file 0600."""
        if address := S3Address.parse(self.journal):
            return address
        return Path(self.journal) if self.journal else self.data_dir / "journal.jsonl"

    @property
    def secret_keys_file(self) -> Path:
        """Where the keys lie when `secret_keys` is empty. Made at the first start, 0600."""
        return self.data_dir / "secret-keys"

    @property
    def jwt_secret_file(self) -> Path:
        """Where the secret lies when `jwt_secret` is empty. Made at the first start, 0600."""
        return self.data_dir / "jwt-secret"


def _split(url: str) -> SplitResult | None:
    """The parts of an address; None for what is none."""
    try:
        parts = urlsplit(url)
        # Looked at only when it is asked for.
        _ = parts.port
    except ValueError:
        return None
    return None if any(letter.isspace() for letter in url) else parts
