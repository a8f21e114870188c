"""docs/publishing.md tells the truth: states, arrows, indexes and names are the code's."""

import importlib
import re

import zharia.publishing.model
import zharia.publishing.webhook_model  # noqa: F401 - the tables join the metadata
from tests.state_diagram import DOCUMENT, drawn, with_diagram
from zharia.publishing.states import NEXT, State
from zharia.storage.database import Base

TEXT = DOCUMENT.read_text()


def section(title: str) -> str:
    return TEXT.split(f"## {title}\n")[1].split("\n## ")[0]


def test_the_diagram_is_that_of_the_table() -> None:
    assert with_diagram(TEXT) == TEXT, "type ./run docs"


def test_each_arrow_is_drawn() -> None:
    picture, late = drawn().split("```\n")
    arrows = {tuple(one) for one in re.findall(r"(\w+) --> (\w+)", picture)}
    # In the sentence below the picture, the last two states are where the others lead.
    *befores, goal, other = re.findall(r"`(\w+)`", late)
    arrows |= {(before, after) for before in befores for after in (goal, other)}
    table = {(before.value, after.value) for before in State for after in NEXT[before]}
    assert arrows == table


def test_each_state_has_its_line() -> None:
    assert re.findall(r"^\| `(\w+)` \|", section("States"), re.MULTILINE) == list(State)


def test_each_index_is_in_the_tables() -> None:
    named = set(re.findall(r"`(uq_\w+)`", TEXT))
    tables = Base.metadata.tables.values()
    unique = {index.name for table in tables for index in table.indexes if index.unique}
    constraints = {str(one.name) for table in tables for one in table.constraints}
    assert named
    assert named <= unique | constraints


def test_each_function_that_holds_a_rule_exists() -> None:
    named = re.findall(r"`([a-z_]+)\.([a-z_]+)`", section("Who holds which rule"))
    assert len(named) > 5
    for module, name in named:
        code = importlib.import_module(f"zharia.publishing.{module}")
        assert hasattr(code, name) or hasattr(getattr(code, "Sender", None), name), name
