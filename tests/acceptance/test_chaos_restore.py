"""An older copy of the database is put back: nothing is posted twice, lost, or asked."""

from pathlib import Path

import pytest
from tests.acceptance.test_chaos import chaos


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.usefixtures("postgres_url")
def test_after_a_restore_nothing_is_posted_twice_and_nothing_lost(
    tmp_path: Path, database: str
) -> None:
    told = chaos(tmp_path, "--restore", "5", "--database", database, "--seed", "6")
    assert (told["database"], told["restores"]) == (database, 1)
    assert (told["askedOfAPerson"], told["reconnects"]) == (0, 0)
