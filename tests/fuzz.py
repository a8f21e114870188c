"""Run the ledger's state machine for as long as one likes, and say whether it saw everything.

    ./run fuzz [minutes] [--seed N --database sqlite]

A failure prints its steps and the seed that leads there again.
"""

import argparse
import contextlib
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.publishing.machine.mortal import MortalDatabase
from tests.integration.publishing.machine.rules import BEGIN, SITUATIONS, newsroom_of
from tests.integration.publishing.machine.situations import INTERESTING
from tests.support import databases
from tests.support.postgres import cluster

#: from so many minutes on, each interesting situation must have come up
_ENOUGH_MINUTES: Final = 10
_EXAMPLES: Final = 50
_STEPS: Final = 50


def run_once(database: MortalDatabase, number: int) -> None:
    """Some examples; raises what they find."""

    run_state_machine_as_test(
        seed(number)(newsroom_of(database)),
        settings=settings(
            max_examples=_EXAMPLES,
            stateful_step_count=_STEPS,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


@contextlib.contextmanager
def both_databases() -> Iterator[dict[str, MortalDatabase]]:
    """With every table, by their kind."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {
            "sqlite": databases.sqlite_url(folder / "zharia.db"),
            "postgresql": databases.new_postgres(stack.enter_context(cluster())),
        }
        found = {}
        for kind, url in urls.items():
            databases.make_tables(url)
            found[kind] = stack.enter_context(contextlib.closing(MortalDatabase(url, BEGIN)))
        yield found


def main(say: Callable[[str], None]) -> int:
    parser = argparse.ArgumentParser(prog="./run fuzz", description=__doc__)
    parser.add_argument("minutes", nargs="?", type=float, default=10.0)
    parser.add_argument("--seed", type=int, help="one run that failed before")
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    wanted = parser.parse_args()
    until = time.monotonic() + wanted.minutes * 60
    with both_databases() as found:
        kinds = [wanted.database] if wanted.database else list(found)
        runs = 0
        while runs == 0 or (wanted.seed is None and time.monotonic() < until):
            for kind in kinds:
                number = secrets.randbelow(10**9) if wanted.seed is None else wanted.seed
                try:
                    run_once(found[kind], number)
                except Exception:
                    say(f"again: ./run fuzz --seed {number} --database {kind}")
                    raise
                runs += 1
    for situation, times in sorted(SITUATIONS.items()):
        say(f"{times:8} {situation}")
    say(f"{runs * _EXAMPLES} examples of {_STEPS} steps, nothing found")
    missing = sorted(INTERESTING - SITUATIONS.keys())
    if missing:
        say(f"never came up: {', '.join(missing)}")
    return 1 if missing and wanted.seed is None and wanted.minutes >= _ENOUGH_MINUTES else 0


if __name__ == "__main__":
    sys.exit(main(lambda line: print(line, flush=True)))  # noqa: T201 - a command speaks
