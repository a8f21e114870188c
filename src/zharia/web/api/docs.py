"""API documentation at `/docs`: rendered here, so that nothing comes from another host."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse

router = APIRouter(include_in_schema=False)

_HERE: Final = Path(__file__).parents[1]
_POLICY: Final = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Every operation with its fields, answers and errors."""
    from zharia.web.api.docs_page import draw  # noqa: PLC0415 - see that module

    page = draw(request.app.openapi())
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/docs.css")
def style() -> FileResponse:
    return FileResponse(_HERE / "static" / "docs.css", headers={"Cache-Control": "max-age=3600"})
