"""The demo's data folder, fresh at each start."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

#: a file that marks the folders of demos, which the next demo may empty
_MARK: Final = "made-by-the-demo"


class FolderInUse(RuntimeError):
    """The folder holds something that no demo made; the message says what to do."""


@contextmanager
def fresh_folder(wanted: Path) -> Iterator[Path]:
    """An empty folder at `wanted`, or beside it while another demo uses that one.

    It stays after the end, to be looked at, until the next demo. Raises `FolderInUse` rather than
    delete what somebody else keeps there.
    """
    wanted = wanted.absolute()
    wanted.parent.mkdir(parents=True, exist_ok=True)
    with wanted.with_name(f"{wanted.name}.lock").open("w") as lock:
        folder = wanted
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            folder = wanted.with_name(f"{wanted.name}-{os.getpid()}")
        _empty(folder)
        yield folder


def _empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise FolderInUse(
            f"{folder} holds something that no demo made. Move it away, or name another folder"
            " with --data."
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / _MARK).touch()
