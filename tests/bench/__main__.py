"""Measure everything, or the named parts, and print one table: `./run bench [--write] [name…]`.

Each part is a module here whose `measures` prints its details and yields its rows. With `--write`
each part's rows go into `docs/performance.md`, in its place there; a part that has `texts` instead
names its page.
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
PARTS: Final = (
    "publications",
    "one_account",
    "locked",
    "start",
    "idle",
    "photos",
    "webhooks",
    "pages",
    "feeds",
    "footprint",
    "month",
)
DOCS: Final = Path(__file__).parents[2] / "docs"
PAGE: Final = "performance.md"
_LIBRARIES: Final = ("fastapi", "sqlalchemy", "dbos", "psycopg", "pyvips-binary", "pillow")


def main(arguments: Sequence[str]) -> None:
    write = "--write" in arguments
    rows: list[Measure] = []
    for name in [one for one in arguments if one != "--write"] or PARTS:
        print(f"== {name}", flush=True)
        part = import_module(f"tests.bench.{name}")
        if hasattr(part, "texts"):
            # Tables of another page, which have no aims.
            for place, text in part.texts():
                print(f"\n{text}\n", flush=True)
                if write:
                    keep(place, text, part.PAGE)
                    keep("machine", machine(), part.PAGE)
            continue
        if not hasattr(part, "measures"):
            part.main()
            continue
        found = list(part.measures())
        rows += found
        if write:
            keep(name, markdown(found))
            keep("machine", machine())
    if rows:
        print(f"\n{markdown(rows)}", flush=True)


def keep(name: str, text: str, page: str = PAGE) -> None:
    """Put a text into its place in a page, instead of what stands there."""
    path = DOCS / page
    begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
    before, _, rest = path.read_text().partition(begin)
    path.write_text(f"{before}{begin}{text}{end}{rest.partition(end)[2]}")


def machine() -> str:
    """What it was measured on, in one paragraph."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, {platform.system()};"
        f" Python {platform.python_version()}, SQLite"
        f" {dbapi2.sqlite_version}, {libraries}."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
