"""Measure everything, or the named parts, and print one table: `./run bench [--write] [name…]`.

Each part is a module here whose `measures` prints its details and yields its rows. With `--write`
the table goes into `docs/performance.md` too.
"""

import os
import platform
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Final

from pysqlite3 import dbapi2

from tests.bench.measures import Measure, markdown

#: in the order of the table
PARTS: Final = ("publications", "start", "photos", "webhooks", "pages", "feeds")
PAGE: Final = Path(__file__).parents[2] / "docs" / "performance.md"
_BEGIN: Final = "<!-- written by `./run bench --write` -->\n"
_END: Final = "<!-- end -->"
_LIBRARIES: Final = ("fastapi", "sqlalchemy", "dbos", "psycopg", "pyvips-binary", "pillow")


def main(arguments: Sequence[str]) -> None:
    names = [one for one in arguments if one != "--write"]
    rows: list[Measure] = []
    for name in names or PARTS:
        print(f"== {name}", flush=True)
        part = import_module(f"tests.bench.{name}")
        if hasattr(part, "measures"):
            rows += part.measures()
        else:
            part.main()
    if rows:
        print(f"\n{markdown(rows)}", flush=True)
    if "--write" in arguments:
        before, _, rest = PAGE.read_text().partition(_BEGIN)
        after = rest.partition(_END)[2]
        table = f"{machine()}\n\n{markdown(rows)}\n"
        PAGE.write_text(f"{before}{_BEGIN}{table}{_END}{after}")


def machine() -> str:
    """What it was measured on, in one paragraph."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, {platform.system()}"
        f" {platform.release()}; Python {platform.python_version()}, SQLite"
        f" {dbapi2.sqlite_version}, {libraries}."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
