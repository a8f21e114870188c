"""Bounded cache of a journal's latest segments, as this process wrote or read them."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from zharia.journal.segments import Segment

_LIMIT_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """A segment, and the tag that the bucket has for it."""

    segment: Segment
    e_tag: str


class SegmentCache:
    """Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[int, Known] = OrderedDict()
        self._bytes = 0
        self._last: Segment | None = None

    def add(self, segment: Segment, e_tag: str) -> None:
        with self._lock:
            former = self._known.pop(segment.number, None)
            self._bytes += len(segment.content) - (len(former.segment.content) if former else 0)
            if self._last is None or segment.number >= self._last.number:
                self._last = segment
            self._known[segment.number] = Known(segment, e_tag)
            while self._bytes > _LIMIT_BYTES and len(self._known) > 1:
                _, oldest = self._known.popitem(last=False)
                self._bytes -= len(oldest.segment.content)

    def get(self, number: int) -> Known | None:
        with self._lock:
            return self._known.get(number)

    def last(self) -> Segment | None:
        """The one with the highest number, which is always kept."""
        with self._lock:
            return self._last

    def clear(self) -> None:
        with self._lock:
            self._known.clear()
            self._bytes, self._last = 0, None
