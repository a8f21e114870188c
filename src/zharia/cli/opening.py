"""What the short commands open: the settings, and a database with every table."""

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zharia.database import Database
    from zharia.settings import Settings


def settings() -> "Settings":
    """The settings, and log lines as they ask for it."""
    from zharia import logs  # noqa: PLC0415 - `--help` needs no settings
    from zharia.settings import Settings  # noqa: PLC0415

    found = Settings()
    logs.configure(found.log_format)
    return found


@contextmanager
def database() -> "Iterator[tuple[Database, Settings]]":
    """The database, with its tables brought up to date."""
    from zharia.database import Database  # noqa: PLC0415

    found = settings()
    opened = Database(found.database)
    try:
        opened.upgrade()
        yield opened, found
    finally:
        opened.close()
