"""Database backup and restore: a copy taken while the database is in use."""

import subprocess
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from zharia.chaos.postgres import program


def copy(url: str, folder: Path) -> Path:
    """A consistent copy as a file in `folder`, with nobody stopped."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _copy_sqlite(_file(parsed), folder / "copy.db")
    file = folder / "copy.dump"
    _run("pg_dump", "--format=custom", "--file", str(file), plain(parsed))
    return file


def restore(url: str, file: Path) -> None:
    """Replace the database by its copy. Nobody may use it; connections left over are ended."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        target = _file(parsed)
        for name in (target, Path(f"{target}-wal"), Path(f"{target}-shm")):
            name.unlink(missing_ok=True)
        _copy_sqlite(file, target)
        return
    create(parsed, anew=True)
    _run("pg_restore", "--dbname", plain(parsed), "--no-owner", str(file))


def create(url: URL, *, anew: bool = False) -> None:
    """Make an empty database on the server; `anew` drops the one that is there."""
    name = f'"{url.database}"'.encode()
    server = plain(url.set(database="postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        if anew:
            connection.execute(b"DROP DATABASE IF EXISTS " + name + b" WITH (FORCE)")
        connection.execute(b"CREATE DATABASE " + name)


def plain(url: URL) -> str:
    """The URL as PostgreSQL's own programs read it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's."""
    subprocess.run([program(name), *arguments], check=True, capture_output=True)  # noqa: S603


def _file(url: URL) -> Path:
    if not url.database:
        raise ValueError(f"{url} names no file")
    return Path(url.database)


def _copy_sqlite(source: Path, target: Path) -> Path:
    # As the service does: the system's SQLite is too old for a database in WAL mode.
    from pysqlite3 import dbapi2  # noqa: PLC0415 - PostgreSQL needs no SQLite

    target.unlink(missing_ok=True)
    reading, writing = dbapi2.connect(str(source)), dbapi2.connect(str(target))
    try:
        reading.backup(writing)
    finally:
        writing.close()
        reading.close()
    return target
