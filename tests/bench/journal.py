"""Attempt journal: lines a second into a file and into a bucket, and how long reading one takes.

    ./run bench journal

The bucket is moto's server on this machine, which answers in a few milliseconds and in Python: a
figure for one request more, and none for any real service.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from zharia.chaos import s3
from zharia.journal import AttemptRevoked, Journal
from zharia.storage.s3_address import S3Address

LINES = 2000
THREADS = 8


def main() -> None:
    with _places() as places:
        for name, where in places.items():
            alone = _append(Journal.open(where), 1)
            began = time.perf_counter()
            read = len(Journal.open(where).tail(0).records)
            reading = time.perf_counter() - began
            together = _append(Journal.open(where), THREADS)
            print(
                f"{name}: {alone:.0f} lines/s from one thread, {together:.0f} from {THREADS};"
                f" {read} lines of one object each read in {reading:.2f} s"
                f" ({read / reading:.0f}/s)"
            )


def _append(journal: Journal, threads: int) -> float:
    """Lines a second."""
    record = AttemptRevoked("01kb5n4q8x7z2m6w3v9t1r0y8d", datetime.now(UTC))
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(journal.append, record) for _ in range(LINES)]:
            done.result()
    return LINES / (time.perf_counter() - began)


@contextmanager
def _places() -> Iterator[dict[str, Path | S3Address]]:
    with tempfile.TemporaryDirectory() as folder, s3.server() as server:
        os.environ.update(s3.variables(server))
        s3.make_bucket(server, "bench")
        yield {
            "file": Path(folder) / "journal.jsonl",
            "bucket": S3Address("bench", "journal"),
        }
