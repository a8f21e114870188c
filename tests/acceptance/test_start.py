"""Whatever is wrong at the start is a sentence: what, where it is set, and what to do."""

import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url
from tests.support import forked
from tests.support.buckets import KEYS
from tests.support.databases import new_postgres, plain, sqlite_url
from tests.support.processes import environment

from zharia.storage.database import Database

#: a folder to prepare, and the settings that it then takes
Prepare = Callable[[Path], Mapping[str, str]]


def said(folder: Path, *command: str, settings: Mapping[str, str]) -> tuple[int, str]:
    """A command's exit code and all that it printed; it has to end by itself."""
    output = folder / f"{'-'.join(command[:2]).replace('/', '')}.out"
    if not output.parent.is_dir():
        output = folder.parent / output.name
    process = forked.start(
        forked.command, *command, environment=environment(settings), output=output
    )
    process.join(60)
    ended = process.exitcode
    if ended is None:
        process.kill()
        process.join()
    text = output.read_text()
    assert ended is not None, text
    return ended, text


def data(folder: Path, **more: str) -> dict[str, str]:
    return {"ZHARIA_DATA_DIR": str(folder / "data"), "ZHARIA_PORT": "0"} | more


def folder_is_a_file(folder: Path) -> Mapping[str, str]:
    (folder / "data").write_text("here")
    return data(folder)


def folder_below_a_file(folder: Path) -> Mapping[str, str]:
    (folder / "file").write_text("here")
    return data(folder, ZHARIA_DATA_DIR=str(folder / "file" / "data"))


def folder_of_another(folder: Path) -> Mapping[str, str]:
    if os.geteuid() != 0:
        return data(folder, ZHARIA_DATA_DIR="/usr")
    (folder / "data").mkdir()
    os.chown(folder / "data", 4242, -1)
    return data(folder)


def folder_of_all(folder: Path) -> Mapping[str, str]:
    (folder / "data").mkdir()
    (folder / "data").chmod(0o1777)
    return data(folder)


def no_database(folder: Path) -> Mapping[str, str]:
    (folder / "data").mkdir()
    (folder / "data" / "zharia.db").write_bytes(b"this is a letter to the editor\n" * 400)
    return data(folder)


def newer_database(folder: Path) -> Mapping[str, str]:
    (folder / "data").mkdir()
    with closing(Database(sqlite_url(folder / "data" / "zharia.db"))) as database:
        database.upgrade()
        with database.write() as session:
            # It has taken away what programs without its migrations need.
            session.connection().exec_driver_sql(
                "UPDATE alembic_version SET version_num = '9999', oldest = '9999'"
            )
    return data(folder)


def keys(content: bytes) -> Prepare:
    def prepare(folder: Path) -> Mapping[str, str]:
        (folder / "data").mkdir()
        (folder / "data" / "secret-keys").write_bytes(content)
        return data(folder)

    return prepare


def folder_within(name: str) -> Prepare:
    def prepare(folder: Path) -> Mapping[str, str]:
        (folder / "data" / name).mkdir(parents=True)
        return data(folder)

    return prepare


def photos_are_a_file(folder: Path) -> Mapping[str, str]:
    (folder / "data").mkdir()
    (folder / "data" / "photos").write_text("here")
    return data(folder)


def journal_is_a_folder(folder: Path) -> Mapping[str, str]:
    (folder / "journal").mkdir()
    return data(folder, ZHARIA_JOURNAL=str(folder / "journal"))


def journal_below_a_file(folder: Path) -> Mapping[str, str]:
    (folder / "file").write_text("here")
    return data(folder, ZHARIA_JOURNAL=str(folder / "file" / "journal"))


def journal_is_no_journal(folder: Path) -> Mapping[str, str]:
    (folder / "notes.txt").write_bytes(b"\xff\xfe no journal")
    return data(folder, ZHARIA_JOURNAL=str(folder / "notes.txt"))


