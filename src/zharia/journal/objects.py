"""Append-only log in an S3 bucket, as numbered objects of which each is written once.

<prefix>/journal/00000000000000000001.jsonl    who the journal is, see `segments`
<prefix>/journal/00000000000000000002.jsonl    lines; and so on, without a gap

Each object is put with `If-None-Match: *`, so that of several writers one has the number, and the
others read it and take the next. Nothing is ever put over or deleted. Whether a put whose answer
was lost has happened is seen by reading that number back.
"""

import logging
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from typing import Final, Self

from zharia.journal.bucket import JournalBucket
from zharia.journal.errors import JournalAway, JournalDamaged, JournalReplaced, JournalTooNew
from zharia.journal.log import BEGINNING, Part
from zharia.journal.segment_cache import SegmentCache
from zharia.journal.segments import (
    FIRST,
    NoSegment,
    Segment,
    TooNew,
    find_last,
    gap_in,
    name_of,
    number_of,
)
from zharia.storage.bucket import PAGE, BucketUnavailable, Object, refused
from zharia.storage.ids import new_id
from zharia.storage.s3_address import S3Address

log = logging.getLogger(__name__)

_FOLDER: Final = "journal"
#: after so many seconds an append is given up
_PATIENCE: Final = 10.0
#: seconds between two tries
_PAUSE: Final = 0.1
#: objects that are read at once
_READERS: Final = 16
#: objects that are read before their lines are handed on
_BATCH: Final = 256
#: seconds for which another writer is expected to go on
_COMPANY: Final = 5.0
_NOTHING: Final = sha256(b"").hexdigest()


