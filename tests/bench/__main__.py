"""Measure everything, or the named parts, and print one table: `./run bench [name…]`.

Each part is a module here whose `measures` prints its details and yields its rows.
"""

import sys
from importlib import import_module

from tests.bench.measures import Measure, markdown

#: in the order of the table
PARTS = ("photos", "webhooks", "pages", "feeds", "start")


def main(names: list[str]) -> None:
    rows: list[Measure] = []
    for name in names or PARTS:
        print(f"== {name}", flush=True)
        rows += import_module(f"tests.bench.{name}").measures()
    print()
    print(markdown(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
