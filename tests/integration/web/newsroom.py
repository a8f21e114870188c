"""A newsroom behind HTTP: our application, a simulated TikTok, and people with their tokens."""

import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from tests.support.movable import MovableDatabase
from tests.support.servers import RunningSimulator

from zharia.accounts import (
    Account,
    OAuthFlow,
    TokenVault,
    client_factory,
    ensure_configuration,
)
from zharia.accounts.app_config import INTERACTIVE_BACKOFF
from zharia.accounts.clients import ClientCache
from zharia.fetch import Fetcher
from zharia.journal import Installation
from zharia.media.library import PhotoLibrary
from zharia.media.opening import open_store
from zharia.media.photo_fetching import photo_fetcher
from zharia.media.workers import PhotoWorkers
from zharia.publishing.engine import Engine
from zharia.publishing.model import Publication
from zharia.settings import Settings
from zharia.storage.crypto import Keyring, Secret
from zharia.storage.database import Database
from zharia.tiktok import PkceEncoding
from zharia.users import Role, Tokens, User
from zharia.users.passwords import hash_password
from zharia.web.app import create_app
from zharia.web.context import WebContext

MAIN = "simmain000audited0"
SANDBOX = "simbox0000sandbox0"
EVERYTHING = ("user.info.basic", "video.publish", "video.upload")
PASSWORD = "correct horse battery staple"
JWT_SECRET = "a secret that only tests know, of 32 bytes or more"


_description: dict[str, Any] = {}


class SilentEngine(Engine):
    """Writes down whom it would have woken."""

    def __init__(self) -> None:
        self.woken: list[str] = []

    def send(self, _session: Session, publication: Publication) -> None:
        self.woken.append(publication.id)

    def close(self, *, patience: int = 0) -> None:
        pass


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


def context_for(
    database: Database, keys: Keyring, settings: Settings, closing: ExitStack
) -> WebContext:
    """What the service gives the web, with an engine that wakes nobody."""
    open_client = client_factory(settings)
    store = open_store(settings.media_storage, settings.data_dir)
    fetcher = closing.enter_context(Fetcher(allow_loopback=True))
    workers = closing.enter_context(PhotoWorkers(1))
    return WebContext(
        settings=settings,
        database=database,
        keys=keys,
        open_client=open_client,
        clients=ClientCache(database, keys, client_factory(settings, INTERACTIVE_BACKOFF)),
        connecting=OAuthFlow(
            database,
            keys,
            open_client,
            redirect_uri=f"{settings.public_url}/api/tiktok/callback",
            pkce=PkceEncoding(settings.pkce_encoding),
        ),
        vault=TokenVault(database, keys, open_client),
        installation=Installation.open(settings.journal_place, one_machine=database.is_sqlite),
        engine=SilentEngine(),
        store=store,
        library=PhotoLibrary(database, store, workers, photo_fetcher(fetcher)),
        fetcher=fetcher,
        jwt_secret=Secret(JWT_SECRET),
    )


