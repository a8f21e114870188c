"""HTTP response with a stored photo: whole, or one range of it, or its headers.

Starlette's FileResponse does the work. Added here: the photo's hash as its ETag, 304, caching said
out loud, and that a Range header nobody can make sense of is ignored (RFC 9110, section 14.2)
instead of refused.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_ONE_RANGE: Final = re.compile(r"bytes=(?:(\d{1,15})-(\d{0,15})|-\d{1,15})", re.IGNORECASE)


#: Every pull of TikTok must reach us to be noted, and a revoked URL must be dead.
CACHE_CONTROL: Final = "no-store"


class PhotoResponse(FileResponse):
    """Answers GET and HEAD for a photo, of which `PhotoStore.file` has just given the file.

    Raises FileNotFoundError if it is gone again.
    """

    #: bytes: each piece is read by a thread, which costs more than reading it
    chunk_size = 256 * 1024

    def __init__(self, file: Path, sha256: str) -> None:
        headers = {
            "etag": f'"{sha256}"',
            "cache-control": CACHE_CONTROL,
            "x-content-type-options": "nosniff",
        }
        super().__init__(file, headers=headers, media_type="image/jpeg", stat_result=file.stat())

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        headers = Headers(scope=scope)
        if _matches(headers.get("if-none-match", ""), self.headers["etag"]):
            kept = {name: self.headers[name] for name in ("etag", "cache-control")}
            await Response(status_code=304, headers=kept)(scope, receive, send)
            return
        if "range" in headers and not _is_one_range(headers["range"]):
            rest = [(name, value) for name, value in scope["headers"] if name != b"range"]
            scope = {**scope, "headers": rest}
        await super().__call__(scope, receive, send)


def _matches(if_none_match: str, etag: str) -> bool:
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in {etag, "*"} for tag in tags)


def _is_one_range(header: str) -> bool:
    match = _ONE_RANGE.fullmatch(header.strip())
    if not match:
        return False
    first, last = match.groups()
    return not (first and last) or int(first) <= int(last)
