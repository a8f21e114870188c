"""The columns of a publication that say what is wrong with it: code, message, who acts, retry.

Always written together, so that no half of an older error stays.
"""

from typing import Any, Final

from zharia.errors import ErrorCode
from zharia.errors.book import entry_of

#: nothing is wrong
NO_ERROR: Final[dict[str, Any]] = {
    "error_code": None,
    "error_message": None,
    "who_acts": None,
    "retry": None,
}
#: as if no machine had tried yet
UNTRIED: Final[dict[str, Any]] = NO_ERROR | {"tries": 0}
#: it is known how it ended: nobody is asked any more
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
