"""Login throttling: attempts per account and per address, across processes.

Each attempt is written down before its password is looked at, so that many at once do not slip
through together. The limits are the same whether or not the account exists.
"""

import hashlib
import ipaddress
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from zharia.users.errors import TooManyAttempts
from zharia.users.model import LoginAttempt

WINDOW = timedelta(minutes=15)
#: attempts within the window: a person who has forgotten a password needs no more
PER_ACCOUNT = 10
#: a newsroom may sit behind one address
PER_ADDRESS = 50
_LOCK = 7217092


def record_attempt(session: Session, email: str, address: str, now: datetime) -> None:
    """Write the attempt down. Raises `TooManyAttempts`; such an attempt does not count."""
    if session.get_bind().dialect.name == "postgresql":
        # One at a time, as on SQLite: many that count at once would all see room.
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    session.execute(delete(LoginAttempt).where(LoginAttempt.at < now - WINDOW))
    account, network = _account(email), _network(address)
    for condition, most in (
        (LoginAttempt.account == account, PER_ACCOUNT),
        (LoginAttempt.address == network, PER_ADDRESS),
    ):
        _check_limit(session, condition, most, now)
    session.add(LoginAttempt(account=account, address=network, at=now))


def clear_attempts(session: Session, email: str, address: str) -> None:
    """It was the right password: this person's own slips are forgotten, other people's are not."""
    session.execute(
        delete(LoginAttempt).where(
            LoginAttempt.account == _account(email), LoginAttempt.address == _network(address)
        )
    )


def _check_limit(
    session: Session, condition: ColumnElement[bool], most: int, now: datetime
) -> None:
    recent = session.scalars(
        select(LoginAttempt.at).where(condition).order_by(LoginAttempt.at.desc()).limit(most)
    ).all()
    if len(recent) == most:
        raise TooManyAttempts(max(ceil((recent[-1] + WINDOW - now).total_seconds()), 1))


def _account(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()


def _network(address: str) -> str:
    """An IPv6 customer has a whole /64, so that is what counts as one address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if ip.version == 6 and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
