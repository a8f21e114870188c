"""Schema version: whether this program can work with the tables that a database has.

Nearly every start finds that it can, and needs no migration tool to see that.

A migration belongs to one of two steps. What is done *before* the program is replaced only adds,
so the older program goes on working. What is done *after* takes away or tightens, so it waits until
nobody older is at work. A program needs the first, and can do without the second.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sqlalchemy import Text, column, select, table
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

MIGRATIONS: Final = Path(__file__).parent / "migrations"
#: the last migration that was written before there were steps
STEPLESS: Final = "0016"
#: what a connection's `application_name` begins with; the revision that its program knows follows
PROGRAM: Final = "zharia schema "
#: where Alembic writes down what it did, and we the oldest program that can work with it
_VERSIONS: Final = select(column("version_num", Text), column("oldest", Text)).select_from(
    table("alembic_version")
)
_STEP: Final = re.compile(r'^STEP = "(\w+)"$', re.MULTILINE)


class DatabaseUnknown(Exception):
    """The tables are of a newer version, or of another program; the message says so."""


class OlderAtWork(Exception):
    """Processes of the former version use what would be taken away; the message says so."""


class Step(StrEnum):
    """When a migration is run, as seen from the replacement of the program."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Migration:
    """A file in `migrations/versions`."""

    revision: str
    step: Step


def migrations() -> list[Migration]:
    """Every migration that this program knows, oldest first."""
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    return [Migration(file.name.partition("_")[0], _step(file)) for file in files]


def latest() -> str:
    """The newest migration's revision, with which its file's name begins."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("*.py")).partition("_")[0]


def needed() -> str:
    """The revision without which this program cannot work."""
    return max(one.revision for one in migrations() if one.step is Step.BEFORE)


def oldest_program(revision: str) -> str:
    """What a program must know to work with tables of this revision: all that was taken away."""
    taken = [one.revision for one in migrations() if one.step is Step.AFTER]
    return max((one for one in taken if one <= revision), default=STEPLESS)


def is_usable(engine: Engine) -> bool:
    """Whether this program can work with the tables as they are, be they newer or not.

    An empty database has not even the table to ask.
    """
    try:
        with engine.connect() as connection:
            found = connection.execute(_VERSIONS).all()
    except ProgrammingError:
        return False
    except OperationalError:
        # SQLite says it this way. Anything else befalls the migrations too, which say what it is.
        if engine.dialect.name != "sqlite":
            raise
        return False
    if len(found) != 1:
        return False
    revision, oldest = found[0]
    if engine.dialect.name == "sqlite" and revision < latest():
        # One machine, where a start replaces whoever was there: it does both steps.
        return False
    # Another program's row has none.
    return revision >= needed() and (oldest or "~") <= latest()


def _step(file: Path) -> Step:
    if file.name.partition("_")[0] <= STEPLESS:
        return Step.BEFORE
    found = _STEP.search(file.read_text())
    if found is None:
        raise ValueError(f"{file.name} does not say its STEP")
    return Step(found[1])
