"""ULID-like ids: 26 characters that sort by time and cannot be guessed from it.

48 bits of milliseconds, then 80 random bits, in Crockford's base 32 without I, L, O and U:
safe in URLs, file names and speech. Two ids of one millisecond sort at random.
"""

import secrets
import time

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 26


def new_id() -> str:
    """An id for a new row, e.g. `01k9xw3m5r8t2v4b6d7f9h0j1k`."""
    number = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    return "".join(_DIGITS[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))
