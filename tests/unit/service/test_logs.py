import json
import logging
import sys
import unicodedata
from datetime import UTC, datetime
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.processes import environment
from zharia.service.logs import Console, JsonLines, escaped

#: what forges a line, steers a terminal or turns what is read around
HOSTILE = [
    "\n12:00:00 INFO    users  admin signed in",
    "\r\n12:00:00 INFO    users  admin signed in",
    "\r12:00:00 INFO    users  admin signed in",
    "\x1b[2K\x1b[1A",
    "\x1b]0;title\x07",
    "\x9b2J",
    "\x85next line",
    "\x0b\x0c\x1c\x1d\x1e\x00\x7f\x08",
    "\u2028line\u2029paragraph",
    "\u202egnp.exe\u202c\u2066\u2069\u200f\u061c",
    "\u200b\ufeff\u00ad\u2060",
    "\ud800",
    "\U000e0041",
]


def record(
    message: str,
    *arguments: object,
    error: BaseException | None = None,
    name: str = "zharia.accounts.vault",
) -> logging.LogRecord:
    info = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord(name, logging.WARNING, __file__, 1, message, arguments, info)


def caught(message: str) -> ValueError:
    def fail() -> None:
        raise ValueError(message)

    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def is_seen(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_a_json_line_is_one_object_with_its_exception() -> None:
    text = JsonLines().format(record("Шот %s", "ә\nб", error=caught("no such feed")))
    assert "\n" not in text
    line = json.loads(text)
    assert line["message"] == "Шот ә\nб"
    assert line["level"] == "warning"
    assert line["logger"] == "zharia.accounts.vault"
    assert "ValueError: no such feed" in line["exception"]
    assert datetime.fromisoformat(line["at"]).tzinfo == UTC


def test_a_line_for_people_is_short() -> None:
    assert Console().format(record("done")).endswith("WARNING accounts.vault  done")


def test_no_single_retry_is_a_line_of_its_own() -> None:
    program = (
        "import stamina\n"
        "from zharia.service import logs\n"
        "logs.configure('console')\n"
        "for attempt in stamina.retry_context(OSError, attempts=3, wait_initial=0, wait_max=0):\n"
        "    with attempt:\n"
        "        if attempt.num < 3:\n"
        "            raise OSError\n"
        "logs.log.warning('the end')\n"
    )
    command = [sys.executable, "-c", program]
    ended = run(command, env=environment(), capture_output=True, text=True, check=True)
    assert ended.stderr.rstrip().endswith("the end")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_nobody_forges_a_line_by_what_is_logged(hostile: str) -> None:
    for one in (
        record(hostile),
        record("refused: %s", hostile),
        record("x", name=f"feeds.{hostile}"),
    ):
        text = Console().format(one)
        assert all(map(is_seen, text)), text
        assert len(text.splitlines()) == 1
        line = JsonLines().format(one)
        assert all(map(is_seen, line)), line
        assert json.loads(line)["message"] == one.getMessage()


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_nobody_forges_a_line_by_an_exception(hostile: str) -> None:
    first, *below = Console().format(record("broke off", error=caught(hostile))).split("\n")
    assert first.endswith("broke off")
    assert below[0] == "    Traceback (most recent call last):"
    assert 'test_logs.py", line' in below[1]
    for line in below:
        assert line.startswith("    ")
        assert all(map(is_seen, line)), line
        assert line.splitlines() == [line]


@given(st.text())
def test_whatever_is_seen_stays_as_it_is(text: str) -> None:
    assert all(map(is_seen, escaped(text)))
    assert "".join(filter(is_seen, text)) == text or escaped(text) != text
    seen = "".join(filter(is_seen, text))
    assert escaped(seen) == seen
