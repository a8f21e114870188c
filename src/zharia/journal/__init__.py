"""Attempt journal: an append-only log, outside the database, of what left this installation.

    a fact ─▶ committed to the database ─▶ `Journal.append`, kept ─▶ something leaves us

    start ─▶ `pause_of`: is this database ours?  ─▶ what the journal knows beyond the database's
                                                    mark is brought back ─▶ `may_send`

An older database put back posts nothing twice, since the journal knows better; a copied one posts
nothing at all, since its mark names another installation. Nothing here knows what an article or a
publication is. The journal lies in a `file`, or in the `objects` of a bucket; only these two know
the difference, as two kinds of `log.AppendLog`.
"""

from zharia.journal.errors import (
    JournalAway,
    JournalDamaged,
    JournalError,
    JournalReplaced,
    JournalTooNew,
    JournalUnwritable,
)
from zharia.journal.installation import Installation
from zharia.journal.journal import Journal
from zharia.journal.mark import JournalMark, advance_mark, bind, mark_of, request_pause
from zharia.journal.pausing import PauseReason, belongs_to, may_send, pause_of
from zharia.journal.records import (
    EXCERPT_LIMIT,
    AttemptAnswered,
    AttemptEnded,
    AttemptRevoked,
    AttemptSent,
    PhotoPulled,
    PublicationCancelled,
    Record,
    SentAccount,
    SentArticle,
    SentPublication,
    TokensKept,
)

__all__ = [
    "EXCERPT_LIMIT",
    "AttemptAnswered",
    "AttemptEnded",
    "AttemptRevoked",
    "AttemptSent",
    "Installation",
    "Journal",
    "JournalAway",
    "JournalDamaged",
    "JournalError",
    "JournalMark",
    "JournalReplaced",
    "JournalTooNew",
    "JournalUnwritable",
    "PauseReason",
    "PhotoPulled",
    "PublicationCancelled",
    "Record",
    "SentAccount",
    "SentArticle",
    "SentPublication",
    "TokensKept",
    "advance_mark",
    "belongs_to",
    "bind",
    "mark_of",
    "may_send",
    "pause_of",
    "request_pause",
]
