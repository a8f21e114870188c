"""Pause and resume: whether anything is sent from this installation at all."""

from zharia.journal import Installation
from zharia.publishing import recovery
from zharia.publishing.replay import Replayed
from zharia.storage.database import Database
from zharia.users import AuditAction, Principal, record


def pause(database: Database, installation: Installation, who: str) -> None:
    """Send nothing until a person resumes, whoever works on this database."""
    recovery.pause(database, installation, who)
    with database.write() as session:
        record(session, who, AuditAction.SENDING_PAUSED)


def resume(database: Database, installation: Installation, who: Principal | str) -> Replayed:
    """Go on: a person has made sure that no other installation with these accounts is at work.

    Answers what the database lacked and the journal knew. Raises `JournalError`, and then it is
    still paused: what is sent has to be written there first.
    """
    installation.journal.try_to_write()
    replayed = recovery.resume(database, installation)
    with database.write() as session:
        record(session, who, AuditAction.SENDING_RESUMED, recalled=replayed.attempts)
    return replayed
