"""Sandboxed decoding: worker processes prepare photos; the service decodes no foreign byte.

A photo that exhausts memory, hangs or crashes its decoder costs one process, which is replaced.
"""

from collections.abc import Callable
from functools import cache
from typing import Final, TypeVar

from pydantic import TypeAdapter

from zharia.media import worker_protocol
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
from zharia.media.prepared import MAX_JPEG_BYTES, Layout, PreparedPhoto
from zharia.media.worker_pool import WorkerPool, WorkersCannotStart
from zharia.media.worker_process import WorkerDied, WorkerTimedOut

#: Bytes a photo's file may have. A 100-megapixel camera's JPEG has about half of it.
MAX_BYTES: Final = 64 << 20

#: Address space of one worker in bytes: enough for any allowed JPEG and PNG, for WebP up to about
#: 100 megapixels, and for AVIF and HEIC up to about 50.
MEMORY_BYTES: Final = 1 << 30

#: By the clock, so with room for a busy machine: 12 megapixels take 0.1 to 1 second of CPU.
SECONDS: Final = 30.0

#: After so many photos a worker is replaced, lest fragmented memory makes it refuse a good one.
_PHOTOS_PER_WORKER: Final = 200

_ERRORS: Final[dict[str, type[PhotoError]]] = {
    error.code: error for error in (EmptyPhoto, NotAPhoto, BrokenPhoto, PhotoTooLarge)
}


Result = TypeVar("Result")


@cache
def _prepared_photo() -> TypeAdapter[PreparedPhoto]:
    return TypeAdapter(PreparedPhoto)


class PhotoWorkers(WorkerPool):
    """Up to `size` worker processes, started when first needed. Any thread may call `prepare`.

        with PhotoWorkers() as workers:
            photo = workers.prepare(path.read_bytes())

    `memory_bytes` bounds each worker's address space, `seconds` the time for one photo.
    """

    def __init__(
        self, size: int = 2, *, memory_bytes: int = MEMORY_BYTES, seconds: float = SECONDS
    ) -> None:
        super().__init__(
            "zharia.media.worker",
            size,
            memory_bytes=memory_bytes,
            seconds=seconds,
            requests_each=_PHOTOS_PER_WORKER,
            idle=size,
        )

    def prepare(self, photo: bytes, layout: Layout = Layout.WHOLE) -> PreparedPhoto:
        """Turn a photo's file into a JPEG that TikTok accepts; waits for a free worker.

        Raises a `PhotoError` if this photo cannot be posted, `WorkersUnavailable` if no worker
        starts, and RuntimeError after `close`.
        """
        if not photo:
            raise EmptyPhoto
        if len(photo) > MAX_BYTES:
            raise PhotoTooLarge(
                f"{len(photo) / 1e6:.0f} MB, and at most {MAX_BYTES / 1e6:.0f} are allowed"
            )
        return self._asked({"layout": layout}, photo, _prepared)

    def shrink(self, photo: bytes, longest: int) -> bytes:
        """A small JPEG of a prepared photo, its longest side at most `longest` pixels.

        Raises what `prepare` raises.
        """
        return self._asked({"longest": longest}, photo, lambda _, jpeg: jpeg)

    def _asked(
        self,
        header: worker_protocol.Header,
        photo: bytes,
        parse: Callable[[worker_protocol.Header, bytes], Result],
    ) -> Result:
        def read(answer: worker_protocol.Header, jpeg: bytes) -> Result | PhotoError:
            return _error_in(answer) or parse(answer, _checked(jpeg))

        try:
            made = self.ask(header, photo, read)
        except WorkerTimedOut as error:
            raise PhotoTooSlow(f"{self._seconds:g}") from error
        except WorkerDied as error:
            raise DecoderCrashed(str(error)) from error
        except WorkersCannotStart as error:
            raise WorkersUnavailable(str(error)) from error
        if isinstance(made, PhotoError):
            raise made
        return made


def _error_in(answer: worker_protocol.Header) -> PhotoError | None:
    """The error in a response, if any; raises `WorkerDied` for an unknown one."""
    if "error" not in answer:
        return None
    try:
        return _ERRORS[answer["error"]](str(answer["detail"]))
    except (KeyError, TypeError) as error:
        raise WorkerDied("an answer that makes no sense") from error


def _prepared(answer: worker_protocol.Header, jpeg: bytes) -> PreparedPhoto:
    """Parse a worker's response; raises `WorkerDied` for an invalid one."""
    try:
        prepared = _prepared_photo().validate_python(answer | {"jpeg": jpeg})
        Format(prepared.original.format)
    except ValueError as error:
        raise WorkerDied("an answer that makes no sense") from error
    return prepared


def _checked(jpeg: bytes) -> bytes:
    """Raises `WorkerDied` for what is no JPEG within TikTok's size."""
    if not jpeg.startswith(b"\xff\xd8\xff") or len(jpeg) > MAX_JPEG_BYTES:
        raise WorkerDied("an answer that is no photo")
    return jpeg
