"""A connected account, new or known: its tokens are stored, its names fetched from TikTok."""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from zharia.accounts.app_config import App, ClientFactory, configuration
from zharia.accounts.errors import NotConfigured
from zharia.accounts.hashtags import HashtagSettings
from zharia.accounts.model import Account, AccountState, Mode, Platform, StateReason
from zharia.accounts.scopes import Scope, can_post
from zharia.accounts.token_pair import pair_values
from zharia.storage.crypto import Keyring
from zharia.storage.database import Database
from zharia.storage.ids import new_id
from zharia.tiktok import Tokens
from zharia.tiktok.errors import TikTokError

logger = logging.getLogger(__name__)


def store_account(
    database: Database, keys: Keyring, app: App, tokens: Tokens, asked_at: datetime
) -> tuple[str, bool]:
    """Store the tokens: the account's id, and whether it is new. A known one keeps its settings."""
    try:
        with database.write() as session:
            return _store(session, keys, app, tokens, asked_at)
    except IntegrityError:
        # Two callbacks for one account at once: the other was first, so now it is known.
        with database.write() as session:
            return _store(session, keys, app, tokens, asked_at)


def _store(
    session: Session, keys: Keyring, app: App, tokens: Tokens, asked_at: datetime
) -> tuple[str, bool]:
    known = session.scalar(
        select(Account.id).filter_by(
            platform=Platform.TIKTOK, environment=app.environment, open_id=tokens.open_id
        )
    )
    account_id = known or new_id()
    values: dict[str, Any] = pair_values(keys, account_id, tokens, asked_at)
    values |= {"connected_at": asked_at, "scopes": list(tokens.scopes)}
    if not can_post(tokens.scopes):
        values |= {
            "state": AccountState.NEEDS_RECONNECT,
            "state_reason": StateReason.SCOPES_MISSING,
        }
    if known:
        session.execute(
            update(Account)
            .where(Account.id == known)
            .values(values | {"token_version": Account.token_version + 1})
        )
        return known, False
    language = configuration(session).default_language
    session.add(
        Account(
            id=account_id,
            environment=app.environment,
            open_id=tokens.open_id,
            language=language,
            mode=Mode.REVIEW if Scope.PUBLISH in tokens.scopes else Mode.INBOX,
            hashtags=HashtagSettings.default(language).model_dump(mode="json"),
            created_at=asked_at,
            **values,
        )
    )
    session.flush()
    return account_id, True


def fetch_names(
    database: Database, open_client: ClientFactory, app: App, account_id: str, tokens: Tokens
) -> bool:
    """Store the account's names as TikTok gives them. False if it gives none; it works without."""
    names: dict[str, str] = {}
    try:
        with open_client(app) as client:
            if Scope.USER_INFO in tokens.scopes:
                user = client.user_info(tokens.access_token)
                names |= {"nickname": user.display_name, "union_id": user.union_id}
            if Scope.PUBLISH in tokens.scopes:
                creator = client.creator_info(tokens.access_token)
                names |= {
                    "username": creator.creator_username,
                    "nickname": creator.creator_nickname,
                }
    except (TikTokError, NotConfigured) as error:
        logger.warning("TikTok did not say who account %s is: %s", account_id, error)
    if told := {column: name for column, name in names.items() if name}:
        with database.write() as session:
            session.execute(update(Account).where(Account.id == account_id).values(told))
    return bool(told)
