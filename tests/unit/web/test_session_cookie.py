"""The session's cookie, as browsers must see it to keep it for us alone."""

from datetime import datetime, timedelta, timezone

from starlette.requests import Request
from starlette.responses import Response

from zharia.web.session_cookie import clear_cookie, session_token, set_cookie


def attributes(response: Response) -> tuple[str, dict[str, str]]:
    """What stands before the first semicolon, and each attribute by its name in lower case."""
    first, *rest = response.headers["set-cookie"].split("; ")
    return first, {name.lower(): value for name, _, value in (part.partition("=") for part in rest)}


def test_the_cookie_is_bound_to_this_host_and_hidden_from_scripts() -> None:
    response = Response()
    almaty = timezone(timedelta(hours=5))
    set_cookie(response, "abc-_123", datetime(2026, 11, 22, 9, tzinfo=almaty))
    first, found = attributes(response)
    assert first == "__Host-zharia=abc-_123"
    assert found == {
        "expires": "Sun, 22 Nov 2026 04:00:00 GMT",
        "path": "/",
        "secure": "",
        "httponly": "",
        "samesite": "lax",
    }


def test_clearing_takes_the_same_cookie_away() -> None:
    response = Response()
    clear_cookie(response)
    first, found = attributes(response)
    assert first == '__Host-zharia=""'
    assert found["max-age"] == "0"
    # Without these a browser refuses the name, and with a domain it would be another cookie.
    assert {"secure", "httponly", "path"} <= set(found)
    assert found["path"] == "/"
    assert "domain" not in found


def test_the_token_is_read_back() -> None:
    def shows(cookie: str) -> str | None:
        return session_token(Request({"type": "http", "headers": [(b"cookie", cookie.encode())]}))

    assert shows("theme=dark; __Host-zharia=abc-_123") == "abc-_123"
    assert shows("__Host-zharia=") is None
    assert shows("zharia=abc") is None
