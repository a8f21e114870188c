"""User creation: `zharia users add`, and the first administrator of a fresh database."""

import re
from contextlib import suppress

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.storage.storable import storable
from zharia.users.audit import AuditAction, record
from zharia.users.errors import EmailTaken, EmailUnusable
from zharia.users.model import Role, User
from zharia.users.passwords import hash_password, made_up_password, usable
from zharia.users.people import display_name, known_language
from zharia.users.principal import Principal

#: signs in on a machine where no e-mail was configured
FIRST_EMAIL = "admin@localhost"
#: who took on the first administrator, as the audit log says it
BY_ITSELF = "Zharia"

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}")


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
    """Take somebody on, and record who did. Hashes, so bound the callers.

    Raises `EmailUnusable`, `EmailTaken`, `PasswordTooShort`, `PasswordTooLong`, `LanguageUnknown`.
    """
    email = normal(email)
    if not _EMAIL.fullmatch(email):
        raise EmailUnusable
    language = known_language(language)
    password_hash = hash_password(usable(password))
    try:
        with database.write() as session:
            user = User(
                email=email,
                name=display_name(name),
                language=language,
                role=role,
                password_hash=password_hash,
                created_at=database.now(session),
            )
            session.add(user)
            session.flush()
            record(session, by, AuditAction.USER_ADDED, user.id, user.email, role=role)
    except IntegrityError:
        raise EmailTaken(email) from None
    return user


def ensure_administrator(database: Database, settings: Settings) -> tuple[str, str] | None:
    """Give a fresh database its first administrator, from the settings or made up.

    Returns e-mail and password if the password was made up, to be printed once; else None.
    Raises what `add_user` raises for unusable settings.
    """
    with database.read() as session:
        if _anybody(session):
            return None
    email = settings.admin_email or FIRST_EMAIL
    password = settings.admin_password.get_secret_value()
    made_up = "" if password else made_up_password()
    # Two processes may start at once; the second finds the first one's administrator.
    with suppress(EmailTaken):
        add_user(database, email, password or made_up, Role.ADMIN)
        return (normal(email), made_up) if made_up else None
    return None


def normal(email: str) -> str:
    """An e-mail address as it is stored and compared."""
    return storable(email.strip().lower())


def _anybody(session: Session) -> bool:
    return bool(session.scalar(select(exists().select_from(User))))
