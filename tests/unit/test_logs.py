import json
import logging
from datetime import UTC, datetime

from zharia.logs import Console, JsonLines


def record(message: str, *arguments: object, failed: bool = False) -> logging.LogRecord:
    error = ValueError("no such feed")
    info = (type(error), error, None) if failed else None
    return logging.LogRecord(
        "zharia.accounts.vault", logging.WARNING, __file__, 1, message, arguments, info
    )


def test_a_json_line_is_one_object_with_its_exception() -> None:
    text = JsonLines().format(record("Шот %s", "ә\nб", failed=True))
    assert "\n" not in text
    line = json.loads(text)
    assert line["message"] == "Шот ә\nб"
    assert line["level"] == "warning"
    assert line["logger"] == "zharia.accounts.vault"
    assert "ValueError: no such feed" in line["exception"]
    assert datetime.fromisoformat(line["at"]).tzinfo == UTC


def test_a_line_for_people_is_short() -> None:
    assert Console().format(record("done")).endswith("WARNING accounts.vault  done")
