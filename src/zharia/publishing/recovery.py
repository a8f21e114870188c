"""Recovery of a database that is older than the attempt journal. Checked at the start, before each
init and before an attempt is revoked; of one attempt, before the last byte of its photo is sent.

    no mark                                adopted: the whole journal is replayed
    mark of this journal, at this home     what is beyond the mark is replayed, if missing
    any other mark                         paused until a person resumes, see `zharia.journal`

Everything in the journal was committed before. So what is beyond the mark and not in the database
proves that the database went back while we run: an older copy, a standby that lagged, a lost
write-ahead log. Then nothing is sent before the journal is replayed.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.accounts import Account
from zharia.accounts.journaling import record_tokens
from zharia.journal import (
    Installation,
    Journal,
    PauseReason,
    advance_mark,
    belongs_to,
    bind,
    mark_of,
    pause_of,
    request_pause,
)
from zharia.publishing.journal_history import read_history
from zharia.publishing.replay import Replayed, needs_replay, replay
from zharia.storage.database import Database

log = logging.getLogger(__name__)

#: any number that nothing else locks
_LOCK = 6_281_474_041
#: seconds between two tries to have it
_LOCK_PAUSE = 0.1


class DatabaseIsOlder(Exception):
    """The journal has something that the database lacks: it went back while we run."""


def recover(database: Database, installation: Installation) -> None:
    """At the start: adopt a database without a mark, and replay what it lacks.

    A database of another installation is not changed, and paused.
    """
    with _exclusive(database):
        if _is_ours(database, installation):
            _catch_up(database, installation)


def recover_running(database: Database, installation: Installation | None) -> None:
    """As `recover`, for a database that went back while a worker is running."""
    log.warning("the database is older than the attempt journal")
    if installation is not None:
        recover(database, installation)


def pause(database: Database, installation: Installation, who: str) -> None:
    """Pause every process on this database, until a person resumes."""
    with database.write() as session:
        if mark_of(session) is None:
            bind(session, installation, 0)
        request_pause(session, PauseReason.ASKED, who)


def resume(database: Database, installation: Installation) -> Replayed:
    """A person says that no other installation is running: this one goes on.

    The present journal is replayed first: from the mark on, or from its beginning where the mark is
    of another journal.
    """
    with _exclusive(database):
        known = _known_up_to(database, installation.journal)
        replayed = replay(database, installation.journal, known)
        with database.write() as session:
            bind(session, installation, replayed.position)
        journal_accounts(database, installation.journal)
    return replayed


def _known_up_to(database: Database, journal: Journal) -> int:
    with database.read() as session:
        mark = mark_of(session)
    if mark is None or mark.journal != journal.id:
        return 0
    return mark.position if journal.fingerprint(mark.position) == mark.fingerprint else 0


def check_current(session: Session, installation: Installation) -> bool:
    """Before a point of no return, in its transaction: whether to pass it. Advances the mark.

    False: the installation is paused.

    Raises:
        DatabaseIsOlder: it lacks what the journal tells; `recover` replays that.
        JournalError: the journal cannot be read, or could not be written last time and still not.
    """
    installation.journal.flush()
    mark = mark_of(session)
    if mark is None:
        raise DatabaseIsOlder
    if not belongs_to(mark, installation):
        return False
    journal = installation.journal
    tail = journal.tail(mark.position)
    if tail.before != mark.fingerprint:
        request_pause(session, PauseReason.JOURNAL_CHANGED, "zharia")
        log.warning(
            "PAUSED (%s): nothing is sent. The attempt journal %s is not the one that this database"
            " knows. Put the newest one back, then resume: ./run resume, or the button on every"
            " page.",
            PauseReason.JOURNAL_CHANGED,
            journal.home,
        )
        return False
    if needs_replay(session, tail.records):
        raise DatabaseIsOlder
    advance_mark(session, journal.id, tail.position, tail.after)
    return True


def is_revoked_in_journal(session: Session, installation: Installation, attempt_id: str) -> bool:
    """Whether the journal has an attempt as revoked or refused that an older database may not: its
    photos must not be sent before that is replayed.

    Raises a `JournalError`.
    """
    mark, journal = mark_of(session), installation.journal
    if mark is None or mark.journal != journal.id:
        return False
    attempts = read_history(journal.tail(mark.position).records).attempts
    return any(
        one.attempt_id == attempt_id and (one.revoked is not None or one.refused)
        for one in attempts
    )


def check_and_recover(database: Database, installation: Installation) -> None:
    """Notice that the database went back, before the next init does."""
    # Asked first: no transaction waits for a bucket that does not answer.
    end = installation.journal.end()
    with database.read() as session:
        mark = mark_of(session)
        if mark is not None and mark.position == end:
            return
    try:
        with database.write() as session:
            check_current(session, installation)
    except DatabaseIsOlder:
        recover_running(database, installation)


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
    # A pause by request does not keep from replaying.
    return pause.reason is PauseReason.ASKED


def _catch_up(database: Database, installation: Installation) -> None:
    with database.read() as session:
        mark = mark_of(session)
    journal = installation.journal
    replayed = replay(database, journal, mark.position if mark else 0)
    fingerprint = journal.fingerprint(replayed.position)
    with database.write() as session:
        if mark is None:
            bind(session, installation, replayed.position)
        else:
            advance_mark(session, journal.id, replayed.position, fingerprint)
    # Whoever stored a token pair last may have died before its line, or could not write it.
    journal_accounts(database, installation.journal)
    if replayed.anything:
        log.warning(
            "the database was older than the attempt journal: %s attempts, %s facts, %s accounts"
            " and %s withdrawals were brought back",
            replayed.attempts,
            replayed.facts,
            replayed.accounts,
            replayed.cancelled,
        )


def journal_accounts(database: Database, journal: Journal) -> None:
    """Append every account's tokens as they are now, so that the journal alone is enough."""
    with database.read() as session:
        accounts = session.scalars(select(Account.id).order_by(Account.id)).all()
    for account_id in accounts:
        record_tokens(database, journal, account_id)


@contextmanager
def _exclusive(database: Database) -> Iterator[None]:
    """One process at a time. SQLite has one writer anyway, and each thing is restored once."""
    if database.is_sqlite:
        yield
        return
    # Without a transaction, which the server would end if it stayed idle for long.
    options = {"isolation_level": "AUTOCOMMIT"}
    with database.engine.connect().execution_options(**options) as connection:
        while not connection.scalar(select(func.pg_try_advisory_lock(_LOCK))):
            time.sleep(_LOCK_PAUSE)
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(_LOCK)))
