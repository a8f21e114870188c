"""User management: adding, changing, enabling and disabling users, ending their sessions.

What a person does with their own password is in `credentials`.
"""

from contextlib import suppress
from typing import Any, Final

from sqlalchemy.orm import Session

from zharia import users
from zharia.errors import ErrorCode
from zharia.newsroom.errors import NotFound
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.users import (
    AuditAction,
    EmailTaken,
    Principal,
    Role,
    User,
    UserSession,
    queries,
    random_password,
    record,
)
from zharia.users.people import insert_user, new_user
from zharia.users.queries import any_user, session_of

#: signs in on a machine where no e-mail was configured
FIRST_EMAIL: Final = "admin@localhost"
#: who added the first administrator, as the audit log says it
BY_ITSELF: Final = "Zharia"


def require_user(session: Session, user_id: str) -> User:
    """The person, whether they may sign in or not. Raises `NotFound`."""
    user = queries.user(session, user_id)
    if user is None:
        raise NotFound(ErrorCode.USER_UNKNOWN, "There is no such user.")
    return user


def add_user(
    database: Database,
    email: str,
    password: str,
    role: Role,
    *,
    name: str = "",
    language: str | None = None,
    by: Principal | str = BY_ITSELF,
) -> User:
    """Add somebody who may sign in. Hashes, so bound the callers.

    Raises `EmailUnusable`, `EmailTaken`, `PasswordTooShort`, `PasswordTooLong`, `LanguageUnknown`.
    """
    new = new_user(email, password, role, name=name, language=language)
    with database.write() as session:
        insert_user(session, new)
        _record(session, by, AuditAction.USER_ADDED, new, role=role)
    return new


def ensure_administrator(database: Database, settings: Settings) -> tuple[str, str] | None:
    """Give a fresh database its first administrator, from the settings or made up.

    Returns e-mail and password if the password was made up, to be printed once; else None.
    Raises what `add_user` raises for unusable settings.
    """
    with database.read() as session:
        if any_user(session):
            return None
    email = settings.admin_email or FIRST_EMAIL
    password = settings.admin_password.get_secret_value()
    made_up = "" if password else random_password()
    # Two processes may start at once; the second finds the first one's administrator.
    with suppress(EmailTaken):
        added = add_user(database, email, password or made_up, Role.ADMIN)
        return (added.email, made_up) if made_up else None
    return None


def change(
    session: Session,
    who: Principal,
    user_id: str,
    *,
    role: Role | None = None,
    name: str | None = None,
    language: str | None = None,
) -> User:
    """Change what is given; an empty `language` is the browser's again.

    Raises `NotFound`, `LastAdministrator`, `LanguageUnknown`.
    """
    before = _fields(require_user(session, user_id))
    changed = users.change_user(session, user_id, role=role, name=name, language=language)
    fields = [field for field, value in _fields(changed).items() if before[field] != value]
    if fields:
        more = {"role": changed.role} if "role" in fields else {}
        _record(session, who, AuditAction.USER_CHANGED, changed, fields=fields, **more)
    return changed


def disable(session: Session, who: Principal, user_id: str) -> User:
    """Let somebody in no more. Raises `NotFound`, `OwnAccount`, `LastAdministrator`."""
    user = require_user(session, user_id)
    users.disable_user(session, user_id, who)
    _record(session, who, AuditAction.USER_DISABLED, user)
    return user


def enable(session: Session, who: Principal, user_id: str) -> User:
    """Let somebody in again. Raises `NotFound`."""
    user = require_user(session, user_id)
    users.enable_user(session, user_id)
    _record(session, who, AuditAction.USER_ENABLED, user)
    return user


def set_password(session: Session, who: Principal, user_id: str, new: str) -> User:
    """Give somebody a new password, when theirs is forgotten. Hashes, so bound the callers.

    Raises `NotFound`, `PasswordTooShort`, `PasswordTooLong`.
    """
    user = require_user(session, user_id)
    users.set_password(session, user_id, new)
    _record(session, who, AuditAction.PASSWORD_CHANGED, user)
    return user


def end_session(session: Session, who: Principal, user_id: str, session_id: str) -> None:
    """Sign somebody out in one browser. Raises `NotFound`."""
    user = require_user(session, user_id)
    held = session_of(session, user_id, session_id)
    if held is None:
        raise NotFound(ErrorCode.SESSION_UNKNOWN, "There is no such session of this user.")
    users.end_session(session, held)
    _record(session, who, AuditAction.SIGNED_OUT, user, everywhere=False)


def end_sessions(session: Session, who: Principal, user_id: str, *, except_id: str) -> None:
    """Sign somebody out everywhere but in the session of the one who asks. Raises `NotFound`."""
    user = require_user(session, user_id)
    users.end_all_sessions(session, user_id, except_id=except_id)
    _record(session, who, AuditAction.SIGNED_OUT, user, everywhere=True)


def sign_out(session: Session, who: Principal, held: UserSession) -> None:
    """A person leaves, in the browser that they are signed in with."""
    users.end_session(session, held)
    record(session, who, AuditAction.SIGNED_OUT, held.user_id, who.name)


def _fields(user: User) -> dict[str, str | None]:
    return {"name": user.name, "role": user.role, "language": user.language}


def _record(
    session: Session, who: Principal | str, what: AuditAction, user: User, **detail: Any
) -> None:
    record(session, who, what, user.id, user.email, **detail)
