"""Journal writer: after each commit appends what has changed in the ledger.

Every event of a publication is added through the ledger, which tells the writer of the change.
After the commit it reads the rows anew, and appends what it has not appended before. A line that
comes twice, after a restart, changes nothing.

These lines save a restored database from polling. That nothing is sent twice does not depend on
them: the lines that it depends on are appended by the sender, and before a pull completes.
"""

import logging
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, Self

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from zharia.background.outages import cause_text, outage_of, report
from zharia.journal import AttemptEnded, Journal, JournalError
from zharia.publishing.journaling import JournalFact, fact_records
from zharia.publishing.model import Attempt, Publication
from zharia.storage.database import Database, after_commit

log = logging.getLogger(__name__)

_KEY: Final = "zharia writer"
_TOUCHED: Final = "zharia touched publications"
#: publications of which the lines are remembered
_MOST: Final = 10_000
_NO_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WITH_ATTEMPTS: Final = (
    select(Publication, Attempt)
    .outerjoin(Attempt, Attempt.publication_id == Publication.id)
    .where(Publication.id.in_(bindparam("publication_ids", expanding=True)))
    .order_by(Attempt.number)
)


class JournalWriter:
    """Writer of one process; threads may share it."""

    def __init__(self, database: Database, journal: Journal) -> None:
        """Use `attach`, which registers it."""
        self._database, self._journal = database, journal
        self._lock = threading.Lock()
        #: publication id → its lines, whatever their time
        self._written: OrderedDict[str, set[JournalFact]] = OrderedDict()

    @classmethod
    def attach(cls, database: Database, journal: Journal) -> Self:
        """From now on every change of the ledger through this database is appended."""
        writer = cls(database, journal)
        database.session_info[_KEY] = writer
        return writer

    def _add(self, session: Session, publication_id: str) -> None:
        touched: set[str] = session.info.setdefault(_TOUCHED, set())
        if not touched:
            after_commit(session, lambda: self._guarded(touched))
        touched.add(publication_id)

    def _guarded(self, publication_ids: Collection[str]) -> None:
        """The commit has succeeded: no error here may look as if it had not."""
        try:
            self._write(publication_ids)
        except Exception as error:
            # Each is logged, since it is not tried again.
            unforeseen = error if outage_of(error) is None else None
            log.error(  # noqa: TRY400 - an outage needs no traceback
                "the database alone knows what became of %s: %s",
                sorted(publication_ids),
                cause_text(error),
                exc_info=unforeseen,
            )

    def _write(self, publication_ids: Collection[str]) -> None:
        for publication_id, line in self._lines(publication_ids):
            known = replace(line, at=_NO_TIME)
            with self._lock:
                written = self._written.setdefault(publication_id, set())
                if known in written:
                    continue
                if isinstance(known, AttemptEnded):
                    # What was removed may come back: only the last end is no change.
                    written -= {one for one in written if _is_end_of(one, known.attempt_id)}
                written.add(known)
                self._written.move_to_end(publication_id)
                if len(self._written) > _MOST:
                    self._written.popitem(last=False)
            try:
                self._journal.append_or_buffer(line)
            except JournalError as error:
                report(log, error, "the database alone knows this for now")

    def _lines(self, publication_ids: Collection[str]) -> list[tuple[str, JournalFact]]:
        lines: list[tuple[str, JournalFact]] = []
        with self._database.read() as session:
            now = self._database.now(session)
            # One that was never sent has none.
            changed: dict[Publication, list[Attempt | None]] = defaultdict(list)
            rows = session.execute(_WITH_ATTEMPTS, {"publication_ids": list(publication_ids)})
            for publication, attempt in rows:
                changed[publication].append(attempt)
            for publication, attempts in changed.items():
                facts = fact_records(session, publication, [one for one in attempts if one], now)
                lines += [(publication.id, line) for line in facts]
        return lines


def _is_end_of(fact: JournalFact, attempt_id: str) -> bool:
    return isinstance(fact, AttemptEnded) and fact.attempt_id == attempt_id


def record_change(session: Session, publication_id: str) -> None:
    """A publication has changed in this transaction: append that after the commit."""
    writer = session.info.get(_KEY)
    if isinstance(writer, JournalWriter):
        writer._add(session, publication_id)  # noqa: SLF001 - of this module
