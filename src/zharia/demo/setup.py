"""The initial setup of a service by its administrator, done for the demo."""

import secrets
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import httpx2
from pydantic import SecretStr

from zharia.accounts import (
    HashtagSettings,
    Mode,
    OAuthFlow,
    client_factory,
    configuration,
)
from zharia.accounts.queries import all_accounts
from zharia.accounts.verification import token_of
from zharia.articles import FeedRules, add_feed, watched_feeds
from zharia.demo.consent import approve_consent
from zharia.demo.ports import HOST
from zharia.demo.stories import LANGUAGES
from zharia.settings import Settings
from zharia.storage.crypto import Keyring
from zharia.storage.database import Database
from zharia.tiktok import PkceEncoding

#: language → account of the simulator's seed
USERS: Final = {"kz": "aimaq_kz", "ru": "aimaq_ru"}
ADMIN_EMAIL: Final = "admin@aimaq.example"
#: seconds between two looks at a feed. A real newsroom's is asked every few minutes
_FEED_SECONDS: Final = 1


def demo_settings(folder: Path, *, simulator: str, port: int) -> Settings:
    """Every setting of the demo's service; nothing comes from the environment or a `.env`."""
    values: dict[str, Any] = {
        name: field.get_default(call_default_factory=True)
        for name, field in Settings.model_fields.items()
    }
    values |= {
        "data_dir": folder,
        "host": HOST,
        "port": port,
        "public_url": f"http://{HOST}:{port}",
        "tiktok_api_url": simulator,
        "tiktok_authorize_url": f"{simulator}/v2/auth/authorize/",
        # The seed's apps have known secrets, and another simulator on this machine signs its
        # webhooks with them: to port 8000, about the same accounts.
        "tiktok_client_key": f"simdemo{secrets.token_hex(5)}",
        "tiktok_client_secret": SecretStr(f"fake-{secrets.token_hex(16)}"),
        "admin_email": ADMIN_EMAIL,
        "admin_password": SecretStr(secrets.token_urlsafe(12)),
        "allow_loopback_fetch": True,
        "poll_seconds": 2.0,
    }
    return Settings(_env_file=None, **values)  # type: ignore[call-arg]


def to_environment(settings: Settings) -> Mapping[str, str]:
    """Every setting as its variable, for a process that is to have exactly these."""
    return {f"ZHARIA_{name.upper()}": _text(value) for name, value in settings}


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value).lower() if isinstance(value, bool) else str(value)


class Setup:
    """TikTok's console, the settings page and the consent page, one after the other.

    The service runs already. `http` is the administrator's browser.
    """

    def __init__(
        self, http: httpx2.Client, database: Database, keys: Keyring, settings: Settings
    ) -> None:
        self._http = http
        self._database = database
        self._keys = keys
        self._settings = settings
        self._public = settings.public_url.rstrip("/")
        self._console = f"{settings.tiktok_api_url}/_sim"

    def register_app(self) -> None:
        """TikTok's console: a new app with our addresses, and the proof that the site is ours."""
        client_key = self._settings.tiktok_client_key
        self._control(
            "POST",
            "/apps",
            {
                "client_key": client_key,
                "client_secret": self._settings.tiktok_client_secret.get_secret_value(),
                "name": "Aimaq Publisher",
                "redirect_uris": [f"{self._public}/api/tiktok/callback"],
                "webhook_url": f"{self._public}/api/tiktok/webhook",
            },
        )
        site = {"client_key": client_key, "prefix": f"{self._public}/"}
        offered = self._control("POST", "/properties", site)
        with self._database.write() as session:
            config = configuration(session)
            config.enabled, config.audited = True, True
            config.verification_token = token_of(offered["file_name"], offered["content"])
        proven = self._control("POST", "/properties/verify", site)
        if not proven["verified"]:
            raise RuntimeError(f"TikTok does not believe that the site is ours: {proven['wrong']}")

    def connect_accounts(
        self, accounts: Collection[tuple[str, str]] = tuple(USERS.items())
    ) -> None:
        """Each language's account, through TikTok's consent page, and how its posts go out."""
        connecting = OAuthFlow(
            self._database,
            self._keys,
            client_factory(self._settings),
            redirect_uri=f"{self._public}/api/tiktok/callback",
            pkce=PkceEncoding(self._settings.pkce_encoding),
        )
        for _, username in accounts:
            approve_consent(self._http, connecting.begin("demo").authorize_url, username)
        with self._database.write() as session:
            known = {one.username: one for one in all_accounts(session)}
            for language, username in accounts:
                account = known[username]
                account.language = language
                account.hashtags = HashtagSettings.default(language).model_dump(mode="json")
                account.mode = Mode.AUTO
                account.privacy_level = "PUBLIC_TO_EVERYONE"
                account.allow_comment = True

    def add_feeds(self, newsroom: str) -> None:
        """The newsroom's feeds, whose new articles go out by themselves."""
        with self._database.write() as session:
            for language in LANGUAGES:
                feed = add_feed(
                    session,
                    f"{newsroom}/{language}/feed.xml",
                    now=self._database.now(session),
                    rules=FeedRules(language=language, auto_publish=True),
                    source="aimaq",
                )
                feed.interval_seconds = _FEED_SECONDS

    def feeds_were_read(self) -> bool:
        """Whether each feed was read once: what lay in it before is no news."""
        with self._database.read() as session:
            return all(feed.last_success_at for feed in watched_feeds(session))

    def _control(self, method: str, path: str, body: object) -> Any:
        response = self._http.request(method, self._console + path, json=body)
        response.raise_for_status()
        return response.json()
