"""The whole service beside a running simulator and a newsroom's web server, for tests.

`Stage` runs the service in this process: its rows can be read, its clock is ours. The same
settings start it as a process of its own, for tests that kill it.
"""

import re
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.support import rows
from tests.support.servers import NO_TLS, PhotoHost, RunningSimulator
from tests.support.waiting import until
from zharia.accounts import Account, HashtagSettings, Mode, configuration
from zharia.articles import Article
from zharia.publishing.model import Attempt, Publication, PullReceipt
from zharia.publishing.states import State
from zharia.service.listening import listen
from zharia.service.service import Service
from zharia.service.web_server import WebServer
from zharia.settings import Settings

#: How long an unanswered attempt may stay without a pull: more than any needs that TikTok has,
#: however busy the machine.
PATIENCE = timedelta(minutes=Settings.model_fields["unconfirmed_minutes"].default)
KEY, SECRET = "simmain000audited0", "fake-secret-of-simmain-not-for-tiktok"


def stage_settings(simulator: RunningSimulator, data_dir: Path, port: int, **more: Any) -> Settings:
    """Settings of a service at `port` that takes the simulator for TikTok."""
    values: dict[str, Any] = {
        "data_dir": data_dir,
        "public_url": f"http://127.0.0.1:{port}",
        "port": port,
        "tiktok_api_url": simulator.url,
        "tiktok_authorize_url": f"{simulator.url}/v2/auth/authorize/",
        "tiktok_client_key": KEY,
        "tiktok_client_secret": SECRET,
        "allow_loopback_fetch": True,
        "poll_seconds": 0.2,
        "admin_email": "admin@news.example",
        "admin_password": "correct horse battery",
    }
    return Settings(**values | more)


def introduce(simulator: RunningSimulator, port: int, *, webhooks: bool = True) -> None:
    """Tell the simulator's app where the service is, as its developer console would be told."""
    public = f"http://127.0.0.1:{port}"
    simulator.control(
        "PATCH",
        f"/apps/{KEY}",
        {
            "redirect_uris": [f"{public}/api/tiktok/callback"],
            "verified_prefixes": [f"{public}/"],
            "webhook_url": f"{public}/api/tiktok/webhook" if webhooks else "",
        },
    )


def consent(authorize_url: str, username: str) -> dict[str, str]:
    """Agree on TikTok's page as a person would; the callback's query."""
    with httpx2.Client(trust_env=False, verify=NO_TLS) as browser:
        page = browser.get(authorize_url)
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        scopes = parse_qs(urlsplit(authorize_url).query)["scope"][0].split(",")
        form = {name: value.replace("&amp;", "&") for name, value in fields}
        answer = browser.post(
            urlsplit(authorize_url)._replace(query="").geturl(),
            data={**form, "username": username, "scope": scopes, "decision": "allow"},
        )
    assert answer.status_code in {302, 303}, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def connect_account(service: Service, username: str, **more: Any) -> str:
    """Connect a test user through OAuth; more are columns of the account."""
    begun = service.connecting.begin("admin")
    connected = service.connecting.finish(consent(begun.authorize_url, username))
    language = "ru" if username.endswith("_ru") else "kz"
    values: dict[str, Any] = {
        "mode": Mode.AUTO,
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "language": language,
        "hashtags": HashtagSettings.default(language).model_dump(mode="json"),
    }
    with service.database.write() as session:
        session.execute(
            update(Account).where(Account.id == connected.account_id).values(**values | more)
        )
    return connected.account_id


