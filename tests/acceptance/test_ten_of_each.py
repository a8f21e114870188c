"""Ten `web` and ten `worker` on one PostgreSQL: whichever is asked, it is one newsroom.

They begin together, on a database without a table, which takes as many connections as PostgreSQL
does by itself. What follows goes to one web and is looked at from others.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx2
import psycopg
import pytest
from sqlalchemy import func, select
from tests.integration.web.newsroom import delivery, signed
from tests.support.buckets import BUCKET_NAME, make_bucket, s3_server
from tests.support.databases import new_postgres, plain
from tests.support.machines import S3, Machines
from tests.support.ports import free_port
from tests.support.round_robin import RoundRobin
from tests.support.servers import EACH_ANEW, NO_TLS, answers, photo
from tests.support.stage import KEY, SECRET, consent
from tests.support.waiting import until

from zharia.accounts import SocialMediaConfig
from zharia.media.store_binding import BoundStore
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.states import State
from zharia.publishing.webhook_model import IncomingWebhook
from zharia.storage.connection_pools import KEPT_CONNECTIONS
from zharia.storage.schema_version import is_usable
from zharia.users import Role
from zharia.users.model import User

TEN: Final = range(10)
WHO: Final = {"email": "admin@news.example", "password": "correct horse battery"}
ARTICLES: Final = 8
#: seconds for twenty processes to start where others want the machine, too
PATIENCE: Final = 300


class Ten:
    """Twenty machines, and a load balancer before ten of them."""

    def __init__(self, machines: Machines) -> None:
        self.machines = machines
        self.ports = [free_port() for _ in TEN]
        self._turns = itertools.cycle(self.ports)
        self.http = httpx2.Client(trust_env=False, verify=NO_TLS, limits=EACH_ANEW, timeout=120)
        #: of a person in a browser, and of the same one with a program
        self.browser: dict[str, str] = {}
        self.token = ""

    def start(self, bucket: str) -> None:
        url = self.machines.shared["ZHARIA_DATABASE_URL"]
        for number in TEN:
            for command in ("web", "worker"):
                self.machines.start(
                    f"{command}-{number}",
                    command,
                    S3,
                    AWS_ENDPOINT_URL=bucket,
                    ZHARIA_PORT=str(self.ports[number]),
                    # By this PostgreSQL shows whose connection it is.
                    ZHARIA_DATABASE_URL=f"{url}?application_name={command}-{number}",
                    ZHARIA_TIKTOK_CLIENT_KEY=KEY,
                    ZHARIA_TIKTOK_CLIENT_SECRET=SECRET,
                    ZHARIA_ADMIN_EMAIL=WHO["email"],
                    ZHARIA_ADMIN_PASSWORD=WHO["password"],
                )

    def until_all_are_ready(self) -> None:
        def ready() -> bool:
            for name, process in self.machines.running.items():
                assert process.is_alive(), self.machines.said(name)
            workers = ("the worker is ready" in self.machines.said(f"worker-{n}") for n in TEN)
            return all(workers) and all(answers(self.address(n, "/health/ready")) for n in TEN)

        until(ready, "twenty processes to be ready", PATIENCE)

    def address(self, web: int, path: str) -> str:
        return f"http://127.0.0.1:{self.ports[web]}{path}"

    def ask(self, method: str, path: str, web: int | None = None, **more: Any) -> httpx2.Response:
        """Ask one web, or whoever is next, as somebody who has signed in by a token."""
        web = self.ports.index(next(self._turns)) if web is None else web
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= more.pop("headers", {})
        return self.http.request(method, self.address(web, path), headers=headers, **more)

    def sign_in(self) -> dict[str, str]:
        """What a browser then sends along."""
        browser = {"Sec-Fetch-Site": "same-origin"}
        answer = self.ask("POST", "/admin/login", data=WHO, headers=browser)
        return browser | {"Cookie": answer.headers["set-cookie"].partition(";")[0]}

    def done(self, method: str, path: str, **more: Any) -> Any:
        """What whoever is next answers to what must succeed."""
        answer = self.ask(method, path, **more)
        assert answer.is_success, (path, answer.text)
        return answer.json()

    def at_once(self, ask: Callable[[int], httpx2.Response]) -> list[httpx2.Response]:
        """What all webs answer to a request that each gets; one that is busy is asked again."""

        def answered(web: int) -> httpx2.Response | None:
            answer = ask(web)
            return None if answer.status_code == 503 else answer

        with ThreadPoolExecutor(len(TEN)) as threads:
            asked = threads.map(
                lambda web: until(lambda: answered(web), f"web {web} to answer", PATIENCE), TEN
            )
            return list(asked)


@pytest.fixture
def ten(tmp_path: Path, postgres_url: str) -> Iterator[Ten]:
    with ExitStack() as running:
        machines = running.enter_context(Machines(tmp_path, new_postgres(postgres_url)))
        bucket = running.enter_context(s3_server())
        make_bucket(bucket, BUCKET_NAME)
        ten = Ten(machines)
        running.enter_context(RoundRobin(machines.port, ten.ports))
        running.callback(ten.http.close)
        ten.start(bucket)
        yield ten


# Twenty processes start in it.
@pytest.mark.timeout(900)
def test_whichever_of_ten_is_asked_it_is_one_newsroom(ten: Ten) -> None:
    ten.until_all_are_ready()
    _they_set_up_one_newsroom(ten)
    _who_signs_in_at_one_is_signed_in_at_all(ten)
    _wrong_passwords_are_counted_together(ten)
    _live_pages_hear_of_what_another_changed(ten)
    account = _an_account_is_connected_across_two(ten)
    image = _an_upload_is_there_for_another(ten)
    articles = [_article(ten, number, image) for number in range(ARTICLES)]
    _an_order_with_a_key_is_carried_out_once(ten, articles[0])
    for article in articles[1:]:
        ten.done("POST", "/api/social-media/publish", json={"articleId": article})
    _ten_workers_keep_one_accounts_pace(ten)
    _tiktok_gets_its_photos_from_any(ten)
    _a_webhook_counts_once_wherever_it_arrives(ten)
    _their_connections_fit(ten)
    assert account in {one["id"] for one in ten.done("GET", "/api/social-media/accounts")}


def _they_set_up_one_newsroom(ten: Ten) -> None:
    database = ten.machines.database
    assert is_usable(database.engine)
    with database.read() as session:
        for table in (User, SocialMediaConfig, BoundStore):
            assert session.scalar(select(func.count()).select_from(table)) == 1, table
        assert session.scalars(select(User.role)).one() == Role.ADMIN


def _who_signs_in_at_one_is_signed_in_at_all(ten: Ten) -> None:
    browser = ten.sign_in()

    def page(web: int) -> int:
        return ten.ask("GET", "/admin", web, headers=browser).status_code

    assert {page(web) for web in TEN} == {200}
    # A form that another site's page sent changes nothing, whoever gets it.
    foreign = browser | {"Sec-Fetch-Site": "cross-site"}
    assert ten.ask("POST", "/admin/logout", headers=foreign).status_code == 403
    assert page(0) == 200
    assert ten.ask("POST", "/admin/logout", headers=browser).status_code == 303
    assert {page(web) for web in TEN} == {303}
    ten.browser = ten.sign_in()
    ten.token = ten.done("POST", "/api/auth/login", json=WHO)["accessToken"]
    listed = [ten.ask("GET", "/api/keys", web).status_code for web in TEN]
    assert listed == [200] * len(TEN)


def _wrong_passwords_are_counted_together(ten: Ten) -> None:
    wrong = {"email": "nobody@news.example", "password": "a wrong password"}
    answered = [ten.ask("POST", "/api/auth/login", web, json=wrong) for web in [*TEN] * 2]
    assert Counter(one.status_code for one in answered) == {401: 10, 429: 10}


def _live_pages_hear_of_what_another_changed(ten: Ten) -> None:
    def shown(web: int) -> str:
        page = ten.ask("GET", "/admin", web, headers=ten.browser).text
        return str(re.findall(r'data-change="([^"]+)"', page)[0])

    before = shown(0)
    # Nothing has happened, so none would have a page of another one look again.
    assert {shown(web) for web in TEN} == {before}

    def heard(web: int) -> str:
        address = ten.address(web, f"/admin/events?seen={before}")
        with ten.http.stream("GET", address, headers=ten.browser) as events:
            return next(line for line in events.iter_lines() if line.startswith("data: "))

    with ThreadPoolExecutor(len(TEN)) as threads:
        listening = [threads.submit(heard, web) for web in TEN]
        config = {"enabled": True, "audited": True}
        verification = "tiktokAbCdEf123456.txt"
        asked = config | {"verificationFileName": verification}
        ten.done("PUT", "/api/social-media/config/TIKTOK", json=asked)
        after = {one.result() for one in listening}
    assert after == {f"data: {shown(3)}"}
    # The same change gave TikTok its file, wherever it asks for it.
    files = {ten.ask("GET", f"/{verification}", web).text for web in TEN}
    assert files == {"tiktok-developers-site-verification=AbCdEf123456"}


def _an_account_is_connected_across_two(ten: Ten) -> str:
    begun = ten.done("GET", "/api/tiktok/auth-url", web=3)
    query = consent(begun["authUrl"], "aimaq_kz")
    came_back = ten.ask("GET", "/api/tiktok/callback", web=4, params=query)
    assert "tiktok_auth=success" in came_back.headers["location"]
    # A state is good once, wherever it comes back.
    again = ten.ask("GET", "/api/tiktok/callback", web=5, params=query)
    assert "tiktok_auth=error" in again.headers["location"]
    (account,) = ten.done("GET", "/api/social-media/accounts", web=6)
    choices = {
        "mode": "auto",
        "ownResponsibility": True,
        "privacyLevel": "PUBLIC_TO_EVERYONE",
        "autoPublish": False,
    }
    ten.done("PATCH", f"/api/social-media/accounts/{account['id']}", json=choices, web=7)
    return str(account["id"])


def _an_upload_is_there_for_another(ten: Ten) -> str:
    file = {"upload": ("school.jpg", photo((900, 1200)), "image/jpeg")}
    row = ten.ask("POST", "/admin/articles/uploads", 1, files=file, headers=ten.browser)
    (image,) = re.findall(r'value="(stored:[^"]+)"', row.text)
    seen = ten.ask("GET", f"/admin/photos?at={quote(image)}", 2, headers=ten.browser)
    # One that is missing is a drawing.
    assert seen.headers["content-type"] == "image/jpeg"
    return str(image)


def _article(ten: Ten, number: int, image: str) -> str:
    """Written in the pages, as what has an uploaded photo is."""
    form = {
        "translations.kz.title": f"Сәтбаевта {number} мектеп ашылды",
        "translations.kz.excerpt": f"Қалада {number}00 орындық мектеп ашылды.",
        "image.url": image,
        "image.alt": "",
        "image.credit": "",
        "image.language": "",
        "do": "save",
    }
    saved = ten.ask("POST", "/admin/articles/new", data=form, headers=ten.browser)
    assert saved.status_code == 303, saved.text
    return str(urlsplit(saved.headers["location"]).path.rpartition("/")[2])


def _an_order_with_a_key_is_carried_out_once(ten: Ten, article: str) -> None:
    asked, key = {"articleId": article}, {"Idempotency-Key": "once"}
    answered = ten.at_once(
        lambda web: ten.ask("POST", "/api/social-media/publish", web, json=asked, headers=key)
    )
    assert {one.status_code for one in answered} == {202}
    assert len({one.text for one in answered}) == 1
    assert sum("idempotency-replayed" in one.headers for one in answered) == len(TEN) - 1
    with ten.machines.database.read() as session:
        assert session.scalars(select(Publication.article_id)).all() == [article]


def _ten_workers_keep_one_accounts_pace(ten: Ten) -> None:
    """Six a minute, over all workers; each article is one post."""

    def published() -> bool:
        with ten.machines.database.read() as session:
            states = Counter(session.scalars(select(Publication.state)))
        assert not states[State.FAILED]
        return states[State.PUBLISHED] >= 6

    until(published, "six posts", PATIENCE)
    tiktok = ten.machines.simulator.simulator.state
    inits = [one for one in tiktok.calls if one.endpoint == "content_init"]
    assert {(one.status, one.code) for one in inits} == {(200, "ok")}
    # A slow machine may have come to the seventh.
    assert all(later.at - first.at >= 60 for first, later in zip(inits, inits[6:], strict=False)), [
        one.at for one in inits
    ]
    titles = [post.title for post in tiktok.posts]
    assert len(titles) == len(set(titles)) == len(inits)
    assert not [one for one in tiktok.calls if one.status == 429]


def _tiktok_gets_its_photos_from_any(ten: Ten) -> None:
    with ten.machines.database.read() as session:
        attempt = session.scalars(select(Attempt).order_by(Attempt.sent_at).limit(1)).one()
    address = f"/media/a/{attempt.token}/1.jpg"
    assert [ten.ask("HEAD", address, web).status_code for web in TEN] == [200] * len(TEN)


def _a_webhook_counts_once_wherever_it_arrives(ten: Ten) -> None:
    body = delivery(KEY)
    headers = {"Tiktok-Signature": signed(body, SECRET)}

    def count() -> int:
        with ten.machines.database.read() as session:
            hooks = session.scalars(select(IncomingWebhook.body))
            return sum(one == body.decode() for one in hooks)

    answered = ten.at_once(
        lambda web: ten.ask("POST", "/api/tiktok/webhook", web, content=body, headers=headers)
    )
    assert [one.status_code for one in answered] == [200] * len(TEN)
    assert count() == 1

    def handled() -> bool:
        with ten.machines.database.read() as session:
            waiting = select(func.count()).where(IncomingWebhook.handled_at.is_(None))
            return not session.scalar(waiting)

    until(handled, "a worker to process it", PATIENCE)


def _their_connections_fit(ten: Ten) -> None:
    """A PostgreSQL as it is installed, with room for whoever looks into it."""
    machines = ten.machines
    url = plain(machines.shared["ZHARIA_DATABASE_URL"])
    with psycopg.connect(url, autocommit=True) as connection:

        def each_keeps_few() -> bool:
            """A worker also has one that listens for what others change."""
            found = connection.execute(
                "SELECT application_name, count(*) FROM pg_stat_activity"
                " WHERE application_name ~ '^(web|worker)-' GROUP BY 1"
            ).fetchall()
            most = {"web": KEPT_CONNECTIONS, "worker": KEPT_CONNECTIONS + 1}
            return len(found) == 2 * len(TEN) and all(
                count <= most[name.partition("-")[0]] for name, count in found
            )

        until(each_keeps_few, "each to have no more connections than it keeps", PATIENCE)
    for name in machines.running:
        assert "too many clients" not in machines.said(name), machines.said(name)
