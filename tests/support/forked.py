"""Processes of our own code that start at once, since they have imported it already.

Each is forked from one process that imported everything and did nothing else, so it is as real as
one that was started anew: it has its own memory, threads and connections, and dies by SIGKILL.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_CONTEXT = multiprocessing.get_context("forkserver")
#: imported before the first fork
_CONTEXT.set_forkserver_preload(
    ["tests.support.forked", "zharia.cli", "zharia.service.service", "zharia.service.web_server"]
)


#: two connections, for a test and its process
pipe = _CONTEXT.Pipe


def start(
    work: Callable[..., None], *arguments: Any, environment: Mapping[str, str], output: Path
) -> BaseProcess:
    """Call a function of a module in a process with this environment and no other.

    It works in the folder of the file `output`, to which is added what it prints. One end of a
    `pipe` may be among the arguments.
    """
    start_server()
    process = _CONTEXT.Process(target=_run, args=(work, arguments, dict(environment), output))
    process.start()
    return process


def command(*arguments: str) -> None:
    """A `zharia` command, as the shell would have it."""
    from zharia.cli import main

    sys.argv = ["zharia", *arguments]
    main()


def start_server() -> None:
    """The process to fork from finds the modules where this one does."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def _run(
    work: Callable[..., None],
    arguments: tuple[Any, ...],
    environment: Mapping[str, str],
    output: Path,
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with output.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.chdir(output.parent)
    work(*arguments)
