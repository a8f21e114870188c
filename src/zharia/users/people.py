"""User management: adding users, their passwords, roles and names, disabling and enabling."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from zharia.storage.database import clock
from zharia.storage.storable import storable
from zharia.texts.i18n import LANGUAGES
from zharia.users.errors import (
    EmailTaken,
    EmailUnusable,
    LanguageUnknown,
    LastAdministrator,
    OwnAccount,
    UserUnknown,
)
from zharia.users.model import Role, User
from zharia.users.passwords import hash_password, validate_password
from zharia.users.principal import Principal, principal_of
from zharia.users.sessions import end_all_sessions

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}")


def new_user(
    email: str, password: str, role: Role, *, name: str = "", language: str | None = None
) -> User:
    """A user for `insert_user`. Hashes, so bound the callers, and do it outside of a transaction.

    Raises `EmailUnusable`, `PasswordTooShort`, `PasswordTooLong`, `LanguageUnknown`.
    """
    email = normalize_email(email)
    if not _EMAIL.fullmatch(email):
        raise EmailUnusable
    return User(
        email=email,
        name=_display_name(name),
        language=_known_language(language),
        role=role,
        password_hash=hash_password(validate_password(password)),
    )


def insert_user(session: Session, user: User) -> None:
    """Let a new user sign in. Raises `EmailTaken`."""
    user.created_at = clock(session)
    session.add(user)
    try:
        session.flush()
    except IntegrityError:
        raise EmailTaken(user.email) from None


def normalize_email(email: str) -> str:
    """An e-mail address as it is stored and compared."""
    return storable(email.strip().lower())


def set_password(session: Session, user_id: str, new: str) -> User:
    """Give a person a new password, as an administrator does when theirs is forgotten.

    Raises `UserUnknown`, `PasswordTooShort`, `PasswordTooLong`. Hashes, so bound the callers.
    """
    password_hash = hash_password(validate_password(new))
    user = lock_user(session, user_id)
    replace_password(session, user, password_hash)
    return user


def replace_password(
    session: Session, user: User, password_hash: str, *, except_id: str | None = None
) -> None:
    """Sign out whoever was signed in with the old one, but for the session `except_id`.

    Access tokens no longer match either (see `tokens`).
    """
    user.password_hash = password_hash
    user.password_changed_at = clock(session)
    end_all_sessions(session, user.id, except_id=except_id)


def change_user(
    session: Session,
    user_id: str,
    *,
    role: Role | None = None,
    name: str | None = None,
    language: str | None = None,
) -> User:
    """Change what is given; an empty `language` is the browser's again.

    Raises `UserUnknown`, `LastAdministrator`, `LanguageUnknown`.
    """
    user = lock_user(session, user_id)
    if role is not None and role != user.role:
        if role is not Role.ADMIN:
            _require_another_administrator(session, user_id)
        user.role = role
    if name is not None:
        user.name = _display_name(name)
    if language is not None:
        user.language = _known_language(language)
    return user


def disable_user(session: Session, user_id: str, by: Principal) -> User:
    """Sign a person out everywhere and let them in no more. What they did stays.

    Raises `UserUnknown`, `OwnAccount`, `LastAdministrator`.
    """
    user = lock_user(session, user_id)
    if principal_of(user).id == by.id:
        raise OwnAccount
    if user.disabled_at is None:
        _require_another_administrator(session, user_id)
        user.disabled_at = clock(session)
        end_all_sessions(session, user_id)
    return user


def enable_user(session: Session, user_id: str) -> User:
    """Let a person in again, who has to sign in anew. Raises `UserUnknown`."""
    user = lock_user(session, user_id)
    if user.disabled_at is not None:
        user.disabled_at, user.enabled_at = None, clock(session)
    return user


def lock_user(session: Session, user_id: str) -> User:
    """The user as they are now, whom nobody else changes meanwhile. Raises `UserUnknown`."""
    _lock_administrators(session)
    user = session.get(User, user_id, with_for_update=True, populate_existing=True)
    if user is None:
        raise UserUnknown
    return user


def _display_name(name: str) -> str:
    """A name as it is stored: in one line, cut to its column."""
    return " ".join(name.split())[:120]


def _known_language(language: str | None) -> str | None:
    """One of ours, or None for the browser's. Raises `LanguageUnknown`."""
    if language and language not in LANGUAGES:
        raise LanguageUnknown
    return language or None


def _require_another_administrator(session: Session, user_id: str) -> None:
    if {one.id for one in _lock_administrators(session)} == {user_id}:
        raise LastAdministrator


def _lock_administrators(session: Session) -> Sequence[User]:
    """Those who can sign in. Locked: two who demote each other must not both succeed."""
    return session.scalars(
        select(User)
        .where(User.role == Role.ADMIN, User.disabled_at.is_(None))
        .order_by(User.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
