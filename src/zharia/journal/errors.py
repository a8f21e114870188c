"""Errors of the attempt journal, with messages for the administrator.

JournalError
├─ JournalUnwritable   nothing is sent, since nothing could be written down before
├─ JournalReplaced     the file is gone, or is not the one that this process began with
└─ JournalTooNew       a newer program has written it
"""

from typing import ClassVar

from zharia.errors import ErrorCode
from zharia.texts.message import Message


class JournalError(Exception):
    """`str()` is the message in English; `message.text(language)` has the others."""

    code: ClassVar[ErrorCode]
    template: Message

    def __init__(self, **values: str) -> None:
        """`values` fill in the `{names}` in the message."""
        self.message = self.template.with_(**values)
        super().__init__(str(self.message))


class JournalUnwritable(JournalError):
    code = ErrorCode.JOURNAL_UNWRITABLE
    template = Message(
        "The attempt journal {path} cannot be written: {problem}. So nothing is sent. An"
        " administrator frees space on the disk or gives the right to write; Zharia then goes on"
        " by itself."
    )


class JournalReplaced(JournalError):
    code = ErrorCode.JOURNAL_REPLACED
    template = Message(
        "The attempt journal {path} is gone, or is another file than before. So nothing is sent."
        " An administrator puts the former file back, or restarts Zharia."
    )


class JournalTooNew(JournalError):
    code = ErrorCode.JOURNAL_TOO_NEW
    template = Message(
        "A newer version of Zharia has written the attempt journal {path}. Install that one."
    )
