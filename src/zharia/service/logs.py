"""Logging to the standard error, as text for people or as JSON lines for machines.

Log lines name ids, codes and TikTok's `log_id`, and never a token, a secret or a password. What
others wrote (addresses, names, titles, the texts of errors) can neither begin a line of its own nor
steer a terminal, see `escaped`.
"""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Literal

import regex

log = logging.getLogger(__name__)

#: noisy below a warning, and of no use to an operator
_NOISY = ("alembic", "httpcore2", "httpx2", "multipart", "PIL", "uvicorn")
#: warns of each single retry, where an outage is one line of ours
_RETRIES: Final = "stamina"
#: libraries that would write lines of their own form where nobody has set them up
_OWN_HANDLERS = ("dbos",)

#: control and format characters (bidirectional ones and invisible ones among them), surrogates,
#: and the separators of lines and paragraphs, by their Unicode category
_INVISIBLE: Final = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]")
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: how a traceback's lines begin, which no line of the log does
_INDENT: Final = "    "


def configure(form: Literal["console", "json"], level: int = logging.INFO) -> None:
    """Set up logging for the whole process, once, before anything is logged."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else Console())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _OWN_HANDLERS:
        found = logging.getLogger(name)
        # With a handler it adds none, and leaves its lines to ours.
        found.handlers[:] = [logging.NullHandler()]
        found.propagate = True
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(_RETRIES).setLevel(logging.ERROR)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _log_uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """What nobody caught; Python itself would write it as it is."""
    log.critical("ended by what nobody foresaw", exc_info=(kind, error, traceback))


def _log_uncaught_in_thread(broke: threading.ExceptHookArgs) -> None:
    # Without an error the thread was asked to end.
    if broke.exc_value is not None:
        log.critical(
            "the thread %s ended by what nobody foresaw",
            broke.thread.name if broke.thread else "?",
            exc_info=(broke.exc_type, broke.exc_value, broke.exc_traceback),
        )


def escaped(text: str) -> str:
    r"""The text with every character that is not seen written out: `\n`, `\x1b`, `\u202e`."""
    return str(_INVISIBLE.sub(lambda found: _escape(found[0]), text))


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return _SHORT.get(character, f"\\x{number:02x}")
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


class Console(logging.Formatter):
    """`12:31:07 WARNING accounts.vault  The refresh was refused …`.

    One line, and under it an exception's, indented.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(short)s  %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        record.short = record.name.removeprefix("zharia.")
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        lines = [escaped(self.formatMessage(record))]
        for below in (_exception(self, record), record.stack_info):
            # Only at "\n": any other line break stands within something that is quoted.
            lines += [f"{_INDENT}{escaped(line)}" for line in (below or "").split("\n") if line]
        return "\n".join(lines)


class JsonLines(logging.Formatter):
    """One JSON object on one line: `at` (UTC), `level`, `logger`, `message`, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if exception := _exception(self, record):
            line["exception"] = exception
        # JSON itself escapes only what lies below the space.
        text = json.dumps(line, ensure_ascii=False)
        return str(_INVISIBLE.sub(lambda found: json.dumps(found[0])[1:-1], text))


def _exception(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    if record.exc_info:
        return formatter.formatException(record.exc_info)
    return record.exc_text or ""
