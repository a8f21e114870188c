"""A running simulator, a photo host whose prefix is verified, and a client of the API."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from tests.support.servers import PhotoHost, RunningSimulator

MAIN = "simmain000audited0"
MAIN_SECRET = "fake-secret-of-simmain-not-for-tiktok"
NEW = "simnew000unaudited"
SANDBOX = "simbox0000sandbox0"
DESKTOP = "simdesk000desktop0"
DESKTOP_SECRET = "fake-secret-of-simdesk-not-for-tiktok"
CALLBACK = "http://127.0.0.1:8000/api/tiktok/callback"
API = "/v2/post/publish"


class Tik:
    """The simulator, a host for photos and webhooks, and calls in the words of the API."""

    def __init__(self, running: RunningSimulator, host: PhotoHost) -> None:
        self.running = running
        self.host = host
        self.http = running.http
        self.control = running.control
        self.advance = running.advance
        self.fault = running.fault

    def start_afresh(self) -> None:
        self.control("POST", "/reset")
        self.host.pages.clear()
        self.host.answers.clear()
        self.host.received.clear()
        self.host.asked.clear()
        for key in (MAIN, NEW, SANDBOX):
            self.change_app(
                key, verified_prefixes=[f"{self.host.url}/"], webhook_url=f"{self.host.url}/hook"
            )

    def change_app(self, client_key: str, **fields: Any) -> None:
        self.control("PATCH", f"/apps/{client_key}", fields)

    def change_user(self, username: str, **fields: Any) -> None:
        self.control("PATCH", f"/users/{username}", fields)

    def token(
        self, client_key: str = MAIN, username: str = "aimaq_kz", scopes: list[str] | None = None
    ) -> str:
        return self.running.token(client_key, username, scopes)

    def call(self, path: str, token: str, body: Any = None) -> httpx2.Response:
        return self.http.post(
            f"{API}{path}",
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json; charset=UTF-8",
            },
            json=body,
        )

    def init(self, token: str, body: Any) -> httpx2.Response:
        return self.call("/content/init/", token, body)

    def accepted(self, token: str, body: Any) -> str:
        response = self.init(token, body)
        assert response.json()["error"]["code"] == "ok", response.text
        return str(response.json()["data"]["publish_id"])

    def status(self, token: str, publish_id: str) -> dict[str, Any]:
        response = self.call("/status/fetch/", token, {"publish_id": publish_id})
        assert response.status_code == 200, response.text
        return dict(response.json()["data"])

    def post(self, publish_id: str) -> dict[str, Any]:
        return dict(self.control("GET", f"/posts/{publish_id}"))

    def calls(self) -> list[dict[str, Any]]:
        return list(self.control("GET", "/calls")["calls"])

    def events(self) -> list[str]:
        return [one["event"] for one in self.control("GET", "/deliveries")["deliveries"]]


def direct(*urls: str, **info: Any) -> dict[str, Any]:
    """A sound direct post; `info` changes `post_info`, and None takes a field away."""
    post_info = {
        "title": "Сәтбаевта жаңа мектеп ашылды",
        "description": "Қалада 900 орындық мектеп ашылды. #Сәтбаев",
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "disable_comment": False,
        "auto_add_music": True,
        "brand_content_toggle": False,
        "brand_organic_toggle": False,
        **info,
    }
    return {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "post_info": {name: value for name, value in post_info.items() if value is not None},
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": list(urls),
            "photo_cover_index": 0,
        },
    }


def draft(*urls: str, **info: Any) -> dict[str, Any]:
    return {
        **direct(*urls),
        "post_mode": "MEDIA_UPLOAD",
        "post_info": {"title": "Жоба", "description": "Мәтін", **info},
    }


@pytest.fixture(scope="session")
def _servers() -> Iterator[Tik]:
    with PhotoHost() as host, RunningSimulator() as running:
        yield Tik(running, host)


@pytest.fixture
def tik(_servers: Tik) -> Tik:
    """One server for all tests, started afresh for each."""
    _servers.start_afresh()
    return _servers


@pytest.fixture
def hasty(_servers: Tik) -> Iterator[Tik]:
    """A TikTok that waits no longer than 0.3 s for an answer, beside the same host."""
    with RunningSimulator(pull_timeout=0.3) as running:
        tik = Tik(running, _servers.host)
        tik.start_afresh()
        yield tik