def journal_is_newer(folder: Path) -> Mapping[str, str]:
    (folder / "journal").write_text(json.dumps({"journal": "0" * 26, "format": 99}) + "\n")
    return data(folder, ZHARIA_JOURNAL=str(folder / "journal"))


def env_file(content: bytes) -> Prepare:
    def prepare(folder: Path) -> Mapping[str, str]:
        (folder / ".env").write_bytes(content)
        return data(folder)

    return prepare


def setting(name: str, value: str) -> Prepare:
    return lambda folder: data(folder, **{f"ZHARIA_{name}": value})


def bucket_at(endpoint: str) -> Prepare:
    return lambda folder: data(
        folder, ZHARIA_MEDIA_STORAGE="s3://photos", **KEYS, AWS_ENDPOINT_URL=endpoint
    )


#: for every command that opens the data folder: what is wrong, and what has to be said of it
EVERYWHERE: dict[str, tuple[Prepare, tuple[str, ...]]] = {
    "folder is a file": (folder_is_a_file, ("ZHARIA_DATA_DIR", "is a file")),
    "folder lies below a file": (folder_below_a_file, ("ZHARIA_DATA_DIR", "is a file")),
    "folder of another user": (folder_of_another, ("ZHARIA_DATA_DIR", "belongs to", "chown")),
    "folder is everybody's": (folder_of_all, ("ZHARIA_DATA_DIR", "everybody's")),
    "no database": (no_database, ("zharia.db", "not a database", "ZHARIA_DATA_DIR")),
    "database is a folder": (folder_within("zharia.db"), ("zharia.db",)),
    "newer database": (newer_database, ("zharia.db", "newer version")),
    "UTF-16 .env": (env_file("ZHARIA_PORT=1".encode("utf-16")), (".env", "UTF-8")),
    "NUL in .env": (env_file(b"ZHARIA_JOURNAL=a\0b\n"), ("ZHARIA_JOURNAL", "control character")),
    "Windows-1251 .env": (
        env_file("ZHARIA_ADMIN_EMAIL=редактор".encode("cp1251")),
        (".env", "UTF-8"),
    ),
    "word as a port": (setting("PORT", "http"), ("ZHARIA_PORT",)),
    "port too high": (setting("PORT", "70000"), ("ZHARIA_PORT",)),
    "no calls": (setting("STATUS_PER_MINUTE", "0"), ("ZHARIA_STATUS_PER_MINUTE",)),
    "endless calls": (setting("INIT_PER_MINUTE", "9" * 30), ("ZHARIA_INIT_PER_MINUTE",)),
    "never polled": (setting("POLL_SECONDS", "inf"), ("ZHARIA_POLL_SECONDS",)),
    "no number": (setting("UNCONFIRMED_MINUTES", "nan"), ("ZHARIA_UNCONFIRMED_MINUTES",)),
    "endless patience": (setting("UNCONFIRMED_MINUTES", "1e300"), ("ZHARIA_UNCONFIRMED_MINUTES",)),
    "no URL": (setting("PUBLIC_URL", "news"), ("ZHARIA_PUBLIC_URL",)),
    "URL without brackets": (setting("PUBLIC_URL", "https://[::1"), ("ZHARIA_PUBLIC_URL",)),
    "URL with a port of letters": (setting("PUBLIC_URL", "https://a:b"), ("ZHARIA_PUBLIC_URL",)),
    "plain http": (setting("PUBLIC_URL", "http://news.example"), ("ZHARIA_PUBLIC_URL", "https")),
    "TikTok's address": (setting("TIKTOK_API_URL", "tiktok"), ("ZHARIA_TIKTOK_API_URL",)),
    "proxies": (setting("TRUSTED_PROXIES", "10.0.0.1/8"), ("ZHARIA_TRUSTED_PROXIES",)),
    "time zone": (setting("TIME_ZONE", "Mars/Base"), ("ZHARIA_TIME_ZONE",)),
    "storage": (setting("MEDIA_STORAGE", "s3"), ("ZHARIA_MEDIA_STORAGE", "s3://bucket/prefix")),
    "keys in the bucket's address": (
        setting("MEDIA_STORAGE", "s3://key:hush@photos"),
        ("ZHARIA_MEDIA_STORAGE", "AWS_ACCESS_KEY_ID"),
    ),
    "journal of another kind": (
        setting("JOURNAL", "https://bucket/journal"),
        ("ZHARIA_JOURNAL", "s3://bucket/prefix"),
    ),
    "keys in the journal's address": (
        setting("JOURNAL", "s3://key:hush@journal"),
        ("ZHARIA_JOURNAL", "AWS_ACCESS_KEY_ID"),
    ),
    "log format": (setting("LOG_FORMAT", "xml"), ("ZHARIA_LOG_FORMAT",)),
    "other database": (
        setting("DATABASE_URL", "mysql://zharia:hush@127.0.0.1/zharia"),
        ("ZHARIA_DATABASE_URL", "postgresql+psycopg://"),
    ),
    "other driver": (
        setting("DATABASE_URL", "postgresql://zharia:hush@127.0.0.1/zharia"),
        ("ZHARIA_DATABASE_URL", "postgresql+psycopg://"),
    ),
    "port of letters": (
        setting("DATABASE_URL", "postgresql+psycopg://zharia:hush@127.0.0.1:x/zharia"),
        ("ZHARIA_DATABASE_URL",),
    ),
    "PostgreSQL that does not run": (
        setting("DATABASE_URL", "postgresql+psycopg://zharia:hush@127.0.0.1:1/zharia"),
        ("ZHARIA_DATABASE_URL", "127.0.0.1"),
    ),
    "PostgreSQL of no machine": (
        setting("DATABASE_URL", "postgresql+psycopg://zharia:hush@db.invalid/zharia"),
        ("ZHARIA_DATABASE_URL", "db.invalid"),
    ),
}

