"""Token pairs in the attempt journal: written down once they are kept, brought back from there.

A refresh kills the pair before it. So an older copy of the database holds dead tokens, and the
journal alone has those that work. They are sealed there as in the row.
"""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from zharia.accounts.hashtags import HashtagSettings
from zharia.accounts.model import Account, AccountState, Environment, Mode, Platform, StateReason
from zharia.journal import Journal, JournalError, TokensKept
from zharia.storage.crypto import Sealed
from zharia.storage.database import Database

logger = logging.getLogger(__name__)


def write_down(database: Database, journal: Journal, account_id: str) -> None:
    """Note an account's tokens as they are now.

    A journal that cannot be written is logged and gets the line later: the pair is safe in the
    database, and whatever would be sent with it is stopped by the same trouble.
    """
    with database.read() as session:
        account = session.get(Account, account_id)
    if account is None:
        return
    try:
        journal.append_or_buffer(_record(account))
    except JournalError as error:
        logger.error("the tokens of account %s stand in the database alone: %s", account_id, error)  # noqa: TRY400


def lacks(session: Session, record: TokensKept) -> bool:
    """Whether the journal knows a newer pair than the database, or the database no such account."""
    known = _known(session, record)
    return known is None or _is_newer(record, known)


def bring_back(session: Session, record: TokensKept, now: datetime) -> bool:
    """Make the account's row say what the journal says, if that is newer. False if it is not.

    An account that the database does not know is made again, switched on, without the choices
    that a person made for automatic posts: what goes out there waits for an editor.
    """
    known = _known(session, record)
    if known is None:
        session.add(_made_again(record, now))
        session.flush()
        return True
    if not _is_newer(record, known):
        return False
    values: dict[str, Any] = _pair(record) | {
        "lease_owner": None,
        "lease_until": None,
        "refresh_retry_at": None,
        "refresh_failures": 0,
        "refresh_problem": "",
        "refresh_unanswered": False,
        "updated_at": now,
    }
    session.execute(
        update(Account)
        .where(Account.id == known.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(known)
    return True


def account_of(session: Session, account_id: str, environment: str, open_id: str) -> Account | None:
    """The account that the journal means: by its id, else by TikTok's own name for it."""
    return session.get(Account, account_id, populate_existing=True) or session.scalar(
        select(Account).filter_by(
            platform=Platform.TIKTOK, environment=environment, open_id=open_id
        )
    )


def _known(session: Session, record: TokensKept) -> Account | None:
    return account_of(session, record.account_id, record.environment, record.open_id)


def _is_newer(record: TokensKept, known: Account) -> bool:
    if record.account_id != known.id:
        # It was connected anew under another id, and what was sealed for the old one does not
        # open there.
        return False
    return record.order > (known.connected_at, known.token_version, known.issued_at)


def _record(account: Account) -> TokensKept:
    return TokensKept(
        account_id=account.id,
        environment=account.environment,
        open_id=account.open_id,
        access_token=account.access_token.text if account.access_token else None,
        refresh_token=account.refresh_token.text if account.refresh_token else None,
        token_version=account.token_version,
        issued_at=account.issued_at,
        access_expires_at=account.access_expires_at,
        refresh_expires_at=account.refresh_expires_at,
        refresh_due_at=account.refresh_due_at,
        scopes=tuple(account.scopes),
        state=account.state,
        state_reason=account.state_reason,
        username=account.username,
        nickname=account.nickname,
        language=account.language,
        mode=account.mode,
        connected_at=account.connected_at,
        union_id=account.union_id,
    )


def _pair(record: TokensKept) -> dict[str, Any]:
    return {
        "access_token": Sealed(record.access_token) if record.access_token else None,
        "refresh_token": Sealed(record.refresh_token) if record.refresh_token else None,
        "token_version": record.token_version,
        "issued_at": record.issued_at,
        "access_expires_at": record.access_expires_at,
        "refresh_expires_at": record.refresh_expires_at,
        "refresh_due_at": record.refresh_due_at,
        "scopes": list(record.scopes),
        "state": AccountState(record.state),
        "state_reason": StateReason(record.state_reason) if record.state_reason else None,
        "state_detail": "",
        "connected_at": record.connected_at,
    }


def _made_again(record: TokensKept, now: datetime) -> Account:
    return Account(
        id=record.account_id,
        environment=Environment(record.environment),
        open_id=record.open_id,
        union_id=record.union_id,
        username=record.username,
        nickname=record.nickname,
        language=record.language,
        mode=Mode(record.mode),
        hashtags=HashtagSettings.default(record.language).model_dump(mode="json"),
        created_at=now,
        updated_at=now,
        **_pair(record),
    )
