"""House rules that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


#: what lies here and is not the repository's; a tarball has no git that could say so
IGNORED = [".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text().split())]


@lru_cache
def tracked() -> list[Path]:
    """The files that a clone or a tarball would have."""

    def within(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if any(fnmatch(path.name, pattern) for pattern in IGNORED):
                continue
            if path.is_dir() and not path.is_symlink():
                yield from within(path)
            elif path.is_file():
                yield path

    return list(within(ROOT))


def modules(path: Path) -> set[str]:
    """What a file imports, wherever in it; what it takes from a module by its full name too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imports(path: Path) -> set[str]:
    """The packages that a file imports from, wherever in it."""
    return {name.partition(".")[0] for name in modules(path)}


def test_the_help_names_every_command_of_the_script() -> None:
    script = (ROOT / "run").read_text()
    printed = subprocess.run(
        ["./run", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    cases = re.findall(r"^(\w+)(?: \| -h)?\)$", script, re.MULTILINE)
    assert {"test", "lint", "bench", "lock", "help"} <= set(cases)
    for command in cases:
        assert f"./run {command}" in printed


def test_only_the_packages_at_the_edge_speak_http() -> None:
    allowed = ("tiktok", "simulator", "fetch", "demo", "chaos")
    for path in SOURCES:
        place = path.relative_to(ROOT / "src" / "zharia").parts[0]
        if not place.startswith(allowed):
            assert not imports(path) & {"httpx2", "requests", "urllib3", "aiohttp"}, path


@pytest.mark.parametrize(
    ("room", "other"),
    [("web/pages", "web.api"), ("web/api", "web.pages"), ("newsroom", "web")],
)
def test_pages_and_interface_meet_in_the_use_cases_alone(room: str, other: str) -> None:
    house = ROOT / "src" / "zharia"
    files = sorted((house / room).rglob("*.py"))
    assert files
    for path in files:
        known = {f"{name}." for name in modules(path)}
        assert not any(name.startswith(f"zharia.{other}.") for name in known), path


def test_locks_name_no_registry_and_every_package_has_a_hash() -> None:
    for lock in ROOT.glob("requirements*.txt"):
        text = lock.read_text()
        assert "://" not in text, lock
        assert not re.search(r"^--?(index|extra|find|i )", text, re.MULTILINE), lock
        for entry in re.split(r"\n(?=\S)", text.strip()):
            if not entry.startswith("#"):
                assert "--hash=sha256:" in entry, entry


def test_what_is_looked_at_is_the_repository() -> None:
    assert {ROOT / "run", ROOT / "README.md", ROOT / ".ci" / "run", Path(__file__)} < {*tracked()}
    assert not [path for path in tracked() if ".venv" in path.parts or path.suffix == ".pyc"]


def test_no_lock_that_embeds_hosts() -> None:
    assert not {"uv.lock", "pylock.toml", "poetry.lock"} & {path.name for path in tracked()}


@pytest.mark.parametrize("folder", ["src", "tests", "docs"])
def test_no_path_of_a_machine(folder: str) -> None:
    machine = re.compile(r"/(?:roo[t]|home|Users|wor[k])/\w")
    for path in tracked():
        if path.is_relative_to(ROOT / folder) and path.suffix in {".py", ".md", ".html", ".css"}:
            assert not machine.search(path.read_text()), path


def test_every_runtime_dependency_has_its_line_of_why() -> None:
    described = (ROOT / "docs" / "dependencies.md").read_text()
    project = (ROOT / "pyproject.toml").read_text()
    block = project.partition("dependencies = [")[2].partition("\n]")[0]
    names = re.findall(r'^\s*"([\w-]+)', block, re.MULTILINE)
    assert len(names) > 5
    for name in names:
        assert re.search(rf"\b{re.escape(name)}\b", described), name
