"""How long the server works on each page with 10,000 articles, and how much a first visit loads.

    ./run bench pages

The service runs as a process of its own on SQLite, with as many publications as articles. Each
page is asked for 40 times, one after the other; the median and the 95th percentile count from the
request to the last byte, on loopback. A first visit loads the page with all styles and scripts
that it names, compressed, without fonts and photos.
"""

import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

import httpx2
from sqlalchemy import insert

from tests.bench.measures import Measure, markdown
from tests.bench.webhooks import free_port, wait_for
from tests.support import rows
from tests.support.rows import store
from zharia.accounts import configuration, ensure_configuration
from zharia.articles import Content, Image, IncomingArticle, Translation
from zharia.newsroom.people import add_user
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.settings import Settings
from zharia.storage.crypto import open_keyring
from zharia.storage.database import Database
from zharia.storage.ids import new_id
from zharia.users import Role, create_session

ARTICLES, ASKED, BATCH = 10_000, 40, 1_000
#: pages with as many rows as there are articles
QUEUES = ("/admin", "/admin/articles", "/admin/publications")
STATES = (State.PUBLISHED,) * 17 + (State.DRAFT, State.SCHEDULED, State.FAILED)


def fill(settings: Settings) -> tuple[str, str, str]:
    """A newsroom after some years; the token of a session, an article and a publication."""
    database = Database(settings.database)
    database.upgrade()
    ensure_configuration(database, open_keyring("", settings.secret_keys_file), settings)
    user = add_user(database, "editor@news.example", "a password of the bench", Role.ADMIN)
    with database.write() as session:
        configuration(session).enabled = True
        accounts = [rows.account(session, language).id for language in ("kz", "ru")]
        _, token = create_session(session, user, address="", user_agent="", now=rows.NOW)
    article = publication = ""
    for start in range(0, ARTICLES, BATCH):
        with database.write() as session:
            deliveries = [_delivery(number) for number in range(start, start + BATCH)]
            stored = store(session, "news.example", deliveries, now=rows.NOW)
            made = [
                _publication(one.article_id, accounts[number % 2], start + number)
                for number, one in enumerate(stored)
            ]
            session.execute(insert(Publication), made)
            article, publication = stored[-1].article_id, made[-1]["id"]
    database.close()
    return token, article, publication


def _delivery(number: int) -> IncomingArticle:
    title = f"Қаладағы {number}-жаңалық: көл жағасында саябақ ашылды"
    content = Content(
        translations=(
            Translation("kz", title, "Үш гектар жерге мың түп ағаш отырғызылды.", "", ""),
            Translation("ru", f"Новость {number} из города", "На трёх гектарах.", "", ""),
        ),
        images=(Image(f"https://news.example/{number}.jpg"),),
    )
    at = rows.NOW - timedelta(minutes=20 * (ARTICLES - number))
    return IncomingArticle(
        str(number), content, published_at=at, auto_publish=False, keys=(str(number),)
    )


def _publication(article: str, account: str, number: int) -> dict[str, Any]:
    at = rows.NOW - timedelta(minutes=20 * (ARTICLES - number))
    state = STATES[number % len(STATES)]
    return {
        "id": new_id(),
        "article_id": article,
        "account_id": account,
        "language": "kz",
        "state": state,
        "due_at": at,
        "post_mode": "DIRECT_POST",
        "title": f"Қаладағы {number}-жаңалық",
        "photo_urls": [f"https://news.example/{number}.jpg"],
        "requested_by": "bench",
        "created_at": at,
        "published_at": at if state is State.PUBLISHED else None,
    }


def median_and_most(http: httpx2.Client, path: str) -> tuple[float, float]:
    """Milliseconds, and those that one in twenty takes longer than."""
    seconds = []
    for _ in range(ASKED + 3):
        began = time.perf_counter()
        answer = http.get(path)
        seconds.append(time.perf_counter() - began)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
    cut = statistics.quantiles(seconds[3:], n=20)
    return cut[9] * 1000, cut[18] * 1000


def first_visit(http: httpx2.Client, path: str) -> int:
    """Bytes over the line."""
    page = http.get(path)
    named = set(re.findall(r'(?:src|href)="(/static/[^"#]+\.(?:css|js|svg)[^"#]*)', page.text))
    return sum(http.get(one).num_bytes_downloaded for one in named) + page.num_bytes_downloaded


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        settings = Settings.model_validate(
            {"data_dir": Path(folder), "tiktok_client_key": "bench", "port": port}
        )
        token, article, publication = fill(settings)
        environment = {
            "ZHARIA_DATA_DIR": folder,
            "ZHARIA_PORT": str(port),
            "ZHARIA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        server = Popen(
            [sys.executable, "-m", "zharia", "web"],
            env=os.environ | environment,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        medians = {}
        try:
            wait_for(port)
            with httpx2.Client(
                base_url=f"http://127.0.0.1:{port}",
                headers={"Cookie": f"__Host-zharia={token}", "Accept-Language": "kk"},
                trust_env=False,
            ) as http:
                print(f"{ARTICLES} articles, {ARTICLES} publications; milliseconds per page")
                for path in (
                    *QUEUES,
                    "/admin/articles?q=9999",
                    f"/admin/articles/{article}",
                    f"/admin/publications/{publication}",
                    "/admin/settings/social-media",
                    "/admin/audit",
                    "/admin/help/errors",
                ):
                    medians[path], most = median_and_most(http, path)
                    print(f"  {path[:40]:<42}{medians[path]:6.1f} median {most:6.1f} p95")
                size = first_visit(http, "/admin")
                print(f"first visit to /admin: {size / 1000:.1f} kB besides fonts and photos")
        finally:
            server.terminate()
            server.wait(30)
    slowest = max(QUEUES, key=lambda path: medians[path])
    yield Measure(
        "queue page with 10,000 articles, server time",
        medians[slowest],
        aim=20,
        floor=40,
        unit=" ms",
        note=f"median of {slowest}, the slowest of {len(QUEUES)} lists",
    )


def main() -> None:
    print(markdown(list(measures())))


if __name__ == "__main__":
    main()
