"""Each migration says whether it is run before or after the program is replaced.

What is run before must leave the older program at work, so it only adds: whatever else may be
harmless too, but no machine can tell.
"""

import ast

import pytest

from zharia.storage import schema_version
from zharia.storage.schema_version import STEPLESS, Step


def not_only_adding(source: str) -> list[str]:
    """What of a migration's way up does more than add what an older program needs not know."""
    module = ast.parse(source)
    upgrade = next(
        node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    calls = [
        node
        for node in ast.walk(upgrade)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("op.")
    ]
    made = {
        ast.literal_eval(call.args[0])
        for call in calls
        if ast.unparse(call.func) == "op.create_table"
    }
    return [ast.unparse(call) for call in calls if not _adds(call, made)]


def _adds(call: ast.Call, made: set[str]) -> bool:
    match ast.unparse(call.func):
        case "op.create_table":
            return True
        case "op.create_index":
            unique = any(one.arg == "unique" for one in call.keywords)
            return not unique or ast.literal_eval(call.args[1]) in made
        case "op.add_column":
            column = call.args[1]
            assert isinstance(column, ast.Call)
            given = {str(one.arg): ast.unparse(one.value) for one in column.keywords}
            return given.get("nullable", "True") == "True" or "server_default" in given
    return False


def migration(*lines: str) -> str:
    return "def upgrade():\n" + "\n".join(f"    {line}" for line in lines)


@pytest.mark.parametrize(
    "line",
    [
        'op.add_column("feeds", sa.Column("mood", sa.String(), nullable=False))',
        'op.drop_column("feeds", "mood")',
        'op.alter_column("feeds", "mood", nullable=False)',
        'op.create_index("one", "feeds", ["mood"], unique=True)',
        'op.execute("DELETE FROM feeds")',
        'op.create_check_constraint("one", "feeds", "mood > 0")',
    ],
)
def test_what_an_older_program_may_stumble_over_is_found(line: str) -> None:
    assert len(not_only_adding(migration(line))) == 1


@pytest.mark.parametrize(
    "lines",
    [
        ('op.add_column("feeds", sa.Column("mood", sa.String()))',),
        ('op.add_column("feeds", sa.Column("m", sa.String(), nullable=False, server_default=""))',),
        ('op.create_index("one", "feeds", ["mood"])',),
        (
            'op.create_table("moods", sa.Column("id", sa.String()))',
            'op.create_index("one", "moods", ["id"], unique=True)',
        ),
    ],
)
def test_what_only_adds_is_taken(lines: tuple[str, ...]) -> None:
    assert not_only_adding(migration(*lines)) == []


def test_what_is_run_before_only_adds() -> None:
    found = schema_version.migrations()
    for one in found:
        if one.revision > STEPLESS and one.step is Step.BEFORE:
            (file,) = (schema_version.MIGRATIONS / "versions").glob(f"{one.revision}_*.py")
            assert not_only_adding(file.read_text()) == [], file.name
    assert [one.revision for one in found] == sorted({one.revision for one in found})
