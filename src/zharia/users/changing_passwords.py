"""Password change: by its owner, who knows the old one, or by an administrator.

Either way whoever was signed in with the old one no longer is: sessions end here, and access
tokens no longer match (see `tokens`).
"""

from sqlalchemy.orm import Session

from zharia.storage.database import Database, clock
from zharia.users.audit import AuditAction, record
from zharia.users.errors import UserUnknown, WrongPassword
from zharia.users.model import User
from zharia.users.passwords import LONGEST, hash_password, matches, usable
from zharia.users.people import held
from zharia.users.principal import principal_of
from zharia.users.sessions import end_sessions_of
from zharia.users.throttle import admit, forgive


def set_password(session: Session, user_id: str, new: str) -> User:
    """Give a person a new password, as an administrator does when theirs is forgotten.

    Raises `UserUnknown`, `PasswordTooShort`, `PasswordTooLong`. Hashes, so bound the callers.
    """
    password_hash = hash_password(usable(new))
    user = held(session, user_id)
    _replace(session, user, password_hash, except_id=None)
    return user


def change_password(
    database: Database,
    user_id: str,
    old: str,
    new: str,
    *,
    address: str = "",
    except_id: str | None = None,
) -> None:
    """A person changes their own password, and records it. The session `except_id` goes on.

    Attempts count as those to sign in do. Raises `UserUnknown`, `TooManyAttempts`,
    `WrongPassword`, `PasswordTooShort`, `PasswordTooLong`. Hashes twice, so bound the callers.
    """
    usable(new)
    with database.write() as session:
        seen = session.get(User, user_id)
        if seen is None:
            raise UserUnknown
        admit(session, seen.email, address, database.now(session))
    if not matches(old[:LONGEST], seen.password_hash) or len(old) > LONGEST:
        raise WrongPassword
    password_hash = hash_password(new)
    with database.write() as session:
        user = held(session, user_id)
        if user.password_hash != seen.password_hash or user.disabled_at is not None:
            # Changed, or ended, while we hashed: what was right before counts no more.
            raise WrongPassword
        _replace(session, user, password_hash, except_id=except_id)
        forgive(session, user.email, address)
        record(
            session, principal_of(user, address), AuditAction.PASSWORD_CHANGED, user.id, user.email
        )


def _replace(session: Session, user: User, password_hash: str, *, except_id: str | None) -> None:
    user.password_hash = password_hash
    user.password_changed_at = clock(session)
    end_sessions_of(session, user.id, except_id=except_id)
