"""Switches, restarts, steps that break off unexpectedly, and a database that is emptied."""

import logging
from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

import zharia.web.app  # noqa: F401 - every table joins the metadata
from tests.integration.publishing.machine.house import House
from tests.integration.publishing.machine.mortal import MortalDatabase
from zharia.accounts import Account, AccountState, configuration
from zharia.accounts.model import StateReason
from zharia.publishing import pulls, rate_limits, recovery
from zharia.publishing.journal_writer import JournalWriter
from zharia.publishing.leases import expire_leases
from zharia.storage.database import Base

_LOGGER: Final = logging.getLogger("zharia")
A_WHILE: Final = timedelta(minutes=20)
KINDS: Final = st.sampled_from(
    [
        "glance",
        "foreign post",
        "foreign post",
        "moderation",
        "moderation",
        "restart",
        "copy",
        "restore",
        "sweep",
        "needless wake-up",
        "tiktok",
        "account",
        "connection",
    ]
)


class Errors(logging.Handler):
    """What the service catches and logs, since nothing may stop it: here it is a failure."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.seen.append(record.exc_info[1])

    def raise_first(self) -> None:
        if self.seen:
            raise self.seen[0]

    def close(self) -> None:
        _LOGGER.removeHandler(self)
        super().close()


def listen() -> Errors:
    """Hear of every step that broke off."""
    errors = Errors()
    _LOGGER.addHandler(errors)
    return errors


def switch(house: House, which: str, account: int, *, on: bool | None = None) -> None:
    """Turn TikTok, an account or its connection off, or on again."""
    with house.database.write() as session:
        config = configuration(session)
        row = session.get_one(Account, house.accounts[account][0])
        if which == "tiktok":
            config.enabled = not config.enabled if on is None else on
        elif which == "account":
            row.enabled = not row.enabled if on is None else on
        else:
            connected = row.state != AccountState.CONNECTED if on is None else on
            row.state = AccountState.CONNECTED if connected else AccountState.NEEDS_RECONNECT
            row.state_reason = None if connected else StateReason.REFUSED


def restart(house: House) -> None:
    """All processes have ended. On SQLite, the next worker is the only one, and knows it."""
    if house.database.is_sqlite:
        with house.database.write() as session:
            expire_leases(session)


#: every row of every table
Copy = dict[str, list[dict[str, Any]]]


def copied(database: MortalDatabase) -> Copy:
    """A copy of the database as it is now."""
    with database.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in Base.metadata.sorted_tables
        }


def put_back(house: House, copy: Copy) -> None:
    """The database is what it was."""
    empty(house.database)
    with house.database.write() as session:
        for table in Base.metadata.sorted_tables:
            if copy[table.name]:
                session.execute(insert(table), copy[table.name])


def start_beside_the_journal(house: House) -> None:
    """A new process, which remembers nothing of what the last one wrote."""
    restart(house)
    JournalWriter.attach(house.database, house.installation.journal)
    recovery.recover(house.database, house.installation)


def sweep(house: House) -> None:
    """What the worker does every ten minutes."""
    with house.database.write() as session:
        now = house.database.now(session)
        pulls.sweep(session, now)
        rate_limits.delete_old_slots(session, now)


def empty(database: MortalDatabase) -> None:
    """Delete every row."""
    with database.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
