"""Queries of users and sessions."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from zharia.users.model import Role, User, UserSession


def user(session: Session, user_id: str) -> User | None:
    """A person by their id; None if there is none."""
    return session.get(User, user_id)


def user_by_email(session: Session, email: str) -> User | None:
    """A person by their e-mail address in lower case; None if there is none."""
    return session.scalar(select(User).where(User.email == email))


def any_user(session: Session) -> bool:
    """Whether there is anybody at all."""
    return bool(session.scalar(select(exists().select_from(User))))


def users(session: Session) -> Sequence[User]:
    """Everybody by e-mail address, those who may no longer sign in last."""
    return session.scalars(select(User).order_by(User.disabled_at.is_not(None), User.email)).all()


def administrators(session: Session) -> Sequence[User]:
    """Every administrator who may sign in, by e-mail address."""
    able = select(User).where(User.role == Role.ADMIN, User.disabled_at.is_(None))
    return session.scalars(able.order_by(User.email)).all()


def session_of(session: Session, user_id: str, session_id: str) -> UserSession | None:
    """One person's session by its id, also one that has ended; None if it is somebody else's."""
    held = session.get(UserSession, session_id)
    return held if held is not None and held.user_id == user_id else None
