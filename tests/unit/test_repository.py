"""House rules that no linter knows."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from tests.support import waiting

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


#: what lies here and is not the repository's; a tarball has no git that could say so
IGNORED = [".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text().split())]


@cache
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


#: several rules read the same files
parsed = cache(ast.parse)


def modules(path: Path) -> set[str]:
    """What a file imports, wherever in it; what it takes from a module by its full name too."""
    found = set()
    for node in ast.walk(parsed(path.read_text())):
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
    clients = {"httpx2", "requests", "urllib3", "aiohttp"}
    named = re.compile(rf"\b(?:import|from)\b.*\b(?:{'|'.join(clients)})\b")
    for path in SOURCES:
        place = path.relative_to(ROOT / "src" / "zharia").parts[0]
        # Reading is quicker than parsing, and few files as much as name one.
        if not place.startswith(allowed) and named.search(path.read_text()):
            assert not imports(path) & clients, path


def bare_sleeps(source: str) -> list[int]:
    """The lines that wait for time, and do not say why in a comment `A sleep: ...` above them."""
    lines = source.splitlines()
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        # Of no seconds it only lets others have their turn.
        lets_others = [ast.unparse(argument) for argument in node.args] == ["0"]
        if name not in {"sleep", "wait_for_timeout"} or lets_others:
            continue
        if "# A sleep: " not in lines[node.lineno - 2]:
            found.append(node.lineno)
    return sorted(found)


def test_a_bare_sleep_is_found() -> None:
    assert bare_sleeps("import time\ntime.sleep(1)") == [2]
    assert bare_sleeps("pass\nawait asyncio.sleep(0.01)\npage.wait_for_timeout(9)") == [2, 3]
    assert not bare_sleeps("await asyncio.sleep(0)")
    assert not bare_sleeps("# A sleep: the server is slow.\ntime.sleep(1)")


def test_tests_wait_for_conditions_and_never_for_time() -> None:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        source = path.read_text()
        # Reading is quicker than parsing, and few files as much as name one.
        if "sleep(" not in source and "wait_for_timeout" not in source:
            continue
        if path != Path(str(waiting.__file__)):
            assert not bare_sleeps(source), path


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


#: of SQLAlchemy's names, those that nobody can ask a database with
HARMLESS = {"ColumnElement", "Session", "make_url"}
#: a session's methods that ask or change a database
ASKING = {
    "add", "add_all", "delete", "execute", "get", "get_one", "merge", "scalar", "scalars",
}  # fmt: skip


def queries_in(source: str) -> list[int]:
    """The lines that build a database query, or have a session run one."""
    found = set()
    for node in ast.walk(parsed(source)):
        match node:
            case ast.Import(names=names, lineno=line):
                builds = any(name.name.partition(".")[0] == "sqlalchemy" for name in names)
            case ast.ImportFrom(module=str(module), names=names, lineno=line):
                theirs = module.partition(".")[0] == "sqlalchemy" and module != "sqlalchemy.exc"
                builds = theirs and not {name.name for name in names} <= HARMLESS
            case (
                ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), lineno=line)
                | ast.Call(
                    func=ast.Attribute(value=ast.Attribute(attr=name), attr=method), lineno=line
                )
            ):
                builds = name == "session" and method in ASKING
            case _:
                continue
        if builds:
            found.add(line)
    return sorted(found)


def test_a_query_is_found() -> None:
    assert queries_in("from sqlalchemy import select") == [1]
    assert queries_in("from sqlalchemy.orm import Session, selectinload") == [1]
    assert queries_in("import sqlalchemy as sa\nimport sqlalchemy.orm") == [1, 2]
    assert queries_in("session.get(Account, 1)\nself.session.scalars(known)") == [1, 2]
    assert queries_in("def f():\n    for one in session.execute(all): pass") == [2]
    assert not queries_in(
        "from sqlalchemy.orm import Session\nfrom sqlalchemy.exc import DataError"
    )
    assert not queries_in("query.get('q')\naccount(session, 1)\nsession.notice\nset().add(session)")


@pytest.mark.parametrize("room", ["web", "cli", "demo"])
def test_edges_build_no_queries(room: str) -> None:
    files = sorted((ROOT / "src" / "zharia" / room).rglob("*.py"))
    assert files
    found = {str(path.relative_to(ROOT)): queries_in(path.read_text()) for path in files}
    assert not {path: lines for path, lines in found.items() if lines}


@pytest.mark.parametrize("room", ["web", "cli"])
def test_edges_leave_the_audit_log_to_the_use_cases(room: str) -> None:
    writer = {"zharia.users.record", "zharia.users.audit.record"}
    files = sorted((ROOT / "src" / "zharia" / room).rglob("*.py"))
    assert files
    for path in files:
        assert not modules(path) & writer, path
    assert modules(ROOT / "src/zharia/newsroom/keys.py") & writer


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


def test_a_file_that_a_document_names_is_there() -> None:
    written = re.compile(
        r"[`(]([\w.{}*-]+(?:/[\w.{}*-]+)+\.(?:css|html|js|md|png|po|py|toml))[`)#]"
    )
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    named = {(path, name) for path in documents for name in written.findall(path.read_text())}
    assert len(named) > 50
    house = ROOT / "src" / "zharia"
    for path, name in named:
        assert any([*start.glob(name)] for start in (ROOT, house, path.parent)), (path, name)


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


#: in code letters: a file, or a folder with its stroke; a star stands for any name
NAMED = re.compile(r"`((?:[\w*.-]+/)*[\w*-]+\.(?:py|md|html|css|js|po|toml)|(?:[\w*.-]+/)+)`")
LINKED = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
#: looks like a path of ours, and is an address
ADDRESSES = {"developers.tiktok.com/docs/en/"}


@cache
def _ends() -> frozenset[str]:
    """What a document may call a file or a folder: its path, or the end of it."""
    files = [path.relative_to(ROOT) for path in tracked()]
    paths = {*files, *(folder for path in files for folder in path.parents)}
    return frozenset(
        "/".join(path.parts[start:]) for path in paths for start in range(len(path.parts))
    )


def missing_paths(document: Path) -> list[str]:
    """The files and folders that a document names, and that are not there."""
    text = document.read_text()
    linked = [one for one in LINKED.findall(text) if not (document.parent / one).exists()]
    named = [one for one in NAMED.findall(text) if one not in ADDRESSES]
    return [*linked, *(one for one in named if not _is_there(one.rstrip("/")))]


def _is_there(path: str) -> bool:
    return any(fnmatch(end, path) for end in _ends()) if "*" in path else path in _ends()


def test_every_path_that_a_document_names_is_there() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    assert {"README.md", "CONTRIBUTING.md", "architecture.md"} <= {one.name for one in documents}
    missing = {one.name: missing_paths(one) for one in documents}
    assert not {name: paths for name, paths in missing.items() if paths}


def test_a_path_that_is_not_there_is_found(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text("`storage/nowhere.py` [x](gone.md) `src/zharia/cli/` `src/*/cli/` `./run`")
    assert missing_paths(document) == ["gone.md", "storage/nowhere.py"]


def test_the_picture_of_the_rooms_is_that_of_the_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one["name"] == "Rooms import downwards"]
    (picture,) = re.findall(
        r"```\n(cli\n.*?)```", (ROOT / "docs/architecture.md").read_text(), re.DOTALL
    )
    assert picture.splitlines() == [one.replace("zharia.", "") for one in layers]
    rooms = {room.strip() for line in picture.splitlines() for room in line.split("|")}
    packages = {path.parent.name for path in (ROOT / "src/zharia").glob("*/__init__.py")}
    assert rooms == packages
