"""Clock of a database server, asked once a second: in between, this machine's steady one goes on.

Several machines share it, so that theirs need not agree. Asking for each moment would add a
statement to every transaction.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import DateTime, func, select
from sqlalchemy.orm import Session

#: seconds for which an answer is used. One that took longer than `_SLOW` is used once: nobody knows
#: at which moment of them the server read its clock
_KEPT: Final = 1.0
_SLOW: Final = 0.05
#: counts on while the machine sleeps, where there is such a clock (Linux)
_STEADY: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_ASK: Final = select(func.clock_timestamp(type_=DateTime(timezone=True)))


class ServerClock:
    """One for each database of a process; threads share it."""

    def __init__(self) -> None:
        #: what the server said, and when that was by the steady clock
        self._known: tuple[datetime, float] | None = None

    def now(self, session: Session) -> datetime:
        """The server's time, in UTC, at most a twentieth of a second late."""
        began = time.clock_gettime(_STEADY)
        if self._known is not None:
            told, at = self._known
            if 0 <= began - at < _KEPT:
                return told + timedelta(seconds=began - at)
        told = session.execute(_ASK).scalar_one().astimezone(UTC)
        answered = time.clock_gettime(_STEADY)
        self._known = (told, answered) if answered - began < _SLOW else None
        return told
