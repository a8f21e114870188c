"""Fingerprinting of JPEGs by size: a random comment makes each file one attempt's own. Pure.

TikTok tells of a post how many bytes it downloaded, and nothing else that could name the photos.
The same photo goes out on other accounts and in later attempts, and another program may send one
of the same size; with a comment of its own each copy can be told from all of them.
"""

import secrets
from typing import Final

#: start of image, and the markers of JFIF's segment and of a comment (ITU-T T.81, B.1.1.3)
_START: Final = b"\xff\xd8"
_JFIF: Final = b"\xff\xe0"
_COMMENT: Final = b"\xff\xfe"
#: bytes of the longest comment
MAX_LENGTH: Final = 4096


def random_length() -> int:
    """A random length of a comment, in bytes, for one copy of a photo."""
    return secrets.randbelow(MAX_LENGTH + 1)


def add_fingerprint(jpeg: bytes, length: int, more: bytes = b"") -> bytes:
    """The same picture with a comment of `length` bytes: the file grows by that and four.

    `more` are further segments for its head, see `photo_metadata`.
    """
    if not jpeg.startswith(_START):
        raise ValueError("not a JPEG")
    # JFIF's own segment stays the first (JFIF 1.02, "JFIF Syntax").
    at = len(_START)
    if jpeg.startswith(_JFIF, at):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    # The length counts its own two bytes.
    comment = _COMMENT + (length + 2).to_bytes(2) + b" " * length
    return jpeg[:at] + more + comment + jpeg[at:]
