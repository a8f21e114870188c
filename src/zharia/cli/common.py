"""Shared setup of the commands: settings, and a database with every table."""

import getpass
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zharia.settings import Settings
    from zharia.storage.database import Database


def load_settings() -> "Settings":
    """The settings, and log lines as they ask for it."""
    from zharia.service import logs  # noqa: PLC0415 - `--help` needs no settings
    from zharia.settings import Settings  # noqa: PLC0415

    found = Settings.read()
    logs.configure(found.log_format)
    return found


@contextmanager
def open_database() -> "Iterator[tuple[Database, Settings]]":
    """The database, with its tables brought up to date."""
    from zharia.storage.database import Database  # noqa: PLC0415
    from zharia.storage.private_files import secure_data_folder  # noqa: PLC0415

    found = load_settings()
    secure_data_folder(found.data_dir)
    opened = Database(found.database)
    try:
        opened.upgrade()
        yield opened, found
    finally:
        opened.close()


def operator() -> str:
    """Whoever types the command, as ledger and audit log name them."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        # In a container, a number may be all that there is.
        name = f"user {os.getuid()}"
    return f"{name} at the command line"
