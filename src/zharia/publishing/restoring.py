"""Restore check: is the database older than the attempt journal? Asked at the start, before each
init and before an attempt is revoked; of one attempt, before the last byte of its photo leaves.

    no mark                                adopted: whatever the journal knows is brought back
    mark of this journal, at this home     what stands beyond the mark is brought back, if missing
    any other mark                         paused until a person resumes, see `zharia.journal`

Everything that the journal tells was committed before. So what stands beyond the mark and is not
in the database proves that the database went back underneath us: an older copy, a standby that
lagged, a lost write-ahead log. Then nothing is sent before it knows again.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.accounts import Account
from zharia.accounts.journaling import write_down
from zharia.journal import (
    Installation,
    Journal,
    PauseReason,
    advance_mark,
    bind,
    mark_of,
    may_send,
    pause_of,
    request_pause,
)
from zharia.publishing.journal_history import history
from zharia.publishing.recall import Recalled, lacking, recall
from zharia.storage.database import Database

log = logging.getLogger(__name__)

#: any number that nothing else locks
_LOCK = 6_281_474_041


class DatabaseIsOlder(Exception):
    """The journal knows of something that the database does not: it went back underneath us."""


def begin(database: Database, installation: Installation) -> None:
    """Before anything is sent: adopt a database of nobody's, and bring back what it lacks.

    A database of another installation is left as it is, and paused.
    """
    with _alone(database):
        if not _is_ours(database, installation):
            return
        _catch_up(database, installation)


def begin_again(database: Database, installation: Installation | None) -> None:
    """The database went back underneath running work: nothing leaves before it knows all again."""
    log.warning("the database is older than the attempt journal")
    if installation is not None:
        begin(database, installation)


def hold(database: Database, installation: Installation, who: str) -> None:
    """Pause whoever works on this database, until a person resumes."""
    with database.write() as session:
        if mark_of(session) is None:
            bind(session, installation, 0)
        request_pause(session, PauseReason.ASKED, who)


def resume(database: Database, installation: Installation) -> Recalled:
    """A person says that no other installation is at work: this one goes on, and knows everything.

    What the present journal tells is brought back first: from the mark on, or from its beginning
    where the mark is of another one.
    """
    with _alone(database):
        known = _known_up_to(database, installation.journal)
        recalled = recall(database, installation.journal, known)
        with database.write() as session:
            bind(session, installation, recalled.position)
        write_down_accounts(database, installation.journal)
    return recalled


def _known_up_to(database: Database, journal: Journal) -> int:
    with database.read() as session:
        mark = mark_of(session)
    if mark is None or mark.journal != journal.id:
        return 0
    return mark.position if journal.fingerprint(mark.position) == mark.fingerprint else 0


def check(session: Session, installation: Installation) -> bool:
    """At a point of no return, in its transaction: whether to pass it. Moves the mark on.

    False: the installation is paused.

    Raises:
        DatabaseIsOlder: it lacks what the journal tells; `begin` brings that back.
        JournalError: the journal cannot be read, or could not be written last time and still not.
    """
    installation.journal.flush()
    mark = mark_of(session)
    if mark is None:
        raise DatabaseIsOlder
    if not may_send(session, installation):
        return False
    journal = installation.journal
    if journal.fingerprint(mark.position) != mark.fingerprint:
        request_pause(session, PauseReason.JOURNAL_CHANGED, "zharia")
        log.warning(
            "PAUSED (%s): nothing is sent. The attempt journal %s is not the one that this database"
            " knows. Put the newest one back, then resume: ./run resume, or the button on every"
            " page.",
            PauseReason.JOURNAL_CHANGED,
            journal.path,
        )
        return False
    tail = journal.tail(mark.position)
    if lacking(session, tail.records):
        raise DatabaseIsOlder
    advance_mark(session, journal, tail.position)
    return True


def knows_as_revoked(session: Session, installation: Installation, attempt_id: str) -> bool:
    """Whether the journal tells that an attempt is dead, whatever an older database says: its
    photos must not leave before that is brought back.

    Raises a `JournalError`.
    """
    mark, journal = mark_of(session), installation.journal
    if mark is None or mark.journal != journal.id or mark.position == journal.end():
        return False
    stories = history(journal.tail(mark.position).records).stories
    return any(
        one.attempt_id == attempt_id and (one.revoked is not None or one.refused) for one in stories
    )


def watch(database: Database, installation: Installation) -> None:
    """Notice soon, and not only at the next init, that the database went back."""
    with database.read() as session:
        mark = mark_of(session)
        if mark is not None and mark.position == installation.journal.end():
            return
    try:
        with database.write() as session:
            check(session, installation)
    except DatabaseIsOlder:
        begin_again(database, installation)


def _is_ours(database: Database, installation: Installation) -> bool:
    with database.write() as session:
        mark = mark_of(session)
        if mark is None:
            return True
        journal = installation.journal
        same = mark.journal == journal.id and mark.home == installation.home
        if same and journal.fingerprint(mark.position) != mark.fingerprint:
            request_pause(session, PauseReason.JOURNAL_CHANGED, "zharia")
        pause = pause_of(session, installation)
    if pause is None:
        return True
    log.warning(
        "PAUSED (%s): nothing is sent, no token is renewed. The database was last used by the"
        " journal %s at %s; this one is %s at %s. If that installation is stopped or gone, resume:"
        " ./run resume, or the button on every page.",
        pause.reason,
        mark.journal,
        mark.home,
        journal.id,
        installation.home,
    )
    # A pause that a person ordered holds no truth back.
    return pause.reason is PauseReason.ASKED


def _catch_up(database: Database, installation: Installation) -> None:
    with database.read() as session:
        mark = mark_of(session)
    recalled = recall(database, installation.journal, mark.position if mark else 0)
    if mark is None:
        with database.write() as session:
            bind(session, installation, recalled.position)
    else:
        with database.write() as session:
            advance_mark(session, installation.journal, recalled.position)
    # Whoever stored a pair last may have died before its line, or found no room for it.
    write_down_accounts(database, installation.journal)
    if recalled.anything:
        log.warning(
            "the database was older than the attempt journal: %s attempts, %s facts, %s accounts"
            " and %s withdrawals were brought back",
            recalled.attempts,
            recalled.facts,
            recalled.accounts,
            recalled.cancelled,
        )


def write_down_accounts(database: Database, journal: Journal) -> None:
    """Every account's tokens as they are now: the journal alone is then enough to go on."""
    with database.read() as session:
        accounts = session.scalars(select(Account.id).order_by(Account.id)).all()
    for account_id in accounts:
        write_down(database, journal, account_id)


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """One process at a time. SQLite has one writer anyway, and each thing is brought back once."""
    if database.is_sqlite:
        yield
        return
    with database.engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(_LOCK)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(_LOCK)))
