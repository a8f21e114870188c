"""Where log lines go: the standard error, as text for people or as JSON for machines.

Log lines name ids, codes and TikTok's `log_id`, and never a token, a secret or a password.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

#: noisy below a warning, and of no use to an operator
_QUIET = ("alembic", "dbos", "httpcore2", "httpx2", "multipart", "PIL", "uvicorn")


def configure(form: Literal["console", "json"], level: int = logging.INFO) -> None:
    """Set up logging for the whole process, once, before anything is logged."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else Console())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class Console(logging.Formatter):
    """`12:31:07 WARNING accounts.vault  The refresh was refused …`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(short)s  %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        record.short = record.name.removeprefix("zharia.")
        return super().format(record)


class JsonLines(logging.Formatter):
    """One JSON object on one line: `at` (UTC), `level`, `logger`, `message`, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
