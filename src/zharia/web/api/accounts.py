"""The connected accounts: what an administrator sees of them and sets."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select

from zharia.accounts import (
    Account,
    AccountState,
    Environment,
    HashtagSettings,
    Mode,
    Scope,
    UnknownAccount,
    disconnect,
    scope_for,
)
from zharia.accounts.reasons import WORDS
from zharia.web.api.config import Language
from zharia.web.api.publish import Privacy
from zharia.web.context import Context
from zharia.web.identity import Administrator, Editor
from zharia.web.problems import INPUT, PARAMETERS, SIGNED_IN, Problem, documented, wrong_field
from zharia.web.wire import Asked, Id, Wire

router = APIRouter(prefix="/api/social-media/accounts", tags=["Accounts"])

_UNKNOWN = documented(p404="account_unknown: there is no such account")


class AccountAnswer(Wire):
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


class AccountAsked(Asked):
    """What is left out stays as it is."""

    enabled: bool | None = None
    language: Language | None = None
    mode: Mode | None = None
    auto_publish: bool | None = Field(None, description="every new article comes here by itself")
    privacy_level: Privacy | None = Field(None, description="of posts in `auto` mode")
    allow_comment: bool | None = None
    brand_organic: bool | None = None
    brand_content: bool | None = None
    hashtags: HashtagSettings | None = None
    upright_blur: bool | None = None


class Disconnected(Wire):
    account_id: str
    confirmed: bool = Field(
        description="TikTok confirmed; if not, the owner can remove the app in TikTok under"
        " *Manage app permissions*"
    )


@router.get("", operation_id="listAccounts", summary="List the accounts", responses=SIGNED_IN)
def list_accounts(context: Context, _editor: Editor) -> list[AccountAnswer]:
    """All of them, those that are no longer connected included; no token is ever shown."""
    with context.database.read() as session:
        accounts = session.scalars(select(Account).order_by(Account.id)).all()
    return [_answer(account) for account in accounts]


@router.patch(
    "/{account_id}",
    operation_id="changeAccount",
    summary="Change an account's settings",
    responses=SIGNED_IN | INPUT | _UNKNOWN,
)
def change_account(
    context: Context, _admin: Administrator, account_id: Id, asked: AccountAsked
) -> AccountAnswer:
    """Language, mode and the choices that a post gets by itself."""
    with context.database.write() as session:
        account = session.get(Account, account_id)
        if account is None:
            raise _unknown(account_id)
        scope = scope_for(asked.mode) if asked.mode else None
        if scope is not None and scope not in account.scopes:
            raise _not_granted(account, scope)
        for name in asked.model_fields_set:
            value = getattr(asked, name)
            if isinstance(value, HashtagSettings):
                account.hashtags = value.model_dump(mode="json")
            elif value is not None or name == "privacy_level":
                setattr(account, name, value)
        account.updated_at = context.database.now(session)
        session.flush()
        return _answer(account)


@router.post(
    "/{account_id}/disconnect",
    operation_id="disconnectAccount",
    summary="Disconnect an account",
    responses=SIGNED_IN | PARAMETERS | _UNKNOWN,
)
def end_account(context: Context, _admin: Administrator, account_id: Id) -> Disconnected:
    """Forgets the tokens and withdraws our access at TikTok. The settings stay."""
    try:
        confirmed = disconnect(context.database, context.keys, context.open_client, account_id)
    except UnknownAccount:
        raise _unknown(account_id) from None
    return Disconnected(account_id=account_id, confirmed=confirmed)


def _unknown(account_id: str) -> Problem:
    return Problem(404, "account_unknown", f"There is no account {account_id}.")


def _not_granted(account: Account, scope: Scope) -> Problem:
    return wrong_field(
        "mode",
        f"needs the scope {scope}, which {account.name} has not granted: connect it again and"
        " leave everything ticked on TikTok's page",
        code="scope_not_granted",
    )


def _answer(account: Account) -> AccountAnswer:
    reason = account.state_reason
    return AccountAnswer.model_validate(
        {
            name: getattr(account, name)
            for name in AccountAnswer.model_fields
            if hasattr(account, name)
        }
        | {"state_message": WORDS[reason].en if reason else None}
    )
