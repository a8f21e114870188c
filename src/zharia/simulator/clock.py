"""A clock for simulated time, which may run faster than ours and can be pushed forward."""

import time
from collections.abc import Callable


class Clock:
    """Seconds since the epoch, `speed` times as fast as the wall clock's.

    Time only goes forward: a state saved ahead of us pulls the clock up to it.
    """

    def __init__(
        self,
        speed: float = 1.0,
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._speed = speed
        self._base = wall()
        self._since = monotonic()

    @property
    def speed(self) -> float:
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._rebase(self.now())
        self._speed = speed

    def now(self) -> float:
        return self._base + (self._monotonic() - self._since) * self._speed

    def advance(self, seconds: float) -> None:
        """Jump forward by simulated seconds, at once."""
        self._rebase(self.now() + max(seconds, 0.0))

    def at_least(self, moment: float) -> None:
        """Jump to `moment` unless it has passed."""
        self._rebase(max(self.now(), moment))

    def real_seconds_until(self, moment: float) -> float:
        """How long to sleep on the wall clock until `moment`; never negative."""
        return max((moment - self.now()) / self._speed, 0.0)

    def _rebase(self, now: float) -> None:
        self._base = now
        self._since = self._monotonic()
