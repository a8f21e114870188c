"""ULID-like ids: 26 characters that sort by time and cannot be guessed from it.

48 bits of milliseconds, then 80 random bits, in Crockford's base 32 without I, L, O and U:
safe in URLs, file names and speech. Two ids of one millisecond sort at random.
"""

import secrets
import time

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
#: two digits at a time: each request and each row needs an id
_PAIRS = [one + other for one in _DIGITS for other in _DIGITS]
_SHIFTS = range(120, -1, -10)


def new_id() -> str:
    """An id for a new row, e.g. `01k9xw3m5r8t2v4b6d7f9h0j1k`."""
    number = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
