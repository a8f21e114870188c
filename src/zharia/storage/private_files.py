"""File permissions: files and folders that only the service's own user may read (0600, 0700)."""

import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

log = logging.getLogger(__name__)

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
_GROUP_AND_OTHERS: Final = 0o077
#: bytes: more than a line of the journal or a row
_PROBE_BYTES: Final = 65_536
_OWNER_MODE: Final = 0o700
#: the system's own folders (Filesystem Hierarchy Standard 3.0): without them nothing else runs
_SYSTEM_FOLDERS: Final = frozenset(
    {"", "bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "opt", "proc", "root"}
    | {"run", "sbin", "srv", "sys", "tmp", "usr", "var"}
    | {f"usr/{name}" for name in ("bin", "lib", "local", "sbin", "share", "src")}
    | {f"usr/local/{name}" for name in ("bin", "etc", "lib", "sbin", "share")}
    | {f"var/{name}" for name in ("cache", "lib", "log", "mail", "run", "spool", "tmp", "www")}
)
#: what Zharia writes, and copies of it; none of these is a program
_DATA: Final = re.compile(
    r".*\.(?:db|jsonl|jpg|jpeg|lock|log|dump|sql)(?:[-.~].*)?|(?:secret-keys|jwt-secret|\.keys-).*"
)


class FolderUnusable(Exception):
    """The data folder cannot be used; the message says why, and what to do."""


def secure_data_folder(folder: Path) -> None:
    """Make the data folder, or take it over: the folders in it become 0700, the files 0600.

    Raises `FolderUnusable`.
    """
    named = f"The data folder {folder} (ZHARIA_DATA_DIR)"
    try:
        make_folder(folder)
        found = folder.stat()
    except (FileExistsError, NotADirectoryError) as error:
        raise FolderUnusable(
            f"{named} is a file, or lies below one. Move the file away, or name another folder."
        ) from error
    except OSError as error:
        raise FolderUnusable(
            f"{named} cannot be made: {error.strerror}. Give this user the right to it, or name"
            " another folder."
        ) from error
    if found.st_uid != os.geteuid():
        raise FolderUnusable(
            f"{named} belongs to {_user_name(found.st_uid)}, and this is"
            f" {_user_name(os.geteuid())}. Run Zharia as that user, or give the folder and all that"
            " lies in it to this one (chown -R)."
        )
    if found.st_mode & stat.S_ISVTX or str(folder.resolve())[1:] in _SYSTEM_FOLDERS:
        # Closing /tmp or /etc to everybody else would stop the machine's other programs.
        raise FolderUnusable(
            f"{named} is everybody's. Name a folder that is Zharia's alone, such as"
            f" {folder / 'zharia'}."
        )
    changed = sum(map(restrict_to_owner, (folder, *_walk(folder, found.st_dev))))
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise FolderUnusable(
            f"{named} cannot be written. Give this user the right to it, or name another folder."
        )
    if changed:
        log.warning(
            "%s and its files could be read by others: %s of them are closed to them now",
            folder,
            changed,
        )


def make_folder(folder: Path) -> None:
    """A folder of ours, and those above that are missing. Raises OSError."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(FOLDER_MODE, exist_ok=True)
        folder.chmod(FOLDER_MODE)


def make_file(file: Path) -> None:
    """See to it that there is a file, and that it is ours alone. Raises OSError."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, FILE_MODE))
    restrict_to_owner(file)


def check_writable(folder: Path) -> None:
    """See whether the folder's disk takes something: it is written, synced and deleted.

    Raises OSError.
    """
    with NamedTemporaryFile(dir=folder, prefix=".try-") as file:
        file.write(bytes(_PROBE_BYTES))
        file.flush()
        os.fsync(file.fileno())


def restrict_to_owner(path: Path) -> bool:
    """Close a file or folder of ours to others; whether it was open to them."""
    try:
        found = path.stat()
        ours = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
        # A device, such as /dev/null, is everybody's.
        if found.st_uid != os.geteuid() or not ours:
            return False
        mode = stat.S_IMODE(found.st_mode)
        if not mode & _GROUP_AND_OTHERS:
            return False
        path.chmod(_mode_for(path, found.st_mode))
    except FileNotFoundError:
        # Whoever used it has just deleted it.
        return False
    except OSError as error:
        log.warning("%s cannot be closed to others: %s", path, error.strerror)
        return False
    return True


def _mode_for(path: Path, mode: int) -> int:
    if stat.S_ISDIR(mode):
        return FOLDER_MODE
    # Somebody may have put a program of theirs here.
    return FILE_MODE if _DATA.fullmatch(path.name) else (mode & _OWNER_MODE) | FILE_MODE


def _walk(folder: Path, device: int) -> Iterator[Path]:
    """Every file and folder in it, on the same disk. What a link leads to lies elsewhere."""
    try:
        entries = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError:
        # Gone meanwhile, or somebody else's.
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            with suppress(OSError):
                if entry.stat(follow_symlinks=False).st_dev == device:
                    yield Path(entry.path)
                    yield from _walk(Path(entry.path), device)
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _user_name(user_id: int) -> str:
    import pwd  # noqa: PLC0415 - for a sentence that is rarely needed

    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return f"the user {user_id}"