class Stage:
    """A service that publishes, its web server in a thread, TikTok and a newsroom beside it.

    Without `works` nothing is sent: what stands in the ledger stays as it is.
    """

    def __init__(
        self, data_dir: Path, *, webhooks: bool = True, works: bool = True, **more: Any
    ) -> None:
        self.settings_more = more
        self.webhooks, self.works = webhooks, works
        self.data_dir = data_dir
        self._closing = ExitStack()
        self.simulator = RunningSimulator(
            pull_delay=0.1, processing_delay=0.1, moderation_delay=0.3, webhook_timeout=2.0
        )
        self.newsroom = PhotoHost()

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self._closing.close)
            self._open()
            undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def _open(self) -> None:
        self._closing.enter_context(self.simulator)
        self._closing.enter_context(self.newsroom)
        # Held from now on: nobody else can have it before the site listens.
        listening = self._closing.enter_context(listen("127.0.0.1", 0))
        self.port = int(listening.getsockname()[1])
        introduce(self.simulator, self.port, webhooks=self.webhooks)
        self.settings = stage_settings(
            self.simulator, self.data_dir, self.port, **self.settings_more
        )
        self.service = self._closing.enter_context(Service(self.settings, with_worker=self.works))
        with self.service.database.write() as session:
            config = configuration(session)
            config.audited, config.enabled = True, True
        self._closing.enter_context(WebServer(self.service, listening))

    def connect(self, username: str = "aimaq_kz", **more: Any) -> str:
        return connect_account(self.service, username, **more)

    def photos(self, count: int) -> tuple[str, ...]:
        """Photos on the newsroom's server."""
        return tuple(
            self.newsroom.photo(f"/{number}.jpg", (900 + number, 1200)) for number in range(count)
        )

    def article(self, external_id: str = "1", photos: int = 2, **more: Any) -> str:
        """An article that wants to be published by itself."""
        with self.service.database.write() as session:
            urls = self.photos(photos)
            return rows.article(session, external_id, auto=True, photos=urls, **more).id

    def publication(self, article_id: str, account_id: str) -> Publication:
        """The newest publication of an article on an account, once there is one."""

        def newest() -> Publication | None:
            with self.service.database.read() as session:
                return (
                    session.query(Publication)
                    .filter_by(article_id=article_id, account_id=account_id)
                    .order_by(Publication.number.desc())
                    .first()
                )

        found: Publication = until(newest, "the publication")
        return found

    def wait_for(
        self, article_id: str, account_id: str, *states: State, seconds: float = 60
    ) -> Publication:
        """The publication, once it is in one of the states."""
        seen = ["nothing"]

        def reached() -> Publication | None:
            publication = self.publication(article_id, account_id)
            seen[0] = f"{publication.state} {publication.error_code or ''}"
            return publication if publication.state in states else None

        try:
            found: Publication = until(reached, f"{states}", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {seen[0]}: {self.story(article_id)}") from None
        return found

    def wait_for_one_of_each(
        self, article_id: str, accounts: tuple[str, str]
    ) -> tuple[Publication, Publication]:
        """One account's publication waits again with an error, the other's is published."""

        def both() -> tuple[Publication, Publication] | None:
            pair = [self.publication(article_id, account) for account in accounts]
            pair.sort(key=lambda one: one.state != State.SCHEDULED)
            if pair[0].error_code and pair[1].state == State.PUBLISHED:
                return pair[0], pair[1]
            return None

        found: tuple[Publication, Publication] = until(both, "one waiting and one published")
        return found

    def lose_patience(self, article_id: str, account_id: str) -> None:
        """An unanswered attempt was sent so long ago that no pull of it is waited for any more."""
        publication = self.publication(article_id, account_id)
        with self.service.database.write() as session:
            session.get_one(Attempt, publication.attempt_id).sent_at -= PATIENCE
            changed = session.get_one(Publication, publication.id)
            changed.wake_at = self.service.database.now(session)

    def story(self, article_id: str) -> list[str]:
        with self.service.database.read() as session:
            publications = session.query(Publication).filter_by(article_id=article_id).all()
            return [
                f"{event.state}: {event.who}: {event.what} {event.detail}"
                for publication in publications
                for event in publication.events
            ]

    def posts(self, username: str = "aimaq_kz") -> list[Any]:
        """What the simulated TikTok has of a user, failed ones included."""
        return [post for post in self.simulator.simulator.state.posts if post.username == username]

    def inits(self) -> int:
        """How often init reached the simulated TikTok."""
        calls = self.simulator.simulator.state.calls
        return sum(call.endpoint == "content_init" for call in calls)

    def attempts(self, session: Session) -> list[Attempt]:
        return session.query(Attempt).order_by(Attempt.number).all()

    def receipts(self) -> list[PullReceipt]:
        with self.service.database.read() as session:
            return session.query(PullReceipt).all()

    def loaded(self, article_id: str) -> Article:
        with self.service.database.read() as session:
            return session.get_one(Article, article_id)
