"""Browser sessions: server-side and revocable at once.

    create_session ─▶ cookie ─▶ (each request) find_session, touch ─▶ end_session

The cookie holds a random token, the database its hash; a copy of the database opens nothing.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, func, not_, select, update
from sqlalchemy.orm import Session

from zharia.storage.database import Database, clock
from zharia.users.errors import WrongCredentials
from zharia.users.model import User, UserSession

#: without a request: a working day and its evening
IDLE: Final = timedelta(hours=12)
#: from signing in, however busy: a browser left open in the newsroom does not stay for ever
LIFETIME: Final = timedelta(days=7)
#: `last_seen_at` may be this old, so that looking at pages does not write each time
SEEN_EVERY: Final = timedelta(minutes=1)


def create_session(
    session: Session, user: User, *, address: str, user_agent: str, now: datetime
) -> tuple[UserSession, str]:
    """A new session for somebody whose password `sign_in` has found right, and its token.

    Raises `WrongCredentials` if the password was changed or the user disabled since.
    """
    still = (
        User.id == user.id,
        User.password_hash == user.password_hash,
        User.disabled_at.is_(None),
    )
    # Locked, so that a change under way either ends this session too or is seen here.
    if session.scalar(select(User.id).where(*still).with_for_update(read=True)) is None:
        raise WrongCredentials
    token = secrets.token_urlsafe(32)
    opened = UserSession(
        token_hash=_hash(token),
        user_id=user.id,
        created_at=now,
        last_seen_at=now,
        expires_at=now + LIFETIME,
        address=address[:64],
        user_agent=user_agent[:300],
    )
    session.add(opened)
    session.flush()
    return opened, token


def find_session(session: Session, token: str, now: datetime) -> tuple[UserSession, User] | None:
    """The session of a cookie's token and whose it is, or None if it opens nothing (any more)."""
    held = session.execute(
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.token_hash == _hash(token), _is_active(now), User.disabled_at.is_(None))
    ).one_or_none()
    return None if held is None else (held[0], held[1])


def touch(database: Database, held: UserSession, now: datetime) -> None:
    """Note that its person was here, at most once a minute; else it opens no transaction."""
    if now - held.last_seen_at < SEEN_EVERY:
        return
    with database.write() as session:
        session.execute(
            update(UserSession)
            .where(UserSession.id == held.id, UserSession.last_seen_at < now)
            .values(last_seen_at=now)
        )


def end_session(session: Session, held: UserSession) -> None:
    """Sign one browser out. One that has ended stays as it is."""
    _end(session, UserSession.id == held.id)


def end_all_sessions(session: Session, user_id: str, *, except_id: str | None = None) -> None:
    """Sign a person out everywhere, except in the session of `except_id`."""
    if except_id is None:
        _end(session, UserSession.user_id == user_id)
    else:
        _end(session, UserSession.user_id == user_id, UserSession.id != except_id)


def active_sessions(session: Session, user_id: str, now: datetime) -> Sequence[UserSession]:
    """Where a person is signed in, last seen first."""
    return session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user_id, _is_active(now))
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    ).all()


def session_counts(session: Session, now: datetime) -> Mapping[str, int]:
    """In how many browsers each person is signed in, by their id; nobody else stands in it."""
    counted = select(UserSession.user_id, func.count()).where(_is_active(now))
    found = session.execute(counted.group_by(UserSession.user_id))
    return {row[0]: row[1] for row in found}


def delete_expired_sessions(session: Session, now: datetime) -> None:
    """Delete every session that opens nothing any more."""
    session.execute(delete(UserSession).where(not_(_is_active(now))))


def set_flash_message(
    session: Session, held: UserSession, kind: str, code: str, **params: str | int
) -> None:
    """Have the next page tell its person something, in place of what it was to tell.

    `kind` is how it looks (`done`, `error`), `code` which sentence, `params` what is filled in.
    It lies in the database as it stands: nothing secret.
    """
    session.execute(
        update(UserSession)
        .where(UserSession.id == held.id)
        .values(notice={"kind": kind, "code": code, "params": params})
    )


def pop_flash_message(session: Session, held: UserSession) -> dict[str, Any] | None:
    """`{"kind", "code", "params"}` for the page at hand, once; None if there is nothing to tell.

    Writes, so whoever reads `held.notice` first saves a transaction.
    """
    row = session.get(UserSession, held.id, with_for_update=True, populate_existing=True)
    if row is None or row.notice is None:
        return None
    notice, row.notice = row.notice, None
    return notice


def _is_active(now: datetime) -> ColumnElement[bool]:
    return and_(
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > now,
        UserSession.last_seen_at > now - IDLE,
    )


def _end(session: Session, *which: ColumnElement[bool]) -> None:
    session.execute(
        update(UserSession)
        .where(UserSession.revoked_at.is_(None), *which)
        .values(revoked_at=clock(session))
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
