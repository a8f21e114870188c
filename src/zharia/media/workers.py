"""The worker processes that prepare photos, so that no foreign byte is decoded in the service.

A photo that exhausts memory, hangs or crashes its decoder costs one process, which is replaced.
"""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self, TypeVar

from zharia.media import wire
from zharia.media.errors import (
    BrokenPhoto,
    DecoderCrashed,
    EmptyPhoto,
    NotAPhoto,
    PhotoError,
    PhotoTooLarge,
    PhotoTooSlow,
    WorkersUnavailable,
)
from zharia.media.formats import Format
from zharia.media.prepared import (
    MOST_JPEG_BYTES,
    Change,
    ChangeCode,
    Layout,
    Original,
    PreparedPhoto,
)
from zharia.media.worker_process import WorkerDied, WorkerProcess, WorkerTimedOut

#: Bytes a photo's file may have. A 100-megapixel camera's JPEG has about half of it.
MOST_BYTES: Final = 64 << 20

#: Address space of one worker in bytes: enough for any allowed JPEG and PNG, and for WebP, AVIF and
#: HEIC up to about 50 megapixels.
MEMORY_BYTES: Final = 1 << 30

#: By the clock, so with room for a busy machine: 12 megapixels take 0.1 to 1 second of CPU.
SECONDS: Final = 30.0

#: After so many photos a worker is replaced, lest fragmented memory makes it refuse a good one.
_PHOTOS_PER_WORKER: Final = 200

_ERRORS: Final[dict[str, type[PhotoError]]] = {
    error.code: error for error in (EmptyPhoto, NotAPhoto, BrokenPhoto, PhotoTooLarge)
}

Made = TypeVar("Made")

_log = logging.getLogger(__name__)


class PhotoWorkers:
    """Up to `size` worker processes, started when first needed. Any thread may call `prepare`.

        with PhotoWorkers() as workers:
            photo = workers.prepare(path.read_bytes())

    `memory_bytes` bounds each worker's address space, `seconds` the time for one photo.
    """

    def __init__(
        self, size: int = 2, *, memory_bytes: int = MEMORY_BYTES, seconds: float = SECONDS
    ) -> None:
        self._size = size
        self._memory_bytes = memory_bytes
        self._seconds = seconds
        self._free = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._idle: list[WorkerProcess] = []
        self._all: set[WorkerProcess] = set()
        self._closed = False

    def prepare(self, photo: bytes, layout: Layout = Layout.WHOLE) -> PreparedPhoto:
        """Turn a photo's file into a JPEG that TikTok accepts; waits for a free worker.

        Raises a `PhotoError` if this photo cannot be posted, `WorkersUnavailable` if no worker
        starts, and RuntimeError after `close`.
        """
        if not photo:
            raise EmptyPhoto
        if len(photo) > MOST_BYTES:
            raise PhotoTooLarge(
                f"{len(photo) / 1e6:.0f} MB, and at most {MOST_BYTES / 1e6:.0f} are allowed"
            )
        return self._asked({"layout": layout}, photo, _prepared)

    def shrink(self, photo: bytes, longest: int) -> bytes:
        """A small JPEG of a prepared photo, its longest side at most `longest` pixels.

        Raises what `prepare` raises.
        """
        return self._asked({"longest": longest}, photo, _small)

    @property
    def pids(self) -> frozenset[int]:
        """The process ids of the workers that are there now."""
        with self._lock:
            return frozenset(worker.pid for worker in self._all)

    def close(self) -> None:
        """Finish the photos in hand, then end all workers. Waiting and later calls are refused."""
        self._closed = True
        for _ in range(self._size):
            self._free.acquire()
        for worker in self._idle:
            self._drop(worker)
        self._idle.clear()
        self._free.release(self._size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _asked(
        self, header: wire.Header, photo: bytes, understood: Callable[[wire.Header, bytes], Made]
    ) -> Made:
        with self._free:
            try:
                return self._ask(header, photo, understood)
            except WorkerDied as error:
                # It may have been none of the photo's doing: try once more.
                _log.warning("a photo worker died and is replaced: %s", error)
            try:
                return self._ask(header, photo, understood)
            except WorkerDied as error:
                raise DecoderCrashed(str(error)) from error

    def _ask(
        self, header: wire.Header, photo: bytes, understood: Callable[[wire.Header, bytes], Made]
    ) -> Made:
        worker = self._take()
        keep = False
        try:
            answer, jpeg = worker.ask(header, photo)
            refused = _refusal(answer)
            made = None if refused else understood(answer, _checked(jpeg))
            keep = not answer.get("worn") and worker.answered < _PHOTOS_PER_WORKER
        except WorkerTimedOut as error:
            raise PhotoTooSlow(f"{self._seconds:g}") from error
        finally:
            if keep:
                with self._lock:
                    self._idle.append(worker)
            else:
                self._drop(worker)
        if refused:
            raise refused
        assert made is not None  # noqa: S101 - it is refused or made
        return made

    def _take(self) -> WorkerProcess:
        """An idle worker that is alive, else a new one."""
        if self._closed:
            raise RuntimeError("the photo workers are closed")
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return self._started()
            if worker.alive:
                return worker
            self._drop(worker)

    def _started(self) -> WorkerProcess:
        try:
            worker = WorkerProcess(memory_bytes=self._memory_bytes, seconds=self._seconds)
        except OSError as error:
            raise WorkersUnavailable(str(error)) from error
        with self._lock:
            self._all.add(worker)
        try:
            worker.wait_until_ready()
        except (WorkerDied, WorkerTimedOut) as error:
            self._drop(worker)
            raise WorkersUnavailable(str(error) or "no sign of life") from error
        return worker

    def _drop(self, worker: WorkerProcess) -> None:
        worker.end()
        with self._lock:
            self._all.discard(worker)


def _refusal(answer: wire.Header) -> PhotoError | None:
    """Why the worker made nothing; raises `WorkerDied` for a reason that there is not."""
    if "error" not in answer:
        return None
    try:
        return _ERRORS[answer["error"]](str(answer["detail"]))
    except (KeyError, TypeError) as error:
        raise WorkerDied("an answer that makes no sense") from error


def _prepared(answer: wire.Header, jpeg: bytes) -> PreparedPhoto:
    """A worker's answer; raises `WorkerDied` for one that a sane worker does not give."""
    try:
        original_format, *original = answer["original"]
        original_width, original_height, original_size = map(int, original)
        return PreparedPhoto(
            jpeg,
            int(answer["width"]),
            int(answer["height"]),
            Original(Format(original_format).value, original_width, original_height, original_size),
            tuple(Change(ChangeCode(code), str(detail)) for code, detail in answer["changes"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise WorkerDied("an answer that makes no sense") from error


def _small(_answer: wire.Header, jpeg: bytes) -> bytes:
    return jpeg


def _checked(jpeg: bytes) -> bytes:
    """Raises `WorkerDied` for what is no JPEG within TikTok's size."""
    if not jpeg.startswith(b"\xff\xd8\xff") or len(jpeg) > MOST_JPEG_BYTES:
        raise WorkerDied("an answer that is no photo")
    return jpeg
