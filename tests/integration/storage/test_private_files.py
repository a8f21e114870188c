"""The data folder is the service's alone, whatever the umask and however it was before."""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.databases import sqlite_url
from tests.support.servers import photo
from zharia.journal import Journal, JournalError
from zharia.service.service import Service
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.storage.private_files import FolderUnusable, secure_data_folder
from zharia.users import open_jwt_secret


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """The mode of everything in a folder, and of itself."""
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
    }


def check(folder: Path) -> None:
    for name, mode in modes(folder).items():
        wanted = 0o700 if (folder / name).is_dir() else 0o600
        assert mode == wanted, f"{name}: {mode:o}"


@pytest.mark.usefixtures("_umask")
def test_whatever_the_service_makes_is_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "above" / "data"
    settings = Settings(data_dir=folder, journal=str(tmp_path / "disk" / "journal.jsonl"))
    with Service(settings, with_worker=True) as service:
        sha256 = service.store.put(photo((90, 120)))
        service.store.put_thumbnail(sha256, 360, b"small")
        open_jwt_secret("", settings.jwt_secret_file)
        names = set(modes(folder))
        assert {
            "zharia.db",
            "zharia.db-wal",
            "zharia.db-shm",
            "zharia.db-worker.lock",
            "secret-keys",
        } < names
        assert "jwt-secret" in names
        assert any(name.endswith(f"{sha256}.jpg") for name in names)
        check(folder)
        check(tmp_path / "disk")
        assert modes(folder.parent)["."] == 0o700


@pytest.mark.usefixtures("_umask")
def test_a_database_elsewhere_is_private_too(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "zharia.db"
    for _ in range(2):
        with closing(Database(sqlite_url(file))) as database:
            database.upgrade()
            check(file.parent)
        # Somebody opens it to others; the next start closes it again.
        file.chmod(0o666)


def test_what_was_open_is_closed_at_the_start_and_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    with Service(Settings(data_dir=folder), with_worker=True) as service:
        service.store.put(photo((90, 120)))
    (folder / "backup of november").mkdir()
    (folder / "backup of november" / "zharia.db.bak").write_text("copy")
    (folder / "notes").write_text("mine")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() or path.suffix else 0o644)
    program = folder / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    outside = tmp_path / "outside"
    outside.write_text("not ours")
    outside.chmod(0o644)
    (folder / "link").symlink_to(outside)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            Service(Settings(data_dir=folder), with_worker=True).close()
    assert caplog.text.count("could be read by others") == 1
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
    # What somebody runs from there still runs.
    assert stat.S_IMODE(program.stat().st_mode) == 0o700
    program.unlink()
    (folder / "link").unlink()
    check(folder)


def test_a_journal_of_before_is_closed_to_others(tmp_path: Path) -> None:
    journal = tmp_path / "disk" / "journal.jsonl"
    settings = Settings(data_dir=tmp_path / "data", journal=str(journal))
    Service(settings, with_worker=True).close()
    journal.chmod(0o666)
    journal.parent.chmod(0o755)
    Service(settings, with_worker=True).close()
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    # That folder may hold other things, for others.
    assert stat.S_IMODE(journal.parent.stat().st_mode) == 0o755


def test_a_file_that_is_no_journal_stays_as_it_was(tmp_path: Path) -> None:
    """Somebody's notes, and what stands for a device such as /dev/null."""
    notes, device = tmp_path / "notes", tmp_path / "device"
    notes.write_text("mine")
    os.mkfifo(device)
    for path in (notes, device):
        path.chmod(0o644)
        with pytest.raises(JournalError):
            Journal.open(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("folder", ["/", "/tmp", "/etc", "/var", "/usr/lib", "/home/../srv"])
def test_nobody_elses_folder_is_closed(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root's tests must not close the machine, whatever becomes of the code.
    monkeypatch.setattr("zharia.storage.private_files.restrict_to_owner", lambda _: False)
    with pytest.raises(FolderUnusable, match="ZHARIA_DATA_DIR"):
        secure_data_folder(Path(folder))
