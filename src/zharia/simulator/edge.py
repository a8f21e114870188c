"""A CDN's error pages: HTML where a client expects JSON (one)."""

from starlette.responses import HTMLResponse, Response

_WORDS = {
    403: ("Access Denied", "You don't have permission to access this resource on this server."),
    503: ("Service Unavailable", "The server is temporarily unable to service your request."),
    504: ("Gateway Time-out", "The upstream server did not answer in time."),
}
#: statuses that clients report, as a fault's value has them
STATUSES = tuple(map(str, _WORDS))


def page(status: int) -> Response:
    """No envelope, no code, no log id."""
    title, sentence = _WORDS[status]
    return HTMLResponse(
        f"<HTML><HEAD>\n<TITLE>{title}</TITLE>\n</HEAD><BODY>\n<H1>{title}</H1>\n"
        f"<P>{sentence}</P>\n</BODY></HTML>\n",
        status,
    )
