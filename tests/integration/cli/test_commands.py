"""Commands as a person types them: help at once, and trouble in words."""

import errno
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest
from tests.support import rows
from tests.support.processes import environment
from typer.testing import CliRunner

from zharia.cli import app, main, publish
from zharia.cli.common import operator
from zharia.cli.errors import user_message
from zharia.service import logs
from zharia.storage.database import Database
from zharia.users import AuditAction, audit_entries

runner = CliRunner()


@pytest.fixture(autouse=True)
def _no_log_lines_afterwards() -> Iterator[None]:
    """A command sets up logging for its process, which here goes on with other tests."""
    root = logging.getLogger()
    level = root.level
    yield
    logging.captureWarnings(capture=False)
    root.setLevel(level)
    for handler in root.handlers[:]:
        if isinstance(handler.formatter, logs.Console | logs.JsonLines):
            root.removeHandler(handler)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without `.env`, and an environment without settings."""
    for name in [name for name in os.environ if name.startswith("ZHARIA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHARIA_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, zharia.cli;"
        "print([m for m in ('sqlalchemy', 'dbos', 'fastapi', 'PIL', 'httpx2') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "command",
    [
        [],
        *([name] for name in ("demo", "serve", "web", "worker", "publish", "resume")),
        *([name] for name in ("simulator", "chaos")),
        ["accounts", "list"],
        ["feeds", "add"],
        ["feeds", "list"],
        ["users", "add"],
        ["keys", "rotate"],
        ["db", "upgrade"],
    ],
)
def test_every_command_says_what_it_does(command: list[str]) -> None:
    shown = runner.invoke(app, [*command, "--help"])
    assert shown.exit_code == 0
    assert "Usage" in shown.output


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("ZHARIA_PORT", "many", "ZHARIA_PORT is 'many'"),
        ("ZHARIA_INIT_PER_MINUTE", "0", "greater than or equal to 1"),
        ("ZHARIA_PUBLIC_URL", "http://news.example", "must be an https address"),
        ("ZHARIA_DATABASE_URL", "mysterious://zharia:hush@127.0.0.1/zharia", "cannot be used"),
        (
            "ZHARIA_DATABASE_URL",
            "postgresql+psycopg://zharia:hush@127.0.0.1:1/zharia",
            "ZHARIA_DATABASE_URL",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_named_and_no_password_shown(
    fresh: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    value: str,
    words: str,
) -> None:
    monkeypatch.setenv(setting, value)
    monkeypatch.setattr(sys, "argv", ["zharia", "accounts", "list"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert words in said
    assert "hush" not in said
    assert "Traceback" not in said


def test_an_editor_is_taken_on_with_a_password_from_a_pipe(fresh: Path) -> None:
    taken = runner.invoke(app, ["users", "add", "Aigul@aimaq.example"], input="correct horse 9\n")
    assert "aigul@aimaq.example may sign in as EDITOR" in taken.output


def test_a_feed_is_watched_and_listed(fresh: Path) -> None:
    url = "https://aimaq.example/kz/feed/"
    added = runner.invoke(app, ["feeds", "add", url, "--minutes", "10", "--auto-publish"])
    assert added.exit_code == 0, added.output
    other = ["feeds", "add", "https://aimaq.example/ru/feed/", "--time-zone"]
    assert "no such time zone" in str(runner.invoke(app, [*other, "Mars"]).exception)
    assert runner.invoke(app, [*other, "Europe/Moscow"]).exit_code == 0
    listed = runner.invoke(app, ["feeds", "list"]).output
    assert f"{url}\taimaq.example\tkz\tours\t10 min\tby itself\t0\tnot yet" in listed
    assert "kz\tEurope/Moscow\t5 min" in listed


def test_what_an_operator_types_stands_in_the_audit_log(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOGNAME", "serik")
    runner.invoke(app, ["users", "add", "a@aimaq.example", "--admin"], input="correct horse 9\n")
    runner.invoke(app, ["feeds", "add", "https://aimaq.example/kz/feed/"])
    runner.invoke(app, ["keys", "rotate"])
    database = Database(f"sqlite:///{fresh / 'data' / 'zharia.db'}")
    with database.read() as session:
        entries = audit_entries(session, limit=9)
    database.close()
    assert [(one.what, one.subject_name) for one in entries] == [
        (AuditAction.SECRETS_ROTATED, ""),
        (AuditAction.FEED_ADDED, "https://aimaq.example/kz/feed/"),
        (AuditAction.USER_ADDED, "a@aimaq.example"),
    ]
    assert {one.who for one in entries} == {"serik at the command line"}


def test_somebody_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert operator() == f"user {os.getuid()} at the command line"


def test_rotation_and_accounts_of_a_fresh_service(fresh: Path) -> None:
    assert "0 secrets are sealed anew" in runner.invoke(app, ["keys", "rotate"]).output
    assert "No account is connected" in runner.invoke(app, ["accounts", "list"]).output
    assert "is up to date" in runner.invoke(app, ["db", "upgrade"]).output


@pytest.fixture
def full_journal(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its disk takes nothing more; the database lies where there is room."""
    journal = fresh / "disk" / "journal.jsonl"
    monkeypatch.setenv("ZHARIA_JOURNAL", str(journal))
    assert runner.invoke(app, ["keys", "rotate"]).exit_code == 0
    write = os.write

    def full(file: int, line: bytes) -> int:
        if Path(f"/proc/self/fd/{file}").resolve() == journal:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(file, line)

    monkeypatch.setattr(os, "write", full)
    return journal


def test_a_rotation_that_the_journal_does_not_take_is_no_success(
    full_journal: Path, fresh: Path
) -> None:
    database = Database(f"sqlite:///{fresh / 'data' / 'zharia.db'}")
    with closing(database), database.write() as session:
        rows.account(session)
    rotated = runner.invoke(app, ["keys", "rotate"])
    assert rotated.exit_code != 0
    assert "sealed anew" not in rotated.output
    words = user_message(cast("Exception", rotated.exception)) or ""
    assert str(full_journal) in words
    assert "No space left" in words
    assert "rotate once more" in words


def test_an_address_is_no_file_of_the_folder_we_were_called_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZHARIA_CALLED_FROM", "/news")
    for address in ("https://a.kz/rss", " HTTPS://A.kz/rss"):
        assert publish._path_from_caller(address) == address
    assert publish._path_from_caller("feed.xml") == "/news/feed.xml"
