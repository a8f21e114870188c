"""Error columns of a publication: code, message, who acts, retry.

Always written together, so that no part of an older error is left.
"""

from typing import Any, Final

from zharia.errors import ErrorCode
from zharia.errors.book import entry_of

#: no error
NO_ERROR: Final[dict[str, Any]] = {
    "error_code": None,
    "error_message": None,
    "who_acts": None,
    "retry": None,
}
#: no error, and no automatic try yet
UNTRIED: Final[dict[str, Any]] = NO_ERROR | {"tries": 0}
#: the outcome is known: nobody needs to resolve it any more
CLEARED: Final[dict[str, Any]] = NO_ERROR | {
    "needs_resolution": False,
    "status_failing_since": None,
}


def error_columns(code: ErrorCode, message: str) -> dict[str, Any]:
    """An error of ours; `message` is in English, for programs."""
    known = entry_of(code)
    return {
        "error_code": code,
        "error_message": message,
        "who_acts": known.who,
        "retry": known.retry.value if known.retry else None,
    }
