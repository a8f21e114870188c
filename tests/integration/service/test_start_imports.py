"""A start imports nothing that it does not need, see `./run bench start`."""

import subprocess
import sys
from pathlib import Path

from tests.support.processes import environment

#: each stands behind a module that a migration, a worker process, a page, an access token, a call
#: to TikTok, a fetch or another command imports
HEAVY = {
    *("PIL", "alembic", "cryptography.x509", "feedparser", "httpcore2", "httpx2", "jinja2", "jwt"),
    "obstore",
    *("mako", "pi_heif", "pygments", "rich", "stamina", "zharia.articles.feeds.parsing"),
    *("zharia.chaos", "zharia.demo", "zharia.media.prepare", "zharia.simulator"),
}
START = """
import sys
from http.client import HTTPConnection
from zharia.cli import common
from zharia.service.listening import listen
from zharia.service.service import Service
from zharia.service.web_server import WebServer

settings = common.load_settings()
listening = listen("127.0.0.1", 0)
with listening, Service(settings, with_worker=True) as service, WebServer(service, listening):
    connection = HTTPConnection(*listening.getsockname())
    connection.request("GET", "/health/ready")
    assert connection.getresponse().status == 200
    print(*sys.modules)
"""


def started(folder: Path) -> set[str]:
    """Every module of a service that has just become ready."""
    done = subprocess.run(
        [sys.executable, "-c", START],
        cwd=folder,
        env=environment({"ZHARIA_DATA_DIR": str(folder)}),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_a_start_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    assert "alembic" in started(tmp_path)
    assert started(tmp_path) & HEAVY == set()
