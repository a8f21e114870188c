"""Signing in with e-mail and password."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.storage.database import Database, clock
from zharia.users.adding import normal
from zharia.users.audit import AuditAction, record
from zharia.users.errors import TooManyAttempts, WrongCredentials
from zharia.users.model import AuditEntry, User
from zharia.users.passwords import LONGEST, matches
from zharia.users.principal import principal_of
from zharia.users.throttle import WINDOW, admit, forgive


def sign_in(database: Database, email: str, password: str, address: str) -> User:
    """The user, if the password is right. `address` is the client's, for throttle and audit log.

    An unknown e-mail and a disabled user take as long as a wrong password and get the same
    answer. Raises `WrongCredentials` and `TooManyAttempts`; each outcome is recorded. Takes
    64 MiB while it hashes: bound the callers.
    """
    email = normal(email)
    try:
        with database.write() as session:
            admit(session, email, address, database.now(session))
    except TooManyAttempts:
        _record_throttled(database, email, address)
        raise
    with database.read() as session:
        user = _by_email(session, email)
    right = matches(password[:LONGEST], user.password_hash if user else None)
    with database.write() as session:
        if user is not None and user.disabled_at is None and right and len(password) <= LONGEST:
            forgive(session, email, address)
            who = principal_of(user, address)
            record(session, who, AuditAction.SIGN_IN_OK, user.id, user.email)
            return user
        # What was typed is not kept unless it is a user's: it may be a password.
        record(session, "", AuditAction.SIGN_IN_REFUSED, *_subject(user), address=address)
    raise WrongCredentials


def _record_throttled(database: Database, email: str, address: str) -> None:
    """Once for each window: whoever keeps knocking shall not fill the log."""
    with database.read() as session:
        subject = _subject(_by_email(session, email))
        noted = session.scalar(
            select(AuditEntry.id)
            .where(
                AuditEntry.what == AuditAction.SIGN_IN_THROTTLED,
                AuditEntry.subject == subject[0],
                AuditEntry.address == address[:64],
                AuditEntry.at > clock(session) - WINDOW,
            )
            .limit(1)
        )
    if noted is None:
        with database.write() as session:
            record(session, "", AuditAction.SIGN_IN_THROTTLED, *subject, address=address)


def _by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email))


def _subject(user: User | None) -> tuple[str, str]:
    return (user.id, user.email) if user else ("", "")
