"""Identity of an installation: the journal that it writes, and where that is.

On SQLite the machine belongs to it, since a copy of the whole folder on another machine would
otherwise be taken for the original. On PostgreSQL several machines are one installation: they
share the journal's disk, under one path, or its bucket.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from zharia.journal.journal import Journal
from zharia.storage.s3_address import S3Address

_MACHINE_ID: Final = Path("/etc/machine-id")


@dataclass(frozen=True, slots=True)
class Installation:
    """A journal and its home."""

    journal: Journal
    home: str

    @classmethod
    def open(cls, where: Path | S3Address, *, one_machine: bool) -> Self:
        """With the journal in a file or a bucket, which is begun there if there is none.

        Raises a `JournalError` or `BucketUnusable`.
        """
        journal = Journal.open(where)
        return cls(journal, home_of(journal.home, one_machine=one_machine))


def home_of(where: str, *, one_machine: bool) -> str:
    """Where a journal is, in one line."""
    machine = _machine() if one_machine else ""
    return f"{where} on {machine}" if machine else where


def _machine() -> str:
    """Tells one machine from another; empty where the system does not say."""
    try:
        known = _MACHINE_ID.read_bytes().strip()
    except OSError:
        return ""
    # The id itself is the machine's own secret (machine-id(5)).
    return hashlib.sha256(b"zharia " + known).hexdigest()[:16] if known else ""
