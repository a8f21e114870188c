"""`./run test` asks for what the named tests start, and for nothing else."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

#: what every Debian has; `ls` is left out, so that no PostgreSQL is found in its folder
ESSENTIAL = ["sh", "env", "dirname", "basename", "cat", "cksum", "id", "tr", "sed", "python3"]


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment without browser, database, curl, jq, git and apt."""
    for name in ESSENTIAL:
        found = shutil.which(name)
        assert found, name
        (tmp_path / name).symlink_to(found)
    return {**os.environ, "PATH": str(tmp_path)}


def run(bare: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "run"), "test", *arguments],
        cwd=ROOT, env=bare, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_unit_tests_need_nothing(bare: dict[str, str]) -> None:
    # The house rules look at every file of the repository, and ask no git which these are.
    done = run(bare, "tests/unit/test_repository.py", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        ((), "postgresql"),
        (("-k", "nothing"), "postgresql"),
        (("tests",), "postgresql"),
        (("tests/unit", "tests/integration"), "postgresql"),
        (("tests/acceptance/test_demo.py",), "postgresql"),
        (("tests/browser",), "chromium"),
    ],
)
def test_what_is_missing_is_named_with_the_line_to_type(
    bare: dict[str, str], arguments: tuple[str, ...], missing: str
) -> None:
    done = run(bare, *arguments)
    assert done.returncode == 1
    assert f"sudo apt-get update && sudo apt-get install --no-install-recommends {missing}" in (
        done.stderr
    )