#: for the commands that also need keys and the journal
SERVICE: dict[str, tuple[Prepare, tuple[str, ...]]] = {
    "empty keys": (keys(b"\n"), ("secret-keys",)),
    "broken keys": (keys(b"no key\n"), ("secret-keys", "32 bytes")),
    "keys of bytes": (keys(b"\xff\xfe\x00"), ("secret-keys",)),
    "keys are a folder": (folder_within("secret-keys"), ("secret-keys",)),
    "bad key": (setting("SECRET_KEYS", "short"), ("ZHARIA_SECRET_KEYS",)),
    "lock is a folder": (folder_within("zharia.db-worker.lock"), ("zharia.db-worker.lock",)),
    "photos are a file": (photos_are_a_file, ("photos",)),
    "bucket without keys": (
        setting("MEDIA_STORAGE", "s3://photos"),
        ("ZHARIA_MEDIA_STORAGE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ),
    "bucket over plain http": (
        bucket_at("http://minio.example:9000"),
        ("AWS_ENDPOINT_URL", "AWS_ALLOW_HTTP"),
    ),
    "journal in a bucket without keys": (
        setting("JOURNAL", "s3://journal"),
        ("ZHARIA_JOURNAL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ),
    "journal is a folder": (journal_is_a_folder, ("ZHARIA_JOURNAL", "directory")),
    "journal below a file": (journal_below_a_file, ("ZHARIA_JOURNAL",)),
    "journal is no journal": (journal_is_no_journal, ("ZHARIA_JOURNAL", "notes.txt")),
    "journal is newer": (journal_is_newer, ("ZHARIA_JOURNAL", "newer")),
}

#: for those that listen
LISTENS: dict[str, tuple[Prepare, tuple[str, ...]]] = {
    "host of nobody": (setting("HOST", "nobody.invalid"), ("ZHARIA_HOST",)),
    "host of another machine": (setting("HOST", "192.0.2.1"), ("ZHARIA_HOST",)),
    "host that is none": (setting("HOST", "a..b"), ("ZHARIA_HOST",)),
    "host with a port": (setting("HOST", "127.0.0.1:80"), ("ZHARIA_HOST",)),
    "no host": (setting("HOST", ""), ("ZHARIA_HOST",)),
    "short secret": (setting("JWT_SECRET", "short"), ("ZHARIA_JWT_SECRET",)),
    "secret is a folder": (folder_within("jwt-secret"), ("jwt-secret", "ZHARIA_JWT_SECRET")),
}

OPENING = (["accounts", "list"], ["db", "upgrade"], ["keys", "rotate"], ["feeds", "list"])
WORKING = (["serve"], ["web"], ["worker"])


def check(code: int, text: str, words: tuple[str, ...]) -> None:
    assert code == 2, text
    assert "Traceback" not in text
    assert "hush" not in text
    assert "\nzharia: " in f"\n{text}", text
    assert "administrator was made" not in text, "nobody may sign in to what did not start"
    for word in words:
        assert word in text, text


def run_all(
    folder: Path,
    cases: Mapping[str, tuple[Prepare, tuple[str, ...]]],
    commands: tuple[list[str], ...],
) -> None:
    """Each case by one of the commands, in turn, so that each command meets several."""
    for number, (name, (prepare, words)) in enumerate(cases.items()):
        here = folder / str(number)
        here.mkdir()
        settings = prepare(here)
        command = commands[number % len(commands)]
        try:
            check(*said(here, *command, settings=settings), words)
        except AssertionError as error:
            raise AssertionError(f"{name}, {' '.join(command)}: {error}") from error


def test_what_every_command_needs(tmp_path: Path) -> None:
    run_all(tmp_path, EVERYWHERE, (*WORKING, *OPENING))


def test_what_the_service_needs(tmp_path: Path) -> None:
    run_all(tmp_path, SERVICE, WORKING)


def test_what_a_server_needs(tmp_path: Path) -> None:
    run_all(tmp_path, LISTENS, (["serve"], ["web"]))


@contextmanager
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def test_a_port_that_is_taken_and_hosts_that_are_none(tmp_path: Path) -> None:
    with taken() as port:
        for command in ("serve", "web"):
            settings = data(tmp_path, ZHARIA_PORT=str(port))
            check(*said(tmp_path, command, settings=settings), ("ZHARIA_PORT", str(port)))
        code, text = said(tmp_path, "simulator", "--port", str(port), settings={})
        check(code, text, ("--port", str(port)))
    for host in ("nobody.invalid", "192.0.2.1", "a..b"):
        code, text = said(tmp_path, "simulator", "--host", host, settings={})
        check(code, text, ("--host", host))


def test_a_postgresql_that_refuses(postgres_url: str, tmp_path: Path) -> None:
    url = make_url(new_postgres(postgres_url))
    with psycopg.connect(plain(postgres_url), autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN")
    guest = url.set(username="guest").render_as_string(hide_password=False)
    nowhere = url.set(database="nowhere").render_as_string(hide_password=False)
    nobody = url.set(username="nobody", password="hush").render_as_string(hide_password=False)
    for number, (wrong, words) in enumerate(
        [(guest, "permission denied"), (nowhere, "does not exist"), (nobody, "nobody")]
    ):
        here = tmp_path / str(number)
        here.mkdir()
        settings = data(here, ZHARIA_DATABASE_URL=wrong)
        check(*said(here, "worker", settings=settings), ("ZHARIA_DATABASE_URL", words))


def test_a_byte_order_mark_hides_no_setting(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("\ufeffZHARIA_TITLE_LIMIT=0\n".encode())
    check(*said(tmp_path, "db", "upgrade", settings=data(tmp_path)), ("ZHARIA_TITLE_LIMIT",))
