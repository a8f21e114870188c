"""People without real hashes, which take 0.2 s each, in tables that are made once."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import delete, make_url

from zharia.storage.database import Database
from zharia.users import AuditEntry, Role, User, UserSession
from zharia.users.model import LoginAttempt

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def _tables(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('users') / 'zharia.db'}"
    if request.param == "postgresql":
        # A database of our own: other tests empty the cluster's first one.
        url = request.getfixturevalue("postgres_url")
        name = f"users_{secrets.token_hex(6)}"
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        url = make_url(url).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def database(_tables: Database) -> Database:
    """Each kind of database in turn, with nobody in it."""
    with _tables.write() as session:
        for table in (AuditEntry, LoginAttempt, UserSession, User):
            session.execute(delete(table))
    return _tables


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared and kept as they are."""
    for place in ("users.people", "newsroom.credentials"):
        monkeypatch.setattr(f"zharia.{place}.hash_password", lambda password: password)
    monkeypatch.setattr(
        "zharia.newsroom.credentials.verify_password", lambda given, kept: given == kept
    )


@pytest.fixture
def aida(database: Database) -> User:
    return person(database, "aida@news.example", Role.ADMIN)


@pytest.fixture
def bolat(database: Database) -> User:
    return person(database, "bolat@news.example", Role.EDITOR)


def person(database: Database, email: str, role: Role) -> User:
    with database.write() as session:
        now = database.now(session)
        user = User(email=email, role=role, password_hash=PASSWORD, created_at=now)
        session.add(user)
    return user
