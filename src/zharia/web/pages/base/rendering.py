"""Rendering of Jinja templates, and the answer with its headers."""

import gzip
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zharia.texts.i18n import override_language

#: nothing from other hosts, nothing inline; forms go nowhere but here
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
    " img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    # `no-referrer` would turn the Origin of our own forms into "null".
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Cookie, Accept-Encoding, Accept-Language, HX-Request",
}

#: bytes under which compressing gains nothing
_WORTHWHILE: Final = 1400
#: a third of the time of the highest level, for one part in twenty more
_LEVEL: Final = 5


def render(template: str, language: str, zone: tzinfo, **values: Any) -> str:
    """The template filled in, in this language."""
    from zharia.web.pages.base.template_environment import (  # noqa: PLC0415 - see that module
        environment,
    )

    with override_language(language):
        return environment().get_template(template).render(zone=zone, **values)


def answer(html: str, status: int = 200, request: Request | None = None) -> Response:
    """A page as an HTTP answer, compressed if the browser of `request` takes that."""
    content = html.encode()
    headers = dict(_HEADERS)
    accepted = request.headers.get("accept-encoding", "") if request else ""
    if "gzip" in accepted and len(content) > _WORTHWHILE:
        # No secret stands in a page, so its length tells nobody anything.
        content = gzip.compress(content, _LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return HTMLResponse(content, status, headers)
