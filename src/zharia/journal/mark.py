"""High-water mark: up to where the database holds what the attempt journal says.

The mark moves in the same transaction that writes an attempt down. So a database that went back
(an older copy, a standby that lagged, a lost write-ahead log) has a mark that went back with it.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Integer, String, Text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from zharia.journal.installation import Installation
from zharia.storage.database import Base, clock
from zharia.storage.fresh_row import fresh_row

_ONLY: Final = 1


class JournalMark(Base):
    """One row: the journal that this database was last used with, and a pause by request."""

    __tablename__ = "journal_mark"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    #: the journal's own id
    journal: Mapped[str] = mapped_column(String(26))
    #: where it was, see `installation`
    home: Mapped[str] = mapped_column(Text)
    #: this database certainly holds what the journal says up to here, see `log.AppendLog`
    position: Mapped[int] = mapped_column(BigInteger)
    #: of the journal at that position: another one may have the same id
    fingerprint: Mapped[str] = mapped_column(String(64))
    #: null: nobody has requested a pause
    paused_at: Mapped[datetime | None]
    #: a `pausing.PauseReason`
    paused_why: Mapped[str | None] = mapped_column(String(32))
    paused_by: Mapped[str | None] = mapped_column(String(120))


def mark_of(session: Session) -> JournalMark | None:
    """The row as it is now; None before the first worker has begun."""
    return fresh_row(session, JournalMark, _ONLY)


def bind(session: Session, installation: Installation, position: int) -> None:
    """From now on the database belongs to this installation, and nothing pauses it."""
    journal = installation.journal
    session.merge(
        JournalMark(
            id=_ONLY,
            journal=journal.id,
            home=installation.home,
            position=position,
            fingerprint=journal.fingerprint(position),
            paused_at=None,
            paused_why=None,
            paused_by=None,
        )
    )
    session.flush()


def advance_mark(session: Session, journal_id: str, position: int, fingerprint: str) -> None:
    """The database holds everything up to here. It never moves back."""
    session.execute(
        update(JournalMark)
        .where(
            JournalMark.id == _ONLY,
            JournalMark.journal == journal_id,
            JournalMark.position < position,
        )
        .values(position=position, fingerprint=fingerprint)
        .execution_options(synchronize_session=False)
    )


def request_pause(session: Session, why: str, who: str) -> None:
    """Have nothing sent until a person resumes."""
    session.execute(
        update(JournalMark)
        .where(JournalMark.id == _ONLY, JournalMark.paused_at.is_(None))
        .values(paused_at=clock(session), paused_why=why, paused_by=who[:120])
        .execution_options(synchronize_session=False)
    )
