"""Credentials: somebody signs in with e-mail and password, or changes their own password.

Both hash a password between two transactions of their own, since that takes 64 MiB and a fifth of a
second: bound the callers.
"""

from zharia.storage.database import Database, clock
from zharia.users import AuditAction, User, principal_of, record
from zharia.users.audit import is_recorded
from zharia.users.errors import TooManyAttempts, UserUnknown, WrongCredentials, WrongPassword
from zharia.users.passwords import MAX_LENGTH, hash_password, validate_password, verify_password
from zharia.users.people import lock_user, normalize_email, replace_password
from zharia.users.queries import user, user_by_email
from zharia.users.throttle import WINDOW, clear_attempts, record_attempt


def sign_in(database: Database, email: str, password: str, address: str) -> User:
    """The user, if the password is right. `address` is the client's, for throttle and audit log.

    An unknown e-mail and a disabled user take as long as a wrong password and get the same
    answer. Raises `WrongCredentials` and `TooManyAttempts`; each outcome is recorded.
    """
    email = normalize_email(email)
    try:
        with database.write() as session:
            record_attempt(session, email, address, database.now(session))
    except TooManyAttempts:
        _record_throttled(database, email, address)
        raise
    with database.read() as session:
        known = user_by_email(session, email)
    right = verify_password(password[:MAX_LENGTH], known.password_hash if known else None)
    with database.write() as session:
        if known and known.disabled_at is None and right and len(password) <= MAX_LENGTH:
            clear_attempts(session, email, address)
            who = principal_of(known, address)
            record(session, who, AuditAction.SIGN_IN_OK, known.id, known.email)
            return known
        # What was typed is not kept unless it is a user's: it may be a password.
        record(session, "", AuditAction.SIGN_IN_REFUSED, *_subject(known), address=address)
    raise WrongCredentials


def change_password(
    database: Database,
    user_id: str,
    old: str,
    new: str,
    *,
    address: str = "",
    except_id: str | None = None,
) -> None:
    """A person changes their own password. The session `except_id` goes on.

    Attempts count as those to sign in do. Raises `UserUnknown`, `TooManyAttempts`,
    `WrongPassword`, `PasswordTooShort`, `PasswordTooLong`.
    """
    validate_password(new)
    with database.write() as session:
        seen = user(session, user_id)
        if seen is None:
            raise UserUnknown
        record_attempt(session, seen.email, address, database.now(session))
    if not verify_password(old[:MAX_LENGTH], seen.password_hash) or len(old) > MAX_LENGTH:
        raise WrongPassword
    password_hash = hash_password(new)
    with database.write() as session:
        known = lock_user(session, user_id)
        if known.password_hash != seen.password_hash or known.disabled_at is not None:
            # Changed, or ended, while we hashed: what was right before counts no more.
            raise WrongPassword
        replace_password(session, known, password_hash, except_id=except_id)
        clear_attempts(session, known.email, address)
        who = principal_of(known, address)
        record(session, who, AuditAction.PASSWORD_CHANGED, known.id, known.email)


def _record_throttled(database: Database, email: str, address: str) -> None:
    """Once for each window: whoever keeps knocking shall not fill the log."""
    what = AuditAction.SIGN_IN_THROTTLED
    with database.read() as session:
        subject = _subject(user_by_email(session, email))
        since = clock(session) - WINDOW
        recorded = is_recorded(session, what, subject[0], address=address, since=since)
    if not recorded:
        with database.write() as session:
            record(session, "", what, *subject, address=address)


def _subject(known: User | None) -> tuple[str, str]:
    return (known.id, known.email) if known else ("", "")
