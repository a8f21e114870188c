"""Schema version: whether a database has the tables of this version of ours.

Nearly every start finds that it has, and needs no migration tool to see that.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Text, column, select, table
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

MIGRATIONS: Final = Path(__file__).parent / "migrations"
#: where Alembic writes down what it did
_VERSIONS: Final = select(column("version_num", Text)).select_from(table("alembic_version"))


class DatabaseUnknown(Exception):
    """The tables are of a newer version, or of another program; the message says so."""


def latest() -> str:
    """The newest migration's revision, with which its file's name begins."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("*.py")).partition("_")[0]


def is_latest(engine: Engine) -> bool:
    """Whether every migration has been run; an empty database has not even the table to ask."""
    try:
        with engine.connect() as connection:
            return connection.scalars(_VERSIONS).all() == [latest()]
    except ProgrammingError:
        return False
    except OperationalError:
        # SQLite says it this way. Anything else befalls the migrations too, which say what it is.
        if engine.dialect.name != "sqlite":
            raise
        return False
