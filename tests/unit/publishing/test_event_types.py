"""What the lines of a story can tell, and that they are written in one place."""

from pathlib import Path

import pytest

import zharia
from zharia.publishing.event_types import RETIRED, EventType

SOURCES = {
    file.name: file.read_text()
    for file in (Path(zharia.__file__).parent / "publishing").glob("*.py")
    if file.name != "happenings.py"
}


@pytest.mark.parametrize("happening", list(EventType))
def test_each_happens_somewhere_and_fits_its_column(happening: EventType) -> None:
    written = any(f"Happening.{happening.name}" in source for source in SOURCES.values())
    assert written == (happening not in RETIRED)
    # What an event's column takes.
    assert len(happening) <= 60


def test_one_place_writes_lines_and_refuses_a_word_that_is_not_on_the_list() -> None:
    writers = [name for name, source in SOURCES.items() if "PublicationEvent(\n" in source]
    assert writers == ["ledger.py"]
    assert "what=Happening(what)" in SOURCES["ledger.py"]
