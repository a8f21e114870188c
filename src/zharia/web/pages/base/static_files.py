"""Static files: styles, scripts and fonts, compressed once and cached by browsers for good."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

router = APIRouter(include_in_schema=False)

_FOLDER: Final = Path(__file__).parents[2] / "static"
_COMPRESSED: Final = {".css", ".js", ".svg"}
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    compressed: bytes | None
    media_type: str
    digest: str


def static(name: str) -> str:
    """A file's address with its checksum in it, so that a new version has a new address."""
    return f"/static/{name}?v={_files()[name].digest}"


@router.get("/static/{name:path}")
async def file(request: Request, name: str) -> Response:
    """One file of the folder; nothing else can be named."""
    found = _files().get(name)
    if found is None:
        raise HTTPException(404)
    # The styles name the fonts without a checksum; a font's file name changes with the font.
    lasting = "v" in request.query_params or name.endswith(".woff2")
    headers = {"Cache-Control": _FOR_GOOD if lasting else "no-cache", "Vary": "Accept-Encoding"}
    content = found.content
    if found.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = found.compressed, "gzip"
    return Response(content, media_type=found.media_type, headers=headers)


@lru_cache
def _files() -> dict[str, _File]:
    return {
        path.relative_to(_FOLDER).as_posix(): _read(path)
        for path in _FOLDER.rglob("*")
        if path.is_file() and path.suffix != ".txt"
    }


def _read(path: Path) -> _File:
    content = path.read_bytes()
    return _File(
        content,
        gzip.compress(content, mtime=0) if path.suffix in _COMPRESSED else None,
        mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        hashlib.sha256(content).hexdigest()[:10],
    )
