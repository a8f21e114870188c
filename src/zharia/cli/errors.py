"""Error messages of commands, which name the setting and the remedy."""

from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from zharia.settings import Settings, SettingsUnreadable

#: a database's address may hold its password, and people write keys into a bucket's
_MAY_HOLD_SECRETS: Final = {"database_url", "media_storage", "journal"}


class UsageError(Exception):
    """An argument makes no sense; the message says which would."""


def user_message(error: Exception) -> str | None:
    """What to tell a person about an error; None for a mistake of ours."""
    from zharia.accounts import AccountError  # noqa: PLC0415 - only once something is wrong
    from zharia.articles import ArticleError  # noqa: PLC0415
    from zharia.background.outages import outage_of  # noqa: PLC0415
    from zharia.chaos.postgres import PostgresMissing  # noqa: PLC0415
    from zharia.chaos.s3 import S3Missing  # noqa: PLC0415
    from zharia.demo.consent import NotConnected  # noqa: PLC0415
    from zharia.demo.folder import FolderInUse  # noqa: PLC0415
    from zharia.demo.processes import ProcessDied  # noqa: PLC0415
    from zharia.journal import JournalError  # noqa: PLC0415
    from zharia.media.errors import StorageUnusable, StoreUnwritable  # noqa: PLC0415
    from zharia.newsroom.errors import RotationIncomplete  # noqa: PLC0415
    from zharia.service.listening import PortTaken  # noqa: PLC0415
    from zharia.service.service import WorkerRunsAlready  # noqa: PLC0415
    from zharia.storage.bucket import BucketUnusable  # noqa: PLC0415
    from zharia.storage.crypto import CryptoError  # noqa: PLC0415
    from zharia.storage.private_files import FolderUnusable  # noqa: PLC0415
    from zharia.storage.schema_version import DatabaseUnknown, OlderAtWork  # noqa: PLC0415
    from zharia.users import UserError  # noqa: PLC0415

    if isinstance(error, ValidationError) and error.title == "Settings":
        return "\n".join(["the settings cannot be used:", *map(_setting, error.errors())])
    remedies: dict[type[Exception], str] = {
        JournalError: "The setting is ZHARIA_JOURNAL.",
        StoreUnwritable: "Look at the folder in ZHARIA_DATA_DIR.",
    }
    for kind, remedy in remedies.items():
        if isinstance(error, kind):
            return f"{error} {remedy}"
    if isinstance(error, (OperationalError, ArgumentError, NoSuchModuleError)) or (
        isinstance(error, DBAPIError) and (outage_of(error) or _is_forbidden(error))
    ):
        return _database(error)
    if isinstance(error, UnicodeError):
        return (
            "What was typed or read is no text in UTF-8. Type it anew in a terminal that uses UTF-8"
            " (LC_ALL=C.UTF-8), or save the file in UTF-8."
        )
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.filename or 'a file'}: {error.strerror}. Give this user the right to it, free"
            " space, or name another folder (ZHARIA_DATA_DIR, or the option that named this one)."
        )
    expected = (
        AccountError,
        ArticleError,
        BucketUnusable,
        UsageError,
        ProcessDied,
        CryptoError,
        DatabaseUnknown,
        FolderInUse,
        FolderUnusable,
        NotConnected,
        OlderAtWork,
        PortTaken,
        PostgresMissing,
        RotationIncomplete,
        S3Missing,
        SettingsUnreadable,
        StorageUnusable,
        UserError,
        WorkerRunsAlready,
    )
    return str(error) if isinstance(error, expected) else None


def _setting(wrong: Any) -> str:
    """One field's trouble. A secret's value is never shown."""
    if not wrong["loc"]:
        return "  " + str(wrong["msg"]).removeprefix("Value error, ")
    field = str(wrong["loc"][0])
    known = Settings.model_fields.get(field)
    secret = known is None or "Secret" in str(known.annotation) or field in _MAY_HOLD_SECRETS
    value = "" if secret else f" is {wrong['input']!r}"
    message = str(wrong["msg"]).removeprefix("Value error, ")
    return f"  ZHARIA_{field.upper()}{value}: {message}"


def _is_forbidden(error: DBAPIError) -> bool:
    """PostgreSQL lets this user neither make nor change the tables."""
    return getattr(error.orig, "sqlstate", None) == "42501"


def _database(error: Exception) -> str:
    where, file = "The database", False
    try:
        url = make_url(Settings.read().database)
    except (ValidationError, ArgumentError, SettingsUnreadable):
        pass
    else:
        where, file = url.render_as_string(hide_password=True), url.drivername.startswith("sqlite")
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    remedy = (
        "Is ZHARIA_DATA_DIR (or ZHARIA_DATABASE_URL) right, is it a database of Zharia's, and may"
        " this user write it? If it is damaged, put a backup back."
        if file
        else "Is ZHARIA_DATABASE_URL right, does it run, and may its user make tables there?"
    )
    return f"{where} cannot be used: {said[0] if said else error}. {remedy}"
