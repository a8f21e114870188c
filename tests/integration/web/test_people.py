"""Taking people on."""

import pytest
from sqlalchemy import select

from zharia.newsroom.credentials import sign_in
from zharia.newsroom.people import add_user, ensure_administrator
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.users import EmailTaken, EmailUnusable, PasswordTooShort, Role, User, WrongCredentials


def settings(**values: str) -> Settings:
    return Settings.model_validate(values)


def test_the_first_administrator_gets_a_password_that_is_told_once(database: Database) -> None:
    made = ensure_administrator(database, settings())
    assert made is not None
    email, password = made
    assert sign_in(database, email, password, "127.0.0.1").role == Role.ADMIN
    assert ensure_administrator(database, settings()) is None
    with database.read() as session:
        (user,) = session.scalars(select(User)).all()
    assert password not in repr(user.__dict__)


def test_a_configured_administrator_is_not_told(database: Database) -> None:
    chosen = settings(admin_email="Chief@News.example", admin_password="correct horse")
    assert ensure_administrator(database, chosen) is None
    assert sign_in(database, "chief@news.example", "correct horse", "::1").role == Role.ADMIN
    # Changing the settings later changes nobody.
    assert ensure_administrator(database, settings(admin_password="another one")) is None
    with pytest.raises(WrongCredentials):
        sign_in(database, "chief@news.example", "another one", "::1")


def test_people_are_taken_on_once(database: Database) -> None:
    user = add_user(database, " Aida@News.example", "correct horse", Role.EDITOR)
    assert (user.email, user.role) == ("aida@news.example", Role.EDITOR)
    with pytest.raises(EmailTaken):
        add_user(database, "aida@news.EXAMPLE", "correct horse", Role.ADMIN)


def test_what_cannot_be_used_is_refused(database: Database) -> None:
    for email in ("", "aida", "a@b@c", "a b@c", f"{'x' * 65}@c"):
        with pytest.raises(EmailUnusable):
            add_user(database, email, "correct horse", Role.EDITOR)
    with pytest.raises(PasswordTooShort, match="at least 8"):
        add_user(database, "aida@news.example", "1234567", Role.EDITOR)
