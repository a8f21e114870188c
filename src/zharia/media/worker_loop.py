"""Main loop of a worker process, within resource limits; it exits with its parent.

Started by `worker_process` as `python -m <module> <memory bytes> <CPU seconds>`; requests come in
on standard input, answers go out on standard output.
"""

import contextlib
import os
import resource
import select
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from zharia.media import worker_protocol


def serve(
    answer: Callable[[worker_protocol.Header, bytes], tuple[worker_protocol.Header, bytes]],
) -> None:
    """Serve requests until standard input is closed; the limits are in the command line."""
    memory_bytes, cpu_seconds = int(sys.argv[1]), int(sys.argv[2])
    # The service decides when we end: it may want what is in hand finished first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    asked, answers_out = 0, os.dup(1)
    os.dup2(2, 1)  # a C library that prints must not print into an answer
    _limit(memory_bytes)
    threading.Thread(target=_exit_with_parent, args=(asked,), daemon=True).start()
    with contextlib.suppress(worker_protocol.ProtocolError):
        worker_protocol.send(answers_out, {"ready": True})
        while True:
            header, body = worker_protocol.receive(asked)
            _limit_cpu(cpu_seconds)
            said, made = answer(header, body)
            worker_protocol.send(answers_out, said, made)


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


def _limit_cpu(seconds: int) -> None:
    """Have the kernel end this process after so much more CPU time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _exit_with_parent(fd: int) -> None:
    """Exit, even amid a request, once standard input is closed."""
    poll = select.poll()
    poll.register(fd, 0)  # a closed pipe is reported without being asked for
    poll.poll()
    os._exit(0)
