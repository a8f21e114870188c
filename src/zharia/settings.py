"""Every setting, its default and its meaning: `ZHARIA_…` in the environment or in `.env`."""

import re
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: visible ASCII and single spaces: what every server takes in a header
_HEADER = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Settings(BaseSettings):
    """Safe with nothing set, so that a first start needs no preparation."""

    model_config = SettingsConfigDict(
        env_prefix="ZHARIA_", env_file=".env", extra="ignore", frozen=True
    )

    #: embedded database, photos, generated keys
    data_dir: Path = Path("var")
    #: SQLite in the data directory, or `postgresql+psycopg://…`
    database_url: str = ""
    #: file of the attempt journal, best on another disk than the database; empty: in the data
    #: directory
    journal: str = ""
    #: how TikTok and browsers reach us; https unless loopback
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000

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

    #: whose clock the pages show, such as Asia/Almaty; empty: the machine's own
    time_zone: str = ""

    #: calls per account and sliding minute
    init_per_minute: int = Field(default=6, ge=1)
    status_per_minute: int = Field(default=30, ge=1)
    creator_info_per_minute: int = Field(default=20, ge=1)
    #: posts and waiting drafts per account in 24 hours
    direct_posts_per_day: int = Field(default=15, ge=1)
    pending_drafts_per_day: int = Field(default=5, ge=1)
    #: seconds between two status calls in the first two minutes
    poll_seconds: float = Field(default=5, gt=0)
    #: minutes without a pull before an unanswered attempt is revoked
    unconfirmed_minutes: float = Field(default=5, gt=0)

    #: UTF-16 units
    title_limit: int = Field(default=90, ge=1, le=150)
    description_limit: int = Field(default=2200, ge=1, le=4000)

    media_storage: str = "file"
    #: lets the guarded fetcher reach loopback: for the demo and tests only
    allow_loopback_fetch: bool = False
    #: how Zharia names itself to sites; empty: its version and the public URL
    user_agent: str = ""
    log_format: Literal["console", "json"] = "console"

    @model_validator(mode="after")
    def _public_url_is_reachable_by_tiktok(self) -> Self:
        parts = urlsplit(self.public_url)
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
    def journal_file(self) -> Path:
        """Where the attempt journal lies. Made at the first start, 0600."""
        return Path(self.journal) if self.journal else self.data_dir / "journal.jsonl"

    @property
    def secret_keys_file(self) -> Path:
        """Where the keys lie when `secret_keys` is empty. Made at the first start, 0600."""
        return self.data_dir / "secret-keys"

    @property
    def jwt_secret_file(self) -> Path:
        """Where the secret lies when `jwt_secret` is empty. Made at the first start, 0600."""
        return self.data_dir / "jwt-secret"
