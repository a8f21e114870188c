"""Processes that die or freeze, and the database that they use: its clock is the test's.

What a `kill -9` leaves behind depends on nothing but the transactions that were committed and the
calls that TikTok heard before. So a process that is cut off before or after each of its commits has
been killed everywhere. A frozen one stands still in the middle of a call, and goes on later.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Semaphore, Thread, local
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.orm import Session

from zharia.storage.database import Database, after_commit

#: no two transactions are of one moment
TICK: Final = timedelta(milliseconds=10)


class Died(BaseException):
    """The process was killed. No `except Exception` may catch this."""


class Edge(StrEnum):
    """On which side of a commit a process dies."""

    BEFORE = "before"
    #: nothing of it is in the journal yet
    AFTER = "after"
    JOURNALED = "after the journal and"


@dataclass(frozen=True, slots=True)
class Kill:
    """Which commit of the next step is its last, counted from 0."""

    commit: int
    edge: Edge


class MortalDatabase(Database):
    """A real database whose user can be killed at any commit."""

    def __init__(self, url: str, now: datetime) -> None:
        super().__init__(url)
        self.moment = now
        self.kill: Kill | None = None
        self._commits = 0
        if self.is_sqlite:
            # A killed process loses nothing that it wrote; a power cut is not tried here.
            event.listen(self.engine, "connect", _do_not_sync)

    @contextmanager
    def mortal(self, kill: Kill | None) -> Iterator[None]:
        """Whoever works in here is killed there, if it comes to it."""
        self.kill, self._commits = kill, 0
        try:
            yield
        finally:
            self.kill = None

    @contextmanager
    def write(self) -> Iterator[Session]:
        kill, number = self.kill, self._commits
        self._commits += 1
        self.moment += TICK
        with super().write() as session:
            if kill == Kill(number, Edge.AFTER):
                after_commit(session, _die)
            yield session
            if kill == Kill(number, Edge.BEFORE):
                raise Died
        if kill == Kill(number, Edge.JOURNALED):
            raise Died

    def now(self, session: Session) -> datetime:
        return self.moment


def _die() -> None:
    raise Died


def _do_not_sync(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


_here = local()


class Frozen:
    """A step in a thread of its own that stands still at `freeze`, until it is thawed.

    Only one of all threads runs at a time, so what happens is the same each time.
    """

    def __init__(self, step: Callable[[], None]) -> None:
        self._step = step
        self._go, self._stopped = Semaphore(0), Semaphore(0)
        self._dies = self.is_done = False
        self._trouble: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        self._wait()

    def thaw(self, *, dies: bool = False) -> None:
        """Let it go on to its end, or kill it where it stands."""
        self._dies = dies
        self._go.release()
        self._wait()
        if not self.is_done:
            raise AssertionError("it froze twice")

    def _wait(self) -> None:
        self._stopped.acquire()
        if self.is_done:
            self._thread.join()
        if self._trouble is not None:
            raise self._trouble

    def _run(self) -> None:
        _here.frozen = self
        try:
            self._step()
        except Died:
            pass
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            self._trouble = error
        finally:
            self.is_done = True
            self._stopped.release()

    def stand(self) -> None:
        self._stopped.release()
        self._go.acquire()
        if self._dies:
            raise Died


def freeze() -> None:
    """Stand still here, if this is a step that is to freeze, and has not yet."""
    frozen: Frozen | None = getattr(_here, "frozen", None)
    if frozen is not None:
        _here.frozen = None
        frozen.stand()
