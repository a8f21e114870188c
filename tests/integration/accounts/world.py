"""A newsroom's database and a TikTok on this machine, with one hand on both clocks."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy import select

from tests.support.movable import MovableDatabase
from tests.support.servers import RunningSimulator
from zharia.accounts import (
    Account,
    Alert,
    App,
    ClientFactory,
    Connected,
    Environment,
    OAuthFlow,
    TokenVault,
    app_of,
    client_factory,
    ensure_configuration,
)
from zharia.accounts.app_config import set_credentials
from zharia.settings import Settings
from zharia.storage.crypto import Keyring, Secret
from zharia.tiktok import PkceEncoding

MAIN = "simmain000audited0"
SANDBOX = "simbox0000sandbox0"
DESKTOP = "simdesk000desktop0"
REDIRECT_URI = "http://127.0.0.1:8000/api/tiktok/callback"
EVERYTHING = ("user.info.basic", "video.publish", "video.upload")


@dataclass
class World:
    database: MovableDatabase
    keys: Keyring
    tiktok: RunningSimulator
    settings: Settings
    alerts: list[Alert] = field(default_factory=list)

    def __post_init__(self) -> None:
        ensure_configuration(self.database, self.keys, self.settings)

    @property
    def open_client(self) -> ClientFactory:
        return client_factory(self.settings)

    def vault(self, **options: Any) -> TokenVault:
        return TokenVault(
            self.database, self.keys, self.open_client, alert=self.alerts.append, **options
        )

    def connecting(
        self, pkce: PkceEncoding = PkceEncoding.HEX, redirect_uri: str = REDIRECT_URI
    ) -> OAuthFlow:
        return OAuthFlow(
            self.database, self.keys, self.open_client, redirect_uri=redirect_uri, pkce=pkce
        )

    def use(self, client_key: str, environment: Environment = Environment.PRODUCTION) -> None:
        """Store a simulated app's credentials in one of the two places."""
        app = self.tiktok.simulator.app(client_key)
        assert app is not None
        with self.database.write() as session:
            set_credentials(
                session,
                self.keys,
                environment,
                client_key=app.client_key,
                client_secret=Secret(app.client_secret),
            )

    def consent(
        self,
        authorize_url: str,
        username: str = "aimaq_kz",
        scopes: Sequence[str] = EVERYTHING,
        decision: str = "allow",
    ) -> dict[str, str]:
        """What a person does on TikTok's page; the query that comes back to our callback."""
        page = urlsplit(authorize_url)
        assert self._browse("GET", f"{page.path}?{page.query}").status == HTTPStatus.OK
        form: dict[str, Any] = dict(parse_qsl(page.query))
        form["requested_scope"] = form["scope"]
        form |= {"scope": list(scopes), "username": username, "decision": decision}
        answer = self._browse("POST", page.path, urlencode(form, doseq=True))
        assert answer.status == HTTPStatus.FOUND
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def _browse(self, method: str, target: str, form: str = "") -> HTTPResponse:
        """The person's own browser. It logs nothing: its addresses hold states and codes."""
        browser = HTTPConnection("127.0.0.1", self.tiktok.port, timeout=30)
        browser.request(method, target, form, {"Content-Type": "application/x-www-form-urlencoded"})
        with closing(browser):
            answer = browser.getresponse()
            answer.read()
        return answer

    def connect(self, username: str = "aimaq_kz", **consent: Any) -> Connected:
        connecting = self.connecting()
        begun = connecting.begin("admin-1")
        return connecting.finish(self.consent(begun.authorize_url, username, **consent))

    def account(self, account_id: str) -> Account:
        with self.database.read() as session:
            return session.scalars(select(Account).where(Account.id == account_id)).one()

    def change(self, account_id: str, **values: Any) -> None:
        with self.database.write() as session:
            account = session.get_one(Account, account_id)
            for name, value in values.items():
                setattr(account, name, value)

    def advance(self, seconds: float) -> None:
        """Move our clock and TikTok's on."""
        self.database.ahead += timedelta(seconds=seconds)
        self.tiktok.advance(seconds)

    def works(self, token: str) -> bool:
        """Whether TikTok takes this access token now."""
        answer = self.tiktok.http.get(
            "/v2/user/info/?fields=open_id", headers={"Authorization": f"Bearer {token}"}
        )
        return bool(answer.json()["error"]["code"] == "ok")

    def calls(self, path: str = "/v2/oauth/token/") -> list[str]:
        """The codes that TikTok answered at this path, since `forget_calls`."""
        return [call.code for call in self.tiktok.simulator.state.calls if call.path == path]

    def forget_calls(self) -> None:
        self.tiktok.control("DELETE", "/calls")

    def app(self, environment: Environment = Environment.PRODUCTION) -> App:
        with self.database.read() as session:
            return app_of(session, self.keys, environment)
