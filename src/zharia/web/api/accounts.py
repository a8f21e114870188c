"""The connected accounts: what an administrator sees of them and sets."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy.orm import Session

from zharia.accounts import (
    Account,
    AccountState,
    Environment,
    HashtagSettings,
    Mode,
    PrivacyLevel,
)
from zharia.accounts.account_settings import AccountChanges, language_code
from zharia.accounts.hashtags import moved_to
from zharia.accounts.queries import all_accounts
from zharia.accounts.state_reasons import MESSAGES
from zharia.errors.field_error import InvalidFields
from zharia.newsroom import accounts
from zharia.newsroom.accounts import known_account
from zharia.publishing.unknown_posts import REPORTED_FOR, foreign_posts
from zharia.storage.database import clock
from zharia.web.api.config import Language
from zharia.web.auth import Administrator, Editor
from zharia.web.context import Context
from zharia.web.problems import INPUT, PARAMETERS, SIGNED_IN, documented, refused
from zharia.web.schemas import Id, RequestSchema, Schema

router = APIRouter(prefix="/api/social-media/accounts", tags=["Accounts"])

_UNKNOWN = documented(p404="account_unknown: there is no such account")


class AccountAnswer(Schema):
    id: str
    platform: str
    environment: Environment
    open_id: str
    username: str
    nickname: str
    enabled: bool
    language: str
    mode: Mode
    auto_publish: bool
    privacy_level: str | None
    allow_comment: bool
    brand_organic: bool
    brand_content: bool
    hashtags: HashtagSettings
    upright_blur: bool
    state: AccountState
    state_message: str | None = Field(description="why it is not connected, and what to do")
    scopes: Sequence[str]
    connected_at: datetime
    access_expires_at: datetime
    refresh_expires_at: datetime | None
    foreign_posts: int = Field(
        description="posts of the last seven days that another program made here with this app"
    )


class AccountAsked(RequestSchema):
    """What is left out stays as it is."""

    enabled: bool | None = None
    language: Language | None = None
    mode: Mode | None = Field(
        None, description="`auto` needs a privacy level and, when it is new, `ownResponsibility`"
    )
    own_responsibility: bool | None = Field(
        None, description="posts without a person's approval are the operator's responsibility"
    )
    auto_publish: bool | None = Field(None, description="every new article comes here by itself")
    privacy_level: PrivacyLevel | None = Field(None, description="of posts in `auto` mode")
    allow_comment: bool | None = None
    brand_organic: bool | None = None
    brand_content: bool | None = None
    hashtags: HashtagSettings | None = None
    upright_blur: bool | None = None

    def changes(self, account: Account) -> AccountChanges:
        """What was sent; null stands for left out, except where it means something."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        made = {k: v for k, v in sent.items() if v is not None or k == "privacy_level"}
        if self.hashtags is not None:
            made["hashtags"] = self._hashtags(self.hashtags, account)
        return cast("AccountChanges", made)

    def _hashtags(self, asked: HashtagSettings, account: Account) -> HashtagSettings:
        stored = HashtagSettings.model_validate(account.hashtags)
        language = language_code(self.language) if self.language else account.language
        sent = {name: getattr(asked, name) for name in asked.model_fields_set}
        return moved_to(stored, account.language, language).model_copy(update=sent)


class Disconnected(Schema):
    account_id: str
    confirmed: bool = Field(
        description="TikTok confirmed; if not, the owner can remove the app in TikTok under"
        " *Manage app permissions*"
    )


@router.get("", operation_id="listAccounts", summary="List the accounts", responses=SIGNED_IN)
def list_accounts(context: Context, _editor: Editor) -> list[AccountAnswer]:
    """All of them, those that are no longer connected included; no token is ever shown."""
    with context.database.read() as session:
        return [_answer(session, account) for account in all_accounts(session)]


@router.patch(
    "/{account_id}",
    operation_id="changeAccount",
    summary="Change an account's settings",
    responses=SIGNED_IN | INPUT | _UNKNOWN,
)
def change_account(
    context: Context, admin: Administrator, account_id: Id, asked: AccountAsked
) -> AccountAnswer:
    """Language, mode and the choices that a post gets by itself."""
    with context.database.write() as session:
        account = known_account(session, account_id)
        try:
            now = context.database.now(session)
            accounts.change(session, admin, account, asked.changes(account), now=now)
        except InvalidFields as error:
            raise refused(error) from None
        return _answer(session, account)


@router.post(
    "/{account_id}/disconnect",
    operation_id="disconnectAccount",
    summary="Disconnect an account",
    responses=SIGNED_IN | PARAMETERS | _UNKNOWN,
)
def end_account(context: Context, admin: Administrator, account_id: Id) -> Disconnected:
    """Forgets the tokens and withdraws our access at TikTok. The settings stay."""
    ended = accounts.disconnect(
        context.database,
        admin,
        account_id,
        keys=context.keys,
        open_client=context.open_client,
        installation=context.installation,
    )
    return Disconnected(account_id=account_id, confirmed=ended.confirmed)


def _answer(session: Session, account: Account) -> AccountAnswer:
    reason = account.state_reason
    foreign = foreign_posts(session, clock(session) - REPORTED_FOR)
    return AccountAnswer.model_validate(
        {
            name: getattr(account, name)
            for name in AccountAnswer.model_fields
            if hasattr(account, name)
        }
        | {
            "state_message": str(MESSAGES[reason]) if reason else None,
            "foreign_posts": foreign.get(account.id, 0),
        }
    )
