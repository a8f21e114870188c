"""Which installation a journal makes: where it lies, and on SQLite the machine."""

from pathlib import Path

import pytest

from zharia.journal import Installation, installation
from zharia.journal.installation import home_of


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This machine's id, to be changed."""
    file = tmp_path / "machine-id"
    file.write_text("a1b2c3\n")
    monkeypatch.setattr(installation, "_MACHINE_ID", file)
    return file


def test_another_folder_is_another_home(tmp_path: Path) -> None:
    first = Installation.open(tmp_path / "a" / "journal.jsonl", one_machine=False)
    second = Installation.open(tmp_path / "b" / "journal.jsonl", one_machine=False)
    assert first.home != second.home
    again = Installation.open(tmp_path / "a" / "journal.jsonl", one_machine=False)
    assert (again.home, again.journal.id) == (first.home, first.journal.id)


def test_a_link_to_the_folder_is_the_same_home(tmp_path: Path) -> None:
    first = Installation.open(tmp_path / "a" / "journal.jsonl", one_machine=False)
    (tmp_path / "link").symlink_to(tmp_path / "a")
    linked = Installation.open(tmp_path / "link" / "journal.jsonl", one_machine=False)
    assert linked.home == first.home


def test_one_machine_is_told_from_another_without_naming_it(machine: Path) -> None:
    here = home_of("/data/journal.jsonl", one_machine=True)
    machine.write_text("another")
    assert home_of("/data/journal.jsonl", one_machine=True) != here
    assert "a1b2c3" not in here


def test_several_machines_that_share_a_disk_are_one_installation(machine: Path) -> None:
    here = home_of("/data/journal.jsonl", one_machine=False)
    machine.write_text("another")
    assert home_of("/data/journal.jsonl", one_machine=False) == here


def test_where_the_system_does_not_say_the_path_alone_counts(machine: Path) -> None:
    machine.unlink()
    path = "/data/journal.jsonl"
    assert home_of(path, one_machine=True) == home_of(path, one_machine=False) == path
