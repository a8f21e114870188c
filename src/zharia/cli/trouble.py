"""Errors that a person can mend, in words that name the setting and the remedy."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from zharia.settings import Settings


class CalledWrongly(Exception):
    """An argument makes no sense; the message says which would."""


def explain(error: Exception) -> str | None:
    """What to tell a person about an error; None for a mistake of ours."""
    from zharia.accounts import AccountError  # noqa: PLC0415 - only once something is wrong
    from zharia.articles import ArticleError  # noqa: PLC0415
    from zharia.chaos.postgres import PostgresMissing  # noqa: PLC0415
    from zharia.chaos.processes import ProcessDied  # noqa: PLC0415
    from zharia.crypto import CryptoError  # noqa: PLC0415
    from zharia.demo.children import ChildDied  # noqa: PLC0415
    from zharia.demo.consent import NotConnected  # noqa: PLC0415
    from zharia.demo.folder import FolderInUse  # noqa: PLC0415
    from zharia.journal import JournalError  # noqa: PLC0415
    from zharia.service import WorkerRunsAlready  # noqa: PLC0415
    from zharia.serving import PortTaken  # noqa: PLC0415
    from zharia.users import UserError  # noqa: PLC0415

    if isinstance(error, ValidationError) and error.title == "Settings":
        return "\n".join(["the settings cannot be used:", *map(_setting, error.errors())])
    if isinstance(error, (OperationalError, ArgumentError, NoSuchModuleError)):
        return _database(error)
    if isinstance(error, UnicodeError):
        return (
            "What was typed or read is no text in UTF-8. Type it anew in a terminal that uses UTF-8"
            " (LC_ALL=C.UTF-8), or save the file in UTF-8."
        )
    if isinstance(error, PermissionError):
        return (
            f"{error.filename}: {error.strerror}. Give this user the right to it, or name another"
            " folder in ZHARIA_DATA_DIR."
        )
    spoken = (
        AccountError,
        ArticleError,
        CalledWrongly,
        ChildDied,
        CryptoError,
        FolderInUse,
        JournalError,
        NotConnected,
        PortTaken,
        PostgresMissing,
        ProcessDied,
        UserError,
        WorkerRunsAlready,
    )
    return str(error) if isinstance(error, spoken) else None


def _setting(wrong: Any) -> str:
    """One field's trouble. A secret's value is never shown."""
    if not wrong["loc"]:
        return "  " + str(wrong["msg"]).removeprefix("Value error, ")
    field = str(wrong["loc"][0])
    known = Settings.model_fields.get(field)
    secret = known is None or "Secret" in str(known.annotation)
    value = "" if secret else f" is {wrong['input']!r}"
    return f"  ZHARIA_{field.upper()}{value}: {wrong['msg']}"


def _database(error: Exception) -> str:
    where = "The database"
    try:
        settings = Settings()
        where = make_url(settings.database).render_as_string(hide_password=True)
    except (ValidationError, ArgumentError):
        pass
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return f"{where} cannot be used: {reason}. Is ZHARIA_DATABASE_URL right, and does it run?"
