"""Two versions of Zharia at work on one PostgreSQL, while the older one is being replaced.

The former version is this program, as a process. The next one is this program too, with two more
migrations: one for before its processes start, and one for after the last older one is gone.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from tests.support.machines import Machines
from tests.support.next_version import NextVersion

from zharia.storage.schema_version import OlderAtWork


@pytest.fixture
def machines(tmp_path: Path, postgres_copy: str) -> Iterator[Machines]:
    with Machines(tmp_path, postgres_copy) as machines:
        yield machines


def revision_of(machines: Machines) -> str:
    with machines.database.read() as session:
        return str(session.scalar(text("SELECT version_num FROM alembic_version")))


def columns_of(machines: Machines) -> set[str]:
    return {one["name"] for one in inspect(machines.database.engine).get_columns("publications")}


def command(machines: Machines, words: str) -> tuple[int | None, str]:
    machines.start("command", words, "file")
    return machines.until_ended("command")


def test_the_former_version_works_until_its_last_process_is_replaced(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = machines.shared["ZHARIA_DATABASE_URL"]
    upcoming = NextVersion(tmp_path / "migrations", monkeypatch)
    machines.set_up("former", "file")
    # What the documentation has an operator type, where there is nothing to do.
    for words in ("db upgrade", "db upgrade --finish"):
        code, said = command(machines, words)
        assert (code, "is up to date" in said) == (0, True), said

    machines.start("former", "serve", "file")
    machines.until_ready("former")
    for number in range(4):
        machines.article(str(number))
    upcoming.start(url)
    assert revision_of(machines) == upcoming.before
    machines.until_published(4)
    assert {"mood", "public_posts"} <= columns_of(machines)

    # One that is started again meanwhile works too, and so do its commands.
    machines.running.pop("former").kill()
    assert command(machines, "db upgrade")[0] == 0
    assert revision_of(machines) == upcoming.before
    machines.start("former", "serve", "file")
    machines.until_ready("former")
    machines.article("4")
    machines.until_published(5)
    assert len(machines.simulator.simulator.state.posts) == 5

    # This test's own connections are those of an older program.
    machines.database.close()
    with pytest.raises(OlderAtWork, match="older version"):
        upcoming.finish(url)
    assert revision_of(machines) == upcoming.before
    machines.database.close()
    machines.running["former"].terminate()
    assert machines.until_ended("former")[0] == 0
    upcoming.finish(url)
    assert revision_of(machines) == upcoming.after
    assert "public_posts" not in columns_of(machines)

    for words in ("serve", "db upgrade"):
        code, said = command(machines, words)
        assert (code, "Traceback" in said) == (2, False), said
        assert "newer version of Zharia" in said
