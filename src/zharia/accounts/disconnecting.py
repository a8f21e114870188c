"""Disconnecting an account: by an administrator, or by TikTok's webhook."""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from zharia.accounts.alerts import Alert, AlertKind
from zharia.accounts.app_config import ClientFactory, app_of
from zharia.accounts.errors import NotConfigured
from zharia.accounts.journaling import record_tokens
from zharia.accounts.lease import read
from zharia.accounts.model import Account, AccountState, Environment, Platform, StateReason
from zharia.accounts.state_reasons import MESSAGES
from zharia.accounts.token_refresh import revoke
from zharia.journal import Installation, pause_of
from zharia.storage.crypto import Keyring
from zharia.storage.database import Database

logger = logging.getLogger(__name__)


def disconnect(
    database: Database,
    keys: Keyring,
    open_client: ClientFactory,
    account_id: str,
    *,
    installation: Installation | None = None,
) -> bool:
    """Delete the tokens, then revoke them at TikTok. The account's row and settings stay.

    A paused installation revokes nothing: another one may work with the same access.
    Returns whether TikTok confirmed; if not, its owner can remove the app in TikTok, under
    *Manage app permissions*. Raises `UnknownAccount`.
    """
    snapshot = read(database, keys, account_id)
    with database.write() as session:
        now = database.now(session)
        _end(session, account_id, now, StateReason.BY_ADMINISTRATOR)
    logger.info("disconnected account %s", account_id)
    if installation is not None:
        record_tokens(database, installation.journal, account_id)
        with database.read() as session:
            if pause_of(session, installation) is not None:
                return False
    if snapshot.access_token is None:
        return False
    try:
        with database.read() as session:
            app = app_of(session, keys, Environment(snapshot.account.environment))
    except NotConfigured as error:
        logger.warning("TikTok could not be told to withdraw our access: %s", error)
        return False
    return revoke(open_client, app, snapshot.access_token)


def removed_by_owner(
    session: Session,
    environment: Environment,
    open_id: str,
    *,
    at: datetime,
    detail: str,
    now: datetime,
) -> Alert | None:
    """Take in TikTok's `authorization.removed` webhook, sent `at` with a reason as `detail`.

    Returns what to tell people once it is committed. None if it changes nothing: the account is
    unknown, disconnected already, or was connected again since, for deliveries may be days late.
    """
    account = session.scalar(
        select(Account).where(
            Account.platform == Platform.TIKTOK,
            Account.environment == environment,
            Account.open_id == open_id,
            Account.state != AccountState.DISCONNECTED,
            # TikTok's times are in whole seconds.
            Account.connected_at < at + timedelta(seconds=1),
        )
    )
    if account is None:
        return None
    _end(session, account.id, now, StateReason.BY_OWNER, detail)
    return Alert(AlertKind.REMOVED, account.id, account.name, MESSAGES[StateReason.BY_OWNER])


def _end(
    session: Session, account_id: str, now: datetime, reason: StateReason, detail: str = ""
) -> None:
    # The version grows, so that a refresh under way cannot store its tokens.
    values: dict[str, Any] = {
        "state": AccountState.DISCONNECTED,
        "state_reason": reason,
        "state_detail": detail,
        "access_token": None,
        "refresh_token": None,
        "token_version": Account.token_version + 1,
        "lease_owner": None,
        "lease_until": None,
        "refresh_retry_at": None,
        "refresh_unanswered": False,
        "updated_at": now,
    }
    session.execute(update(Account).where(Account.id == account_id).values(values))
