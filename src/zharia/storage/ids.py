"""ULID-like ids: 26 characters that sort by time and cannot be guessed from it.

48 bits of milliseconds, then 80 random bits, in Crockford's base 32 without I, L, O and U:
safe in URLs, file names and speech. Two ids of one millisecond sort at random.
"""

import os
import time

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
#: two digits at a time: each request and each row needs an id
_PAIRS = [one + other for one in _DIGITS for other in _DIGITS]
#: the digit for each random byte, of which five bits count
_OF_BYTE = (_DIGITS * 8).encode()


def new_id() -> str:
    """An id for a new row, e.g. `01k9xw3m5r8t2v4b6d7f9h0j1k`."""
    moment = time.time_ns() // 1_000_000
    began = "".join([_PAIRS[moment >> shift & 1023] for shift in (40, 30, 20, 10, 0)])
    return began + os.urandom(16).translate(_OF_BYTE).decode()
