"""The file that proves to TikTok that this site is ours. Pure.

TikTok's console offers `tiktok<token>.txt` with one line in it, `content-posting-api-get-started`
calls it the signature file. The token is all there is to know.
"""

import re
from typing import Final

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{8,128}")
_LINE: Final = "tiktok-developers-site-verification="


class NoVerification(Exception):
    """This is not what TikTok's console offers; the message says what would be."""


def file_name(token: str) -> str:
    return f"tiktok{token}.txt"


def content(token: str) -> str:
    return f"{_LINE}{token}"


def token_of(name: str, line: str) -> str | None:
    """The token in the file's name, its content, or both; None if both are empty.

    Raises `NoVerification`.
    """
    found = set()
    if name := name.strip():
        if not name.startswith("tiktok") or not name.endswith(".txt"):
            raise NoVerification("is not of the form tiktok<token>.txt: copy it from TikTok")
        found.add(name.removeprefix("tiktok").removesuffix(".txt"))
    if line := line.strip():
        if not line.startswith(_LINE):
            raise NoVerification(f"does not begin with {_LINE}: copy it from TikTok")
        found.add(line.removeprefix(_LINE))
    if not found:
        return None
    if len(found) > 1:
        raise NoVerification("name and content have different tokens: copy both from one file")
    (token,) = found
    if not _TOKEN.fullmatch(token):
        raise NoVerification("the token must be 8 to 128 letters and digits: copy it from TikTok")
    return token
