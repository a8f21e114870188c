"""Security headers and the same-origin check, which keep other web sites out (CSRF, CSP)."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def headers(*, external_form_action: bool = False) -> dict[str, str]:
    """Headers of every page.

    Browsers hold a form to `form-action` through all redirects that follow, and the consent form
    ends at the client's own address: that page alone has `external_form_action`.
    """
    policy = _POLICY if external_form_action else f"{_POLICY}; form-action 'self'"
    return {
        "Content-Security-Policy": policy,
        # `no-referrer` would turn the Origin of our own forms into "null"
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def is_same_origin(request: Request) -> bool:
    """Whether a form was sent from our own pages, or by a program that is no browser."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def refusal() -> PlainTextResponse:
    return PlainTextResponse("cross-site request refused", status_code=403)