class ObjectLog:
    """The log in one bucket: an `AppendLog`. A position is the number of an object."""

    #: a look is a request, which is paid for
    look_every = 10.0

    def __init__(self, bucket: JournalBucket, first: Segment) -> None:
        """Use `open`, which begins the log if there is none."""
        self._bucket, self._first = bucket, first
        self._cache = SegmentCache()
        #: when another writer was seen, and how long our last put took, in monotonic seconds
        self._met_at = float("-inf")
        self._took = 0.0

    @classmethod
    def open(cls, address: S3Address) -> Self:
        """The log at an address, which is begun if there is none. Raises `BucketUnusable` too."""
        bucket = JournalBucket(address)
        try:
            bucket.require()
            path = _path(FIRST)
            content = bucket.get(path)
            if content is None:
                _require_nothing(bucket)
                content = Segment.write(new_id(), new_id(), None, b"").content
                # One that is there by now is another process's, or ours after a lost answer.
                if bucket.put_new(path, content) is None:
                    content = bucket.get(path) or b""
        except BucketUnavailable as away:
            raise _away(address, away) from away
        return cls(bucket, _read(content, address, FIRST))

    @property
    def id(self) -> str:
        return self._first.journal

    @property
    def home(self) -> str:
        return str(self._bucket.address)

    def append(self, lines: bytes) -> None:
        """One thread at a time."""
        give_up_at = time.monotonic() + _PATIENCE
        with self._errors():
            last = self._cache.last() or self._find_last()
            self._give_way()
            while True:
                mine = Segment.write(self.id, new_id(), last, lines)
                theirs = self._put(mine, give_up_at)
                if theirs is None:
                    return
                self._met_at = time.monotonic()
                if not theirs.follows(last):
                    self._cache.clear()
                    raise JournalReplaced(path=self.home)
                if time.monotonic() >= give_up_at:
                    raise JournalAway(path=self.home, problem="other writers were always ahead")
                # There may be many by now.
                listed = self._listed(theirs.number)
                last = self._segment(listed[-1]) if listed else theirs

    def _put(self, mine: Segment, give_up_at: float) -> Segment | None:
        """None once it is there; else the one that has its number."""
        path = _path(mine.number)
        while True:
            away = None
            began = time.monotonic()
            try:
                e_tag = self._bucket.put_new(path, mine.content)
                if e_tag is not None:
                    self._took = time.monotonic() - began
                    self._cache.add(mine, e_tag)
                    return None
            except BucketUnavailable as error:
                if refused(error):
                    raise
                away = error
            try:
                # It may have come to be there, whatever the answer was.
                found = self._bucket.get(path)
            except BucketUnavailable as error:
                found, away = None, error
            if found is not None:
                segment = self._read(found, mine.number)
                self._cache.add(segment, "")
                return None if found == mine.content else segment
            if time.monotonic() >= give_up_at:
                problem = str(away) if away else "another writer has the object's name"
                raise JournalAway(path=self.home, problem=problem) from away
            time.sleep(_PAUSE)

    def _give_way(self) -> None:
        """Whoever has just written is ahead of those who have to read that first: wait for them."""
        if time.monotonic() - self._met_at < _COMPANY:
            time.sleep(min(self._took, _PAUSE) * 3 * random.random())  # noqa: S311 - no secret

    def end(self) -> int:
        with self._errors():
            known = self._cache.last()
            listed = self._listed(known.number) if known else []
            if known and listed and self._segment(listed[0]) == known:
                return listed[-1][0]
            if known:
                log.warning("%s is not what it was: its end is looked for anew", self.home)
            return self._find_last().number

    def fingerprint(self, position: int) -> str:
        if position == BEGINNING:
            return _NOTHING
        with self._errors():
            listed = self._listed(position)
            if listed:
                return self._segment(listed[0]).sha256
            self._require_first()
            return ""

    def since(self, position: int) -> Part:
        with self._errors():
            listed = self._listed(max(position, FIRST))
            if not listed:
                self._require_first()
                return Part(iter(()), position, "", "")
            first, last = self._segment(listed[0]), self._segment(listed[-1])
            if position == BEGINNING:
                return Part(self._lines(None, listed), last.number, _NOTHING, last.sha256)
            return Part(self._lines(first, listed[1:]), last.number, first.sha256, last.sha256)

    def look(self) -> None:
        with self._errors():
            self._bucket.look()

    def try_to_write(self) -> None:
        self.end()
        with self._errors():
            self._bucket.try_out()

    def _lines(
        self, before: Segment | None, listed: Sequence[tuple[int, Object]]
    ) -> Iterator[tuple[str, bytes]]:
        with self._errors(), ThreadPoolExecutor(_READERS, "journal") as readers:
            for begin in range(0, len(listed), _BATCH):
                batch = listed[begin : begin + _BATCH]
                # Before an attempt all are known, or but one is not: that needs no thread.
                several = sum(self._known(one) is None for one in batch) > 1
                read = readers.map(self._segment, batch) if several else map(self._segment, batch)
                for segment in read:
                    if before is not None and not segment.follows(before):
                        raise self._damaged(segment.number)
                    before = segment
                    for number, line in enumerate(segment.lines, 2):
                        yield f"{name_of(segment.number)}, line {number}", line

    def _listed(self, first: int) -> list[tuple[int, Object]]:
        """The objects from a number on, without a gap; none if there are only lower ones."""
        after = _path(first - 1)
        found = {number_of(one.path): one for one in self._bucket.list(_FOLDER, after=after)}
        listed = [(number, one) for number, one in found.items() if number is not None]
        gap = gap_in([number for number, _ in listed], first)
        if gap is not None:
            raise self._damaged(gap)
        return listed

    def _known(self, listed: tuple[int, Object]) -> Segment | None:
        """The content of an object, if it was read before, and has not changed since."""
        known = self._cache.get(listed[0])
        is_same = known is not None and known.e_tag and known.e_tag == listed[1].e_tag
        return known.segment if known is not None and is_same else None

    def _segment(self, listed: tuple[int, Object]) -> Segment:
        """The content of an object as it is in the bucket by now."""
        if known := self._known(listed):
            return known
        number, listed_object = listed
        content = self._bucket.get(listed_object.path)
        if content is None:
            raise self._damaged(number)
        segment = self._read(content, number)
        self._cache.add(segment, listed_object.e_tag)
        return segment

    def _find_last(self) -> Segment:
        self._cache.clear()
        last = find_last(self._page_after)
        if last == 0:
            raise JournalReplaced(path=self.home)
        content = self._bucket.get(_path(last))
        if content is None:
            raise self._damaged(last)
        segment = self._read(content, last)
        self._cache.add(segment, "")
        return segment

    def _page_after(self, number: int) -> tuple[list[int], bool]:
        listing = self._bucket.list(_FOLDER, after=_path(number))
        page = [one for one, _ in zip(listing, range(PAGE), strict=False)]
        numbers = [found for one in page if (found := number_of(one.path)) is not None]
        return numbers, len(page) == PAGE

    def _require_first(self) -> None:
        """A journal that ends before a position is still one."""
        if self._bucket.get(_path(FIRST)) != self._first.content:
            raise JournalReplaced(path=self.home)

    def _read(self, content: bytes, number: int) -> Segment:
        segment = _read(content, self._bucket.address, number)
        if segment.journal != self.id:
            raise JournalReplaced(path=self.home)
        return segment

    def _damaged(self, number: int) -> JournalDamaged:
        return JournalDamaged(path=self.home, name=_path(number))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except BucketUnavailable as away:
            raise _away(self._bucket.address, away) from away


def _require_nothing(bucket: JournalBucket) -> None:
    """Nothing of a journal is there that has lost its beginning."""
    numbers = {number_of(one.path) for one in bucket.list(_FOLDER)} - {None}
    if numbers and FIRST not in numbers:
        raise JournalDamaged(path=str(bucket.address), name=_path(FIRST))


def _path(number: int) -> str:
    return f"{_FOLDER}/{name_of(number)}"


def _read(content: bytes, address: S3Address, number: int) -> Segment:
    try:
        segment = Segment.read(content)
    except NoSegment as error:
        raise JournalDamaged(path=str(address), name=_path(number)) from error
    except TooNew as error:
        raise JournalTooNew(path=str(address)) from error
    if segment.number != number:
        raise JournalDamaged(path=str(address), name=_path(number))
    return segment


def _away(address: S3Address, away: BucketUnavailable) -> JournalAway:
    return JournalAway(path=str(address), problem=str(away))
