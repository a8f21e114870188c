"""Tables: the app's configuration, the accounts that post, and OAuth states."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from zharia.storage.crypto import Place, Sealed, SealedText
from zharia.storage.database import Base
from zharia.storage.ids import new_id


class Platform(StrEnum):
    TIKTOK = "TIKTOK"


class Environment(StrEnum):
    """Which of the app's two sets of credentials; the accounts of one are unknown to the other."""

    PRODUCTION = "production"
    #: TikTok's console calls it so: target users only, and nothing becomes public
    SANDBOX = "sandbox"


class Mode(StrEnum):
    """How an account's posts go out."""

    #: a person looks at each post and presses publish
    REVIEW = "review"
    #: a draft in the creator's TikTok inbox, which the creator finishes
    INBOX = "inbox"
    #: a direct post without a person, on the operator's own responsibility
    AUTO = "auto"


class AccountState(StrEnum):
    CONNECTED = "connected"
    #: TikTok no longer takes our tokens: a person must go through the consent page again
    NEEDS_RECONNECT = "needs_reconnect"
    #: ended by an administrator, or by the account's owner at TikTok; we hold no tokens
    DISCONNECTED = "disconnected"


class StateReason(StrEnum):
    """Why an account is not connected. `state_reasons.MESSAGES` says what to do."""

    #: TikTok refused the refresh token: access was withdrawn, or the token is too old
    REFUSED = "refused"
    #: a refresh was sent, its answer never came, and the old token is dead
    ANSWER_LOST = "answer_lost"
    #: TikTok refused the refresh token of a sandbox, as it does there even of a fresh one
    SANDBOX_NOT_RENEWED = "sandbox_not_renewed"
    #: neither posting scope was granted
    SCOPES_MISSING = "scopes_missing"
    BY_ADMINISTRATOR = "by_administrator"
    #: the owner removed the app in TikTok, or TikTok did (`authorization.removed`)
    BY_OWNER = "by_owner"


class SocialMediaConfig(Base):
    """The app registered with a platform: one row for each platform."""

    __tablename__ = "social_media_configs"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    platform: Mapped[Platform] = mapped_column(String(16), unique=True)
    enabled: Mapped[bool] = mapped_column(default=False)
    #: for accounts connected from now on: `kz` or `ru`
    default_language: Mapped[str] = mapped_column(String(16), default="kz")
    #: whose credentials new connections use, and whose accounts post
    environment: Mapped[Environment] = mapped_column(String(16), default=Environment.PRODUCTION)
    #: TikTok's Direct Post audit is passed; until then posts are for their author only
    audited: Mapped[bool] = mapped_column(default=False)

    tiktok_client_key: Mapped[str] = mapped_column(String(128), default="")
    tiktok_client_secret: Mapped[Sealed | None] = mapped_column(SealedText)
    tiktok_sandbox_client_key: Mapped[str] = mapped_column(String(128), default="")
    tiktok_sandbox_client_secret: Mapped[Sealed | None] = mapped_column(SealedText)
    #: of the file that proves to TikTok that the site is ours, see `verification`
    verification_token: Mapped[str | None] = mapped_column(String(128))

    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def place(self, column: str) -> Place:
        return Place(self.__tablename__, column, self.id)


class Account(Base):
    """One TikTok account that posts, with its tokens and its newsroom's choices."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("platform", "environment", "open_id"),
        Index("ix_accounts_refresh_due", "state", "refresh_due_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    platform: Mapped[Platform] = mapped_column(String(16), default=Platform.TIKTOK)
    environment: Mapped[Environment] = mapped_column(String(16))
    #: TikTok's name for the account within our app
    open_id: Mapped[str] = mapped_column(String(128))
    #: the same in all apps of one developer
    union_id: Mapped[str] = mapped_column(String(128), default="")
    username: Mapped[str] = mapped_column(String(128), default="")
    nickname: Mapped[str] = mapped_column(String(256), default="")

    enabled: Mapped[bool] = mapped_column(default=True)
    #: of its articles: `kz`, `ru`, …
    language: Mapped[str] = mapped_column(String(16))
    mode: Mapped[Mode] = mapped_column(String(16), default=Mode.REVIEW)
    #: articles come here by themselves, in the account's mode
    auto_publish: Mapped[bool] = mapped_column(default=False)
    #: for `auto` only, a person's choice made once; checked against fresh options at each post
    privacy_level: Mapped[str | None] = mapped_column(String(32))
    allow_comment: Mapped[bool] = mapped_column(default=False)
    brand_organic: Mapped[bool] = mapped_column(default=False)
    brand_content: Mapped[bool] = mapped_column(default=False)
    #: `HashtagSettings` as JSON
    hashtags: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: landscape photos are set upright over a blurred copy of themselves
    upright_blur: Mapped[bool] = mapped_column(default=False)
    #: the photo of an article that has none: a key in our media storage
    fallback_photo: Mapped[str | None] = mapped_column(Text)

    state: Mapped[AccountState] = mapped_column(String(16), default=AccountState.CONNECTED)
    state_reason: Mapped[StateReason | None] = mapped_column(String(32))
    #: TikTok's own word and `log_id` for it
    state_detail: Mapped[str] = mapped_column(Text, default="")
    #: granted, which may be fewer than we asked for
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    #: when a person last agreed on TikTok's page
    connected_at: Mapped[datetime]

    access_token: Mapped[Sealed | None] = mapped_column(SealedText)
    refresh_token: Mapped[Sealed | None] = mapped_column(SealedText)
    #: grows with each stored pair, and when tokens are dropped: every change compares it
    token_version: Mapped[int] = mapped_column(default=1)
    issued_at: Mapped[datetime]
    access_expires_at: Mapped[datetime]
    #: null when TikTok named no lifetime
    refresh_expires_at: Mapped[datetime | None]

    #: when the worker renews the pair ahead of its end
    refresh_due_at: Mapped[datetime]
    #: no refresh is sent before this, since the last one failed
    refresh_retry_at: Mapped[datetime | None]
    refresh_failures: Mapped[int] = mapped_column(default=0)
    refresh_problem: Mapped[str] = mapped_column(Text, default="")
    #: a refresh was sent and its response lost: the stored refresh token may be dead
    refresh_unanswered: Mapped[bool] = mapped_column(default=False)
    #: who is refreshing now, and until when the others believe it
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]

    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def name(self) -> str:
        """The name to show: the best one that TikTok has given."""
        return self.nickname or self.username or self.open_id

    @property
    def is_not_renewable(self) -> bool:
        """Of a sandbox that refused to renew it: a person's consent alone leads further."""
        return (
            self.environment == Environment.SANDBOX
            and self.refresh_expires_at is not None
            and self.refresh_expires_at <= self.access_expires_at
        )

    def place(self, column: str) -> Place:
        return Place(self.__tablename__, column, self.id)


class OAuthState(Base):
    """One visit to TikTok's consent page, from our link to its callback."""

    __tablename__ = "oauth_states"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    #: SHA-256 in hex of the state, so that a copy of the database cannot finish a visit
    state_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: PKCE's code verifier; null without PKCE
    verifier: Mapped[Sealed | None] = mapped_column(SealedText)
    #: the administrator who began
    admin_id: Mapped[str] = mapped_column(String(120))
    environment: Mapped[Environment] = mapped_column(String(16))
    #: byte for byte the one of the authorize URL
    redirect_uri: Mapped[str] = mapped_column(String(512))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    def place(self, column: str) -> Place:
        return Place(self.__tablename__, column, self.id)
