"""The attempt journal: what left this installation, written down outside its database.

    a fact ─▶ committed to the database ─▶ `Journal.append`, synced ─▶ something leaves us

    start ─▶ `pause_of`: is this database ours?  ─▶ what the journal knows beyond the database's
                                                    mark is brought back ─▶ `may_send`

An older database put back posts nothing twice, since the journal knows better; a copied one posts
nothing at all, since its mark names another installation. Nothing here knows what an article or a
publication is.
"""

from zharia.journal.errors import JournalError, JournalReplaced, JournalTooNew, JournalUnwritable
from zharia.journal.file import Journal
from zharia.journal.installation import Installation
from zharia.journal.mark import JournalMark, bind, mark_of, move, order_pause
from zharia.journal.pausing import Why, may_send, pause_of
from zharia.journal.records import (
    MOST_OF_EXCERPT,
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
    "MOST_OF_EXCERPT",
    "AttemptAnswered",
    "AttemptEnded",
    "AttemptRevoked",
    "AttemptSent",
    "Installation",
    "Journal",
    "JournalError",
    "JournalMark",
    "JournalReplaced",
    "JournalTooNew",
    "JournalUnwritable",
    "PhotoPulled",
    "PublicationCancelled",
    "Record",
    "SentAccount",
    "SentArticle",
    "SentPublication",
    "TokensKept",
    "Why",
    "bind",
    "mark_of",
    "may_send",
    "move",
    "order_pause",
    "pause_of",
]
