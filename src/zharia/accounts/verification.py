"""Site verification: the file that proves to TikTok that this site is ours. Pure.

TikTok's console offers `tiktok<token>.txt` with one line in it, `content-posting-api-get-started`
calls it the signature file. The token is all there is to know.
"""

import re
from pathlib import PureWindowsPath
from typing import Final

from zharia.accounts import setting_texts as texts
from zharia.texts.message import Message

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{8,128}")
_LINE: Final = "tiktok-developers-site-verification="

#: bytes of an uploaded file; TikTok's has about seventy
_MOST_BYTES: Final = 1000
#: what a browser adds to the name of a file that it downloads again
_AGAIN: Final = re.compile(r"\s*\(\d+\)(?=\.txt$)")


class InvalidVerification(Exception):
    """This is not what TikTok's console offers; the message says what would be."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def file_name(token: str) -> str:
    return f"tiktok{token}.txt"


def content(token: str) -> str:
    return f"{_LINE}{token}"


def token_of(name: str, line: str) -> str | None:
    """The token in the file's name, its content, or both; None if both are empty.

    Raises `InvalidVerification`.
    """
    found = set()
    if name := name.strip():
        if not name.startswith("tiktok") or not name.endswith(".txt"):
            raise InvalidVerification(texts.FILE_NAME_ODD)
        found.add(name.removeprefix("tiktok").removesuffix(".txt"))
    if line := line.strip():
        if not line.startswith(_LINE):
            raise InvalidVerification(texts.CONTENT_ODD)
        found.add(line.removeprefix(_LINE))
    if not found:
        return None
    if len(found) > 1:
        raise InvalidVerification(texts.TOKENS_DIFFER)
    (token,) = found
    if not _TOKEN.fullmatch(token):
        raise InvalidVerification(texts.TOKEN_ODD)
    return token


def token_of_file(name: str, body: bytes) -> str:
    """The token of an uploaded file, as it came from TikTok's console.

    The content counts; a name that TikTok gave must agree with it, and any other is of no matter.
    Raises `InvalidVerification`.
    """
    try:
        line = body[: _MOST_BYTES + 1].decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise InvalidVerification(texts.FILE_UNREADABLE) from None
    if not line or len(body) > _MOST_BYTES:
        raise InvalidVerification(texts.FILE_UNREADABLE)
    # Some browsers send the whole path.
    bare = _AGAIN.sub("", PureWindowsPath(name.strip()).name)
    is_tiktoks = bare.startswith("tiktok") and bare.endswith(".txt")
    token = token_of(bare if is_tiktoks else "", line)
    assert token is not None  # noqa: S101 - the line is not empty
    return token
