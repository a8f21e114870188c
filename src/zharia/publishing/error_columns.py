"""The columns of a publication that say what is wrong with it, from the table of errors."""

from typing import Any, Final

from zharia.errors import ErrorCode
from zharia.errors.book import entry_of

NO_ERROR: Final[dict[str, Any]] = {
    "error_code": None,
    "error_message": None,
    "who_acts": None,
    "retry": None,
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
