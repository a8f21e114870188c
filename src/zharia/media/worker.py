"""The worker process: decodes foreign bytes within limits, and leaves with its parent.

Started by `worker_process` as `python -m zharia.media.worker <memory bytes> <CPU seconds>`; photos
come in on standard input, answers go out on standard output.
"""

import contextlib
import os
import resource
import select
import signal
import sys
import threading
from pathlib import Path

from zharia.media import wire
from zharia.media.errors import BrokenPhoto, PhotoError, PhotoTooLarge
from zharia.media.prepare import prepare, shrink
from zharia.media.prepared import Layout, PreparedPhoto


def main(memory_bytes: int, cpu_seconds: int) -> None:
    # The service decides when we end: it may want the photo in hand finished first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    photos_in, answers_out = 0, os.dup(1)
    os.dup2(2, 1)  # a C library that prints must not print into an answer
    _limit(memory_bytes)
    threading.Thread(target=_leave_with_parent, args=(photos_in,), daemon=True).start()
    with contextlib.suppress(wire.WireBroken):
        wire.send(answers_out, {"ready": True})
        while True:
            header, photo = wire.receive(photos_in)
            _allow_cpu(cpu_seconds)
            answer, jpeg = _answer(header, photo)
            wire.send(answers_out, answer, jpeg)


def _answer(header: wire.Header, photo: bytes) -> tuple[wire.Header, bytes]:
    try:
        if "longest" in header:
            return {}, shrink(photo, header["longest"])
        return _success(prepare(photo, Layout(header["layout"])))
    except PhotoError as error:
        return _failure(error)
    except MemoryError:
        # What is left of a failed photo may stand in the way of the next one: have us replaced.
        answer, _ = _failure(PhotoTooLarge("reading it takes more memory than allowed"))
        return answer | {"worn": True}, b""
    except Exception as error:  # noqa: BLE001  # decoders raise nearly anything on foreign bytes
        return _failure(BrokenPhoto(f"{type(error).__name__}: {error}"[:300]))


def _success(photo: PreparedPhoto) -> tuple[wire.Header, bytes]:
    changes = [[change.code, change.detail] for change in photo.changes]
    original = photo.original
    answer = {
        "width": photo.width,
        "height": photo.height,
        "original": [original.format, original.width, original.height, original.size],
        "changes": changes,
    }
    return answer, photo.jpeg


def _failure(error: PhotoError) -> tuple[wire.Header, bytes]:
    return {"error": error.code, "detail": error.detail}, b""


def _limit(memory_bytes: int) -> None:
    # If the machine itself runs out of memory, we go before the service does (Linux).
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    _lower(resource.RLIMIT_AS, memory_bytes)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)


def _lower(which: int, limit: int) -> None:
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(which, (limit, limit))


def _allow_cpu(seconds: int) -> None:
    """Have the kernel end us after so much more CPU time, should the service no longer do it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _leave_with_parent(fd: int) -> None:
    """End this process, even amid a photo, once nobody can write to our standard input any more."""
    poll = select.poll()
    poll.register(fd, 0)  # a closed pipe is reported without being asked for
    poll.poll()
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
