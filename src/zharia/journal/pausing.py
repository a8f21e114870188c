"""Pause: whether this installation may send. One on a copy of the same database must not.

    mark of the database              this installation
    ─────────────────────────────     ──────────────────────────────────────────────
    none                              may not yet: it is made when a worker starts
    same journal, same home           may
    same journal, another home        paused: the whole folder was copied or moved
    another journal                   paused: the database was copied, or the journal lost
    a pause by request                paused, whoever asks

Where journal or home differ, only the process that asks is paused: others, that belong to the
mark, go on.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from zharia.journal.installation import Installation
from zharia.journal.mark import JournalMark, mark_of


class PauseReason(StrEnum):
    """Why nothing is sent. Stable: stored, and translated by pages."""

    #: somebody started it with `--paused`
    ASKED = "asked"
    OTHER_JOURNAL = "other_journal"
    OTHER_HOME = "other_home"
    #: the journal is shorter than it was, or says something else
    JOURNAL_CHANGED = "journal_changed"


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent, no token is renewed, no status is asked."""

    reason: PauseReason
    #: known where it was requested
    at: datetime | None = None
    by: str = ""


def pause_of(session: Session, installation: Installation) -> Pause | None:
    """Why this installation is paused, for people; None if it is not."""
    mark = mark_of(session)
    return None if mark is None else _pause(mark, installation)


def may_send(session: Session, installation: Installation) -> bool:
    """Whether this installation may send now. Asked wherever something could leave."""
    mark = mark_of(session)
    return mark is not None and belongs_to(mark, installation)


def belongs_to(mark: JournalMark, installation: Installation) -> bool:
    """Whether a database with this mark is this installation's, and not paused."""
    return _pause(mark, installation) is None


def _pause(mark: JournalMark, installation: Installation) -> Pause | None:
    if mark.journal != installation.journal.id:
        return Pause(PauseReason.OTHER_JOURNAL)
    if mark.home != installation.home:
        return Pause(PauseReason.OTHER_HOME)
    if mark.paused_at is not None:
        return Pause(
            PauseReason(mark.paused_why or PauseReason.ASKED), mark.paused_at, mark.paused_by or ""
        )
    return None
