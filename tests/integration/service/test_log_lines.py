"""The log of a whole process: one form, whoever writes."""

import subprocess
import sys

from tests.support.processes import environment


def test_no_library_has_lines_of_its_own_form() -> None:
    """A process as a worker sets it up, with every logger that exists by then."""
    code = r"""
import logging, sys, threading, zharia.service.logs
zharia.service.logs.configure("console")
import zharia.service.web_server, zharia.publishing.engine
from dbos._logger import dbos_logger, init_logger
init_logger()
names = [n for n, one in logging.root.manager.loggerDict.items() if isinstance(one, logging.Logger)]
assert {"dbos", "uvicorn.error"} <= set(names), names
for name in ["", *names]:
    logging.getLogger(name).critical("forged %s", "\n\x1b[2Kline")
print(len(names) + 1)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    lines = done.stderr.splitlines()
    assert len(lines) == int(done.stdout)
    assert all(line.endswith(r"  forged \n\x1b[2Kline") for line in lines), lines


def test_what_ends_a_thread_or_the_process_is_a_line_with_its_traceback_below() -> None:
    code = r"""
import threading, zharia.service.logs
zharia.service.logs.configure("console")
def broken():
    raise ValueError("\nforged\x1b[2K")
thread = threading.Thread(target=broken, name="\nforged")
thread.start()
thread.join()
broken()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    lines = done.stderr.split("\n")[:-1]
    assert sum(not line.startswith("    ") for line in lines) == 2, done.stderr
    assert sum("ValueError" in line for line in lines) == 2, done.stderr
    assert not any(line.startswith("forged") for line in lines)
    assert "\x1b" not in done.stderr
