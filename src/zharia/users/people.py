"""User management: what an administrator changes about people."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.storage.database import clock
from zharia.texts.i18n import LANGUAGES
from zharia.users.errors import LanguageUnknown, LastAdministrator, OwnAccount, UserUnknown
from zharia.users.model import Role, User
from zharia.users.principal import Principal, principal_of
from zharia.users.sessions import end_sessions_of


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
    user = held(session, user_id)
    if role is not None and role != user.role:
        if role is not Role.ADMIN:
            _demand_another_administrator(session, user_id)
        user.role = role
    if name is not None:
        user.name = display_name(name)
    if language is not None:
        user.language = known_language(language)
    return user


def disable_user(session: Session, user_id: str, by: Principal) -> User:
    """Sign a person out everywhere and let them in no more. What they did stays.

    Raises `UserUnknown`, `OwnAccount`, `LastAdministrator`.
    """
    user = held(session, user_id)
    if principal_of(user).id == by.id:
        raise OwnAccount
    if user.disabled_at is None:
        _demand_another_administrator(session, user_id)
        user.disabled_at = clock(session)
        end_sessions_of(session, user_id)
    return user


def enable_user(session: Session, user_id: str) -> User:
    """Let a person in again, who has to sign in anew. Raises `UserUnknown`."""
    user = held(session, user_id)
    if user.disabled_at is not None:
        user.disabled_at, user.enabled_at = None, clock(session)
    return user


def held(session: Session, user_id: str) -> User:
    """The user as they are now, whom nobody else changes meanwhile. Raises `UserUnknown`."""
    _lock_administrators(session)
    user = session.get(User, user_id, with_for_update=True, populate_existing=True)
    if user is None:
        raise UserUnknown
    return user


def display_name(name: str) -> str:
    """A name as it is stored: in one line, cut to its column."""
    return " ".join(name.split())[:120]


def known_language(language: str | None) -> str | None:
    """One of ours, or None for the browser's. Raises `LanguageUnknown`."""
    if language and language not in LANGUAGES:
        raise LanguageUnknown
    return language or None


def _demand_another_administrator(session: Session, user_id: str) -> None:
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
