"""Databases with every table: made once, then copied for a test, or emptied between two."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from zharia.storage.ids import new_id


def make_tables(url: str) -> None:
    """What a first start of the service leaves: our tables and the engine's, without a row."""
    # The engine refuses a thread with an event loop, which a browser's tests leave in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_make_tables, url).result()


def _make_tables(url: str) -> None:
    from zharia.publishing.engine import Engine
    from zharia.storage.database import Database

    database = Database(url)
    database.upgrade()
    Engine(database, lambda _: None).close()
    database.close()


def sqlite_url(file: Path) -> str:
    return f"sqlite:///{file}"


def plain(url: str) -> str:
    """The URL as psycopg itself reads it."""
    return url.replace("+psycopg", "")


def new_postgres(server: str, like: str | None = None) -> str:
    """The URL of a new database on a server: empty, or a copy of one without connections."""
    name = f"test_{new_id()}"
    with psycopg.connect(plain(server), autocommit=True) as connection:
        template = make_url(like).database if like else "template1"
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def empty(url: str) -> None:
    """Delete every row of ours. A thousand times as quick as making the tables anew."""
    import zharia.web.app  # noqa: F401 - every table joins the metadata
    from zharia.storage.database import Base

    tables = reversed(Base.metadata.sorted_tables)
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(";".join(f"DELETE FROM {table.name}" for table in tables).encode())
