"""The columns of a publication that say what is wrong with it: code, message, who acts, retry.

Always written together, so that no half of an older error stays.
"""

from typing import Any, Final

from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind


def error_columns(code: str, message: str, who_acts: WhoActs, retry: RetryKind) -> dict[str, Any]:
    """The columns of a publication with this error."""
    return {
        "error_code": code,
        "error_message": message,
        "who_acts": who_acts,
        "retry": retry.value,
    }


def ask_editor(code: str, message: str) -> dict[str, Any]:
    """The columns of one that waits until an editor has decided."""
    return error_columns(code, message, WhoActs.EDITOR, RetryKind.NEEDS_A_PERSON)


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