@dataclass
class Newsroom:
    database: MovableDatabase
    keys: Keyring
    settings: Settings
    tiktok: RunningSimulator
    #: ends what the context has started
    closing: ExitStack = field(default_factory=ExitStack)
    context: WebContext = field(init=False)
    app: FastAPI = field(init=False)
    http: TestClient = field(init=False)

    def __post_init__(self) -> None:
        ensure_configuration(self.database, self.keys, self.settings)
        self.context = context_for(self.database, self.keys, self.settings, self.closing)
        self.app = create_app(self.context)
        self.http = TestClient(self.app, follow_redirects=False)
        self.secret = self.settings.tiktok_client_secret.get_secret_value()
        self.admin = self.user("admin@news.example", Role.ADMIN)
        self.editor = self.user("editor@news.example", Role.EDITOR)

    @staticmethod
    def minutes(count: float) -> timedelta:
        return timedelta(minutes=count)

    @property
    def description(self) -> dict[str, Any]:
        """The interface's, the same in every newsroom: made once, since it takes long."""
        if not _description:
            _description.update(self.app.openapi())
        return _description

    @property
    def engine(self) -> SilentEngine:
        assert isinstance(self.context.engine, SilentEngine)
        return self.context.engine

    def user(self, email: str, role: Role) -> dict[str, str]:
        """Take somebody on; answers the headers that they come with."""
        with self.database.write() as session:
            now = self.database.now(session)
            user = User(email=email, role=role, password_hash=password_hash(), created_at=now)
            session.add(user)
            session.flush()
            token = Tokens(Secret(JWT_SECRET)).issue(user, datetime.now(UTC))
        return {"Authorization": f"Bearer {token}"}

    def key(self, *scopes: str) -> dict[str, str]:
        made = self.http.post(
            "/api/keys", json={"name": "CMS", "scopes": scopes}, headers=self.admin
        )
        return {"X-API-Key": made.json()["key"]}

    def get(self, path: str, *, as_: dict[str, str] | None = None, **more: Any) -> Response:
        return self.http.get(
            path, headers={**(as_ or self.editor), **more.pop("headers", {})}, **more
        )

    def post(self, path: str, body: Any = None, *, as_: dict[str, str] | None = None) -> Response:
        return self.http.post(path, json=body, headers=as_ or self.editor)

    def configure(self, **fields: Any) -> Response:
        return self.http.put("/api/social-media/config/TIKTOK", json=fields, headers=self.admin)

    def ready_to_publish(self, username: str = "aimaq_kz") -> str:
        """Switch TikTok on, connect an account; answers the account's id."""
        assert self.configure(enabled=True, audited=True).status_code == 200
        assert "success" in self.connect(username).headers["location"]
        with self.database.read() as session:
            return session.scalars(select(Account.id).order_by(Account.id.desc())).first() or ""

    def connect(self, username: str = "aimaq_kz", **consent: Any) -> Response:
        """The whole dance; answers the callback's answer."""
        url = self.get("/api/tiktok/auth-url", as_=self.admin).json()["authUrl"]
        return self.callback(self.consent(url, username, **consent))

    def callback(self, query: str, headers: dict[str, str] | None = None) -> Response:
        return self.http.get(f"/api/tiktok/callback?{query}", headers=headers or {})

    def consent(
        self,
        authorize_url: str,
        username: str = "aimaq_kz",
        scopes: Sequence[str] = EVERYTHING,
        decision: str = "allow",
    ) -> str:
        """What a person does on TikTok's page; the query that the browser comes back with."""
        assert self.tiktok.http.get(authorize_url).status_code == 200
        form: dict[str, Any] = dict(parse_qsl(urlsplit(authorize_url).query))
        form["requested_scope"] = form["scope"]
        form |= {"scope": list(scopes), "username": username, "decision": decision}
        answer = self.tiktok.http.post(urlsplit(authorize_url).path, data=form)
        assert answer.status_code == 302, answer.text
        return urlsplit(answer.headers["location"]).query

    def deliver_article(self, external_id: str = "1042", **fields: Any) -> str:
        """An article of the CMS; answers its id here."""
        answer = self.post("/api/articles", article(external_id, **fields))
        assert answer.status_code in {200, 201}, answer.text
        return str(answer.json()["id"])

    def publish(self, article_id: str, **fields: Any) -> Response:
        headers = {**self.editor}
        if key := fields.pop("idempotency_key", None):
            headers["Idempotency-Key"] = key
        body = {"articleId": article_id, "platforms": ["TIKTOK"], **fields}
        return self.http.post("/api/social-media/publish", json=body, headers=headers)

    def webhook(self, body: bytes, signature: str | None = None) -> Response:
        headers = {} if signature is None else {"TikTok-Signature": signature}
        return self.http.post("/api/tiktok/webhook", content=body, headers=headers)

    def figure(self, line: str) -> float:
        """A figure at `/metrics`, e.g. `zharia_webhooks_total{outcome="forged"}`."""
        for found in self.http.get("/metrics").text.splitlines():
            if found.startswith(f"{line} "):
                return float(found.rpartition(" ")[2])
        return 0.0


def article(external_id: str = "1042", **fields: Any) -> dict[str, Any]:
    return {
        "externalId": external_id,
        "publishedAt": "2026-11-22T09:00:00+05:00",
        "isBreaking": False,
        "autoPublish": False,
        "category": {"slug": "qogam", "nameKz": "Қоғам", "nameRu": "Общество"},
        "tags": [{"slug": "mektep", "nameKz": "мектеп", "nameRu": "школа"}],
        "translations": {
            "kz": {
                "title": "Сәтбаевта жаңа мектеп ашылды",
                "excerpt": "Қалада 900 орындық мектеп ашылды.",
                "url": "https://news.example/kz/1042",
            },
            "ru": {"title": "В Сатпаеве открылась школа", "url": "https://news.example/ru/1042"},
        },
        "images": [{"url": "https://news.example/1042.jpg", "alt": "Мектеп", "credit": "А. Сейіт"}],
        **fields,
    }


def delivery(client_key: str = MAIN, event: str = "post.publish.complete", **content: Any) -> bytes:
    body = {
        "client_key": client_key,
        "event": event,
        "create_time": int(time.time()),
        "user_openid": content.pop("open_id", "somebody"),
        "content": json.dumps({"publish_id": "p_pub_url~v2.1", **content}),
    }
    return json.dumps(body).encode()


def signed(body: bytes, secret: str, at: float | None = None) -> str:
    moment = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return f"t={moment},s={digest.hexdigest()}"
