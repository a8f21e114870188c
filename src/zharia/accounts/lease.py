"""Lease: one token refresh at a time for each account, and what that refresh may write.

The lease keeps two from asking at once; it does not decide what is kept. That is `token_version`:
whoever holds a new pair stores it as long as nobody has stored another, even if the lease has
passed to somebody else meanwhile, since the pair it replaces is dead either way.

All moments are the database's, the one clock that several machines share.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from zharia.accounts.model import Account, AccountState, Environment, StateReason
from zharia.accounts.queries import known_account
from zharia.accounts.token_pair import is_fresh, pair_values
from zharia.storage.compare_and_set import compare_and_set
from zharia.storage.crypto import Keyring, Secret
from zharia.storage.database import Database
from zharia.tiktok import Tokens

#: how long storing a new pair is tried
STORE_SECONDS = 30.0

_CONNECTED: Final = Account.state == AccountState.CONNECTED


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """An account's row and access token as they were at `now`."""

    account: Account
    access_token: Secret | None
    now: datetime

    @property
    def is_connected(self) -> bool:
        return self.account.state == AccountState.CONNECTED

    @property
    def is_fresh(self) -> bool:
        return is_fresh(self.account.issued_at, self.account.access_expires_at, self.now)

    @property
    def is_alive(self) -> bool:
        """Not expired, though perhaps about to be."""
        return self.now < self.account.access_expires_at

    @property
    def is_leased(self) -> bool:
        """Whether somebody holds the lease to refresh."""
        return self.account.lease_until is not None and self.account.lease_until > self.now

    @property
    def retry_after_seconds(self) -> float:
        """Seconds in which nobody should ask TikTok again; 0 if there are none."""
        retry_at = self.account.refresh_retry_at
        return max((retry_at - self.now).total_seconds(), 0.0) if retry_at else 0.0


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to refresh, and what a refresh needs."""

    account_id: str
    environment: Environment
    open_id: str
    version: int
    owner: str
    refresh_token: Secret
    taken_at: datetime
    failures: int
    #: a refresh before this one was sent and never answered
    unanswered: bool


def read(database: Database, keys: Keyring, account_id: str) -> AccountSnapshot:
    """The account as it is now. Raises `UnknownAccount`."""
    with database.read() as session:
        account = known_account(session, account_id)
        now = database.now(session)
    sealed = account.access_token
    token = keys.open(sealed, account.place("access_token")) if sealed else None
    return AccountSnapshot(account, token, now)


def acquire(
    database: Database, keys: Keyring, account_id: str, version: int, *, seconds: float
) -> Lease | None:
    """The lease, if it is free and the pair is still of this version."""
    owner = secrets.token_hex(8)
    with database.write() as session:
        now = database.now(session)
        # Read under the row's lock where there is one, so that what is read is what is leased.
        account = session.scalars(
            select(Account).where(Account.id == account_id).with_for_update()
        ).one()
        if (
            account.token_version != version
            or account.state != AccountState.CONNECTED
            or account.refresh_token is None
            or (account.lease_until is not None and account.lease_until > now)
        ):
            return None
        # A lease that expired: its holder may have sent a refresh, and died before the answer.
        account.refresh_unanswered = account.refresh_unanswered or account.lease_owner is not None
        account.lease_owner = owner
        account.lease_until = now + timedelta(seconds=seconds)
        return Lease(
            account_id=account_id,
            environment=Environment(account.environment),
            open_id=account.open_id,
            version=version,
            owner=owner,
            refresh_token=keys.open(account.refresh_token, account.place("refresh_token")),
            taken_at=now,
            failures=account.refresh_failures,
            unanswered=account.refresh_unanswered,
        )


def store_tokens(database: Database, keys: Keyring, lease: Lease, tokens: Tokens) -> bool:
    """Store a new pair. False if another pair, or a disconnection, came before.

    Outlasts a short absence of the database: the pair exists nowhere else.
    """
    # No start needs it, and the call that brought the pair has imported it.
    import stamina  # noqa: PLC0415

    values = pair_values(keys, lease.account_id, tokens, lease.taken_at)
    values["token_version"] = lease.version + 1
    for attempt in stamina.retry_context(DBAPIError, attempts=10, timeout=STORE_SECONDS):
        with attempt, database.write() as session:
            return _update(session, lease, values)
    raise AssertionError  # pragma: no cover  stamina returns or raises in its last attempt


def postpone(
    database: Database, lease: Lease, *, seconds: float, problem: str, unanswered: bool
) -> bool:
    """Release the lease and let nobody refresh for a while. False if it was no longer ours."""
    with database.write() as session:
        now = database.now(session)
        values = {
            "refresh_retry_at": now + timedelta(seconds=seconds),
            "refresh_failures": lease.failures + 1,
            "refresh_problem": problem,
            "refresh_unanswered": lease.unanswered or unanswered,
        }
        return _release(session, lease, now, values)


def stop_renewing(database: Database, lease: Lease) -> bool:
    """Use the access token until it expires, and refresh no more before that.

    False if another pair came before, or the lease was no longer ours.
    """
    values = {
        "refresh_expires_at": Account.access_expires_at,
        "refresh_due_at": Account.access_expires_at,
        "refresh_retry_at": Account.access_expires_at,
    }
    with database.write() as session:
        return _release(session, lease, database.now(session), values, _CONNECTED)


def require_reconnect(database: Database, lease: Lease, reason: StateReason, detail: str) -> bool:
    """Set `needs_reconnect`. False if another pair came before, or the lease was not ours."""
    values = {
        "state": AccountState.NEEDS_RECONNECT,
        "state_reason": reason,
        "state_detail": detail,
    }
    with database.write() as session:
        return _release(session, lease, database.now(session), values, _CONNECTED)


def _release(
    session: Session, lease: Lease, now: datetime, values: dict[str, Any], *conditions: Any
) -> bool:
    """Give the lease back with these values, if it is still ours."""
    released = {"lease_owner": None, "lease_until": None, "updated_at": now}
    ours = Account.lease_owner == lease.owner
    return _update(session, lease, values | released, ours, *conditions)


def _update(session: Session, lease: Lease, values: dict[str, Any], *conditions: Any) -> bool:
    unchanged = update(Account).where(
        Account.id == lease.account_id, Account.token_version == lease.version, *conditions
    )
    return compare_and_set(session, unchanged.values(values))
