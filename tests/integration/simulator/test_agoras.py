# mypy: disable-error-code="import-untyped"
"""A second client that nobody here wrote: Agoras logs in, posts photos and asks for their status.

Its requests are real HTTP; only the two hosts of TikTok's that it names lead to the simulator. Of
its packages those are imported that speak to TikTok (see `pyproject.toml`).
"""

import asyncio
import sys
import threading
import webbrowser
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from tests.integration.simulator.conftest import DESKTOP, DESKTOP_SECRET, Tik
from tests.integration.simulator.consent import consent_form, decide
from tests.support.servers import photo
from tests.support.waiting import until

#: where Agoras waits for the code, with a certificate that it makes itself
CALLBACK = "https://localhost:3456/callback"
USER = "aimaq_kz"


@pytest.fixture
def agoras(tik: Tik, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Agoras, whose TikTok is the simulator and whose secrets are kept in `tmp_path`."""
    import requests

    monkeypatch.setenv("AGORAS_STORAGE_DIR", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    before = set(sys.modules)
    _bare("agoras.core", "agoras.platforms", "agoras.platforms.tiktok")

    send = requests.Session.request

    def to_the_simulator(session: Any, method: str, url: str, **more: Any) -> Any:
        assert url.startswith("https://open.tiktokapis.com/")
        return send(session, method, f"{tik.running.url}{urlsplit(url).path}", **more)

    monkeypatch.setattr(requests.Session, "request", to_the_simulator)
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] == "agoras":
            del sys.modules[name]


def _bare(*names: str) -> None:
    """Packages without what their `__init__` imports: the clients of eleven other networks."""
    for name in names:
        parent, _, child = name.rpartition(".")
        above = sys.modules.get(parent) or __import__(parent)
        module = ModuleType(name)
        module.__path__ = [f"{place}/{child}" for place in above.__path__]
        sys.modules[name] = module
        setattr(above, child, module)
    assert find_spec("agoras.platforms.tiktok.client") is not None


class Browser(threading.Thread):
    """What a person does whom Agoras sends to TikTok: refused at first, see `mended`."""

    def __init__(self, tik: Tik) -> None:
        super().__init__(name="browser", daemon=True)
        self.tik = tik
        self.url = ""
        self.refusal: httpx2.Response | None = None

    def open(self, url: str) -> bool:
        self.url = url
        self.start()
        return True

    def run(self) -> None:
        here = urlsplit(self.url)
        self.refusal = self.tik.http.get(f"{here.path}?{here.query}")
        form = consent_form(self.tik, f"{here.path}?{mended(here.query)}")
        self.come_back(decide(self.tik, form, "allow", USER))

    def come_back(self, location: str) -> None:
        """Agoras begins to listen only after it has opened the browser."""
        assert location.startswith(f"{CALLBACK}?code=")

        def answered() -> bool:
            try:
                return httpx2.get(location, verify=False, trust_env=False).is_success
            except httpx2.TransportError:
                return False

        until(answered, "Agoras to take the code")


def mended(query: str) -> str:
    """Its known bug: scopes with spaces between them, where TikTok wants commas."""
    asked = parse_qs(query, strict_parsing=True)
    [scope] = asked["scope"]
    assert " " in scope
    return urlencode({**asked, "scope": scope.replace(" ", ",")}, doseq=True)


def test_agoras_logs_in_posts_photos_and_asks_for_their_status(
    tik: Tik, agoras: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agoras.platforms.tiktok.api import TikTokAPI
    from agoras.platforms.tiktok.auth import TikTokAuthManager

    # A desktop app: the simulator checks its PKCE.
    tik.change_app(DESKTOP, redirect_uris=[CALLBACK], verified_prefixes=[f"{tik.host.url}/"])
    browser = Browser(tik)
    monkeypatch.setattr(webbrowser, "open", browser.open)
    manager = TikTokAuthManager(USER, DESKTOP, DESKTOP_SECRET)
    refresh_token = asyncio.run(manager.authorize())
    browser.join(10)

    assert browser.refusal is not None
    assert (browser.refusal.status_code, "scope" in browser.refusal.text) == (400, True)
    refused, *_ = tik.calls()
    assert "commas" in refused["wrong"][0]
    assert str(refresh_token).startswith("rft.")

    async def post() -> tuple[str, Any]:
        api = TikTokAPI(USER, DESKTOP, DESKTOP_SECRET, refresh_token)
        await api.authenticate()
        assert api.creator_info["creator_nickname"] == "Аймақ жаңалықтары"
        sent = await api.upload_photo(
            [tik.host.photo("/1.jpg"), tik.host.serve("/2.webp", photo((1080, 1920), "WEBP"))],
            "Сәтбаевта жаңа мектеп ашылды",
            "PUBLIC_TO_EVERYONE",
            description="Қалада 900 орындық мектеп ашылды. #Сәтбаев",
        )
        return sent["publish_id"], api.client

    publish_id, client = asyncio.run(post())
    assert client.get_publish_status(publish_id)["data"]["status"] == "PROCESSING_DOWNLOAD"
    tik.advance(60)
    status = client.get_publish_status(publish_id)["data"]
    assert status["status"] == "PUBLISH_COMPLETE"
    [post_id] = status["publicaly_available_post_id"]
    made = tik.post(publish_id)
    assert (made["title"], made["post_id"]) == ("Сәтбаевта жаңа мектеп ашылды", post_id)
    assert [one["format"] for one in made["photos"]] == ["JPEG", "WEBP"]
    codes = [(call["endpoint"], call["code"]) for call in tik.calls() if call["method"]]
    assert codes == [
        ("authorize", "scope"),
        ("authorize", "ok"),
        ("authorize", "ok"),
        ("token", "ok"),
        ("token", "ok"),
        ("creator_info", "ok"),
        ("content_init", "ok"),
        ("status_fetch", "ok"),
        ("status_fetch", "ok"),
    ]
    assert all(call["wrong"] == [] for call in tik.calls()[1:])


def test_agoras_reads_a_refusal_as_its_authors_read_tiktoks(tik: Tik, agoras: None) -> None:
    from agoras.platforms.tiktok.client import TikTokAPIClient

    client = TikTokAPIClient(tik.token())
    with pytest.raises(Exception, match=r"\[privacy_level_option_mismatch\]"):
        client.upload_photo([tik.host.photo()], "Тақырып", "EVERYBODY")
    tik.change_user(USER, banned_from_posting=True)
    with pytest.raises(Exception, match="spam_risk_user_banned_from_posting"):
        client.get_user_info()
