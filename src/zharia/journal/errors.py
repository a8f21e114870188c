"""Errors of the attempt journal, with messages for the administrator.

JournalError
├─ JournalUnwritable   nothing is sent, since nothing could be written down before
│  └─ JournalAway      its bucket does not answer, or takes nothing
├─ JournalReplaced     it is gone, or is not the one that this process began with
│  └─ JournalDamaged   of its objects in a bucket one is missing, or was changed
└─ JournalTooNew       a newer program has written it
"""

from typing import ClassVar, Self

from zharia.errors import ErrorCode
from zharia.texts.message import Message


class JournalError(Exception):
    """`str()` is the message in English; `message.text(language)` has the others."""

    code: ClassVar[ErrorCode]
    template: Message

    def __init__(self, **values: str) -> None:
        """`values` fill in the `{names}` in the message."""
        self._values = values
        self.message = self.template.with_(**values)
        super().__init__(str(self.message))

    def copy(self) -> Self:
        """A copy, to be raised in another thread."""
        return type(self)(**self._values)


class JournalUnwritable(JournalError):
    code = ErrorCode.JOURNAL_UNWRITABLE
    template = Message(
        "The attempt journal {path} cannot be written: {problem}. So nothing is sent. An"
        " administrator frees space on the disk or gives the right to write; Zharia then goes on"
        " by itself."
    )


class JournalAway(JournalUnwritable):
    template = Message(
        "The attempt journal {path} cannot be used just now: {problem}. So nothing is sent. If it"
        " does not come back by itself, an administrator looks at the bucket; Zharia then goes on"
        " by itself."
    )


class JournalReplaced(JournalError):
    code = ErrorCode.JOURNAL_REPLACED
    template = Message(
        "The attempt journal {path} is gone, or is another one than before. So nothing is sent."
        " An administrator puts the former one back, or restarts Zharia."
    )


class JournalDamaged(JournalReplaced):
    template = Message(
        "In the attempt journal {path} the object {name} is missing or was changed. So nothing is"
        " sent. An administrator puts back what was there; if it is lost, ZHARIA_JOURNAL has to"
        " name another, empty place."
    )


class JournalTooNew(JournalError):
    code = ErrorCode.JOURNAL_TOO_NEW
    template = Message(
        "A newer version of Zharia has written the attempt journal {path}. Install that one."
    )
