"""What the lines of a story can tell, and that they are written in one place."""

from pathlib import Path

import pytest

import zharia
from zharia.publishing.event_types import RETIRED, EventType

SOURCES = {
    file.name: file.read_text()
    for file in (Path(zharia.__file__).parent / "publishing").glob("*.py")
    if file.name != "event_types.py"
}


@pytest.mark.parametrize("event", list(EventType))
def test_each_happens_somewhere_and_fits_its_column(event: EventType) -> None:
    written = any(f"EventType.{event.name}" in source for source in SOURCES.values())
    assert written == (event not in RETIRED)
    # What an event's column takes.
    assert len(event) <= 60


def test_one_place_writes_lines_and_refuses_a_word_that_is_not_on_the_list() -> None:
    writers = [name for name, source in SOURCES.items() if "insert(PublicationEvent" in source]
    assert writers == ["ledger.py"]
    assert '"what": EventType(what)' in SOURCES["ledger.py"]
