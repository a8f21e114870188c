"""The control API, the state file, the clock, URL properties, and the command."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.integration.simulator.conftest import CALLBACK, DESKTOP, MAIN, Tik, direct
from tests.support.servers import PhotoHost, RunningSimulator

ROOT = Path(__file__).parents[3]
HOUR = 3600


class TestProperties:
    def prefix(self, tik: Tik) -> dict[str, str]:
        tik.change_app(MAIN, verified_prefixes=[])
        return {"client_key": MAIN, "prefix": f"{tik.host.url}/media/"}

    def test_a_prefix_is_proven_by_its_file(self, tik: Tik) -> None:
        wanted = self.prefix(tik)
        shown = tik.control("POST", "/properties", wanted)
        assert shown["verified"] is False
        path = f"/media/tiktok{shown['token']}.txt"
        assert shown["file_url"] == tik.host.url + path
        assert shown["content"] == f"tiktok-developers-site-verification={shown['token']}"
        tik.host.serve(path, shown["content"].encode(), content_type="text/plain")
        assert tik.control("POST", "/properties/verify", wanted) == {"verified": True, "wrong": ""}
        token = tik.token()
        tik.accepted(token, direct(tik.host.photo("/media/1.jpg")))
        beside = tik.init(token, direct(tik.host.photo("/other/1.jpg")))
        assert beside.json()["error"]["code"] == "url_ownership_unverified"
        tik.control("DELETE", "/properties", wanted)
        again = tik.init(token, direct(tik.host.photo("/media/1.jpg")))
        assert again.json()["error"]["code"] == "url_ownership_unverified"

    @pytest.mark.parametrize(
        ("changes", "hint"),
        [
            ({"status": 404}, "404"),
            ({"status": 301, "headers": {"Location": "/elsewhere"}}, "301"),
            ({"content_type": "text/html"}, "text/plain"),
            ({"content": b"tiktok-developers-site-verification=wrong"}, "does not say"),
            ({"content": b"x" * 5000}, "longer"),
        ],
    )
    def test_a_wrong_file_proves_nothing(
        self, tik: Tik, changes: dict[str, Any], hint: str
    ) -> None:
        self.prove_nothing(tik, changes, hint)

    def test_a_file_that_does_not_come_in_time_proves_nothing(self, hasty: Tik) -> None:
        self.prove_nothing(hasty, {"delay": 30}, "cannot be fetched")

    def prove_nothing(self, tik: Tik, changes: dict[str, Any], hint: str) -> None:
        wanted = self.prefix(tik)
        shown = tik.control("POST", "/properties", wanted)
        answer = {"content": shown["content"].encode(), "content_type": "text/plain", **changes}
        tik.host.serve(f"/media/tiktok{shown['token']}.txt", **answer)
        verdict = tik.control("POST", "/properties/verify", wanted)
        assert verdict["verified"] is False
        assert hint in verdict["wrong"]

    def test_a_domain_is_proven_by_a_txt_record_and_covers_subdomains(self, tik: Tik) -> None:
        wanted = {"client_key": MAIN, "domain": "aimaq.kz"}
        shown = tik.control("POST", "/properties", wanted)
        refused = tik.control("POST", "/properties/verify", {**wanted, "txt": ["v=spf1 -all"]})
        assert refused["verified"] is False
        records = ["v=spf1 -all", shown["content"]]
        assert tik.control("POST", "/properties/verify", {**wanted, "txt": records})["verified"]
        tik.accepted(tik.token(), direct("https://media.aimaq.kz/1.jpg"))

    @pytest.mark.parametrize(
        "prop",
        [
            {"prefix": "https://aimaq.kz/media"},
            {"prefix": "http://aimaq.kz/media/"},
            {"prefix": "https://10.0.0.1/"},
            {"domain": "https://aimaq.kz"},
            {"domain": "10.0.0.1"},
            {"domain": "kz"},
            {"domain": "aimaq.kz", "prefix": "https://aimaq.kz/"},
            {},
        ],
    )
    def test_what_is_no_property(self, tik: Tik, prop: dict[str, str]) -> None:
        response = tik.http.post("/_sim/properties", json={"client_key": MAIN, **prop})
        assert response.status_code == 400


class TestApps:
    @pytest.mark.parametrize(
        ("client_key", "fields"),
        [
            (MAIN, {"redirect_uris": ["http://aimaq.kz/callback"]}),
            (MAIN, {"redirect_uris": ["https://aimaq.kz/callback?x=1"]}),
            (MAIN, {"redirect_uris": ["https://aimaq.kz/callback#x"]}),
            (MAIN, {"redirect_uris": ["aimaq.kz/callback"]}),
            (MAIN, {"redirect_uris": [f"https://aimaq.kz/{'x' * 496}"]}),
            (MAIN, {"redirect_uris": ["http://127.0.0.1:*/callback/"]}),
            (MAIN, {"redirect_uris": [f"https://aimaq.kz/{n}" for n in range(11)]}),
            (DESKTOP, {"redirect_uris": ["https://aimaq.kz:443/callback/"]}),
            (DESKTOP, {"redirect_uris": ["http://127.0.0.1/callback/"]}),
            (MAIN, {"webhook_url": "http://aimaq.kz/hook"}),
            (MAIN, {"target_users": [str(n) for n in range(11)]}),
            (MAIN, {"client_key": "other"}),
            (MAIN, {"colour": "red"}),
            (MAIN, {"audited": "yes"}),
            (MAIN, {"kind": "demo"}),
        ],
    )
    def test_what_the_console_would_not_take(
        self, tik: Tik, client_key: str, fields: dict[str, Any]
    ) -> None:
        response = tik.http.patch(f"/_sim/apps/{client_key}", json=fields)
        assert response.status_code == 400, response.text
        assert response.json()["error"]["message"]

    def test_ten_long_redirect_uris_are_fine(self, tik: Tik) -> None:
        uris = [f"https://aimaq.kz/{n}{'x' * 493}" for n in range(10)]
        assert {len(uri) for uri in uris} == {511}
        tik.change_app(MAIN, redirect_uris=uris)

    @pytest.mark.parametrize("path", ["/apps/nobody", "/users/nobody"])
    def test_unknown_names_come_with_the_known_ones(self, tik: Tik, path: str) -> None:
        response = tik.http.patch(f"/_sim{path}", json={})
        assert response.status_code == 404
        assert "known are" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/clock", {"advance": -1}),
        ("POST", "/clock", {"advance": "1"}),
        ("POST", "/clock", {"speed": 0}),
        ("POST", "/clock", {"tempo": 1}),
        ("POST", "/grants", {"client_key": MAIN}),
        ("POST", "/grants/remove", {"client_key": MAIN, "username": "aimaq_kz", "reason": 9}),
        ("POST", "/grants/expire", {"client_key": MAIN, "username": "aimaq_kz"}),
        ("POST", "/deliveries/forge", {"client_key": MAIN, "username": "aimaq_kz", "forgery": "x"}),
        ("POST", "/deliveries/release", {"order": [99]}),
        ("POST", "/deliveries/99/repeat", {}),
        ("GET", "/posts/nothing", None),
        ("POST", "/posts/nothing/remove", {}),
        ("PUT", "/state", {"apps": [{"name": "x"}]}),
        ("PUT", "/state", {"moon": 1}),
        ("GET", "/nothing", None),
        ("POST", "/apps", []),
    ],
)
def test_wrong_requests_are_explained(tik: Tik, method: str, path: str, body: Any) -> None:
    response = tik.http.request(method, f"/_sim{path}", json=body)
    assert response.status_code in {400, 404}
    assert len(response.json()["error"]["message"]) > 10


def test_other_web_sites_cannot_reach_the_control_api(tik: Tik) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert tik.http.post("/_sim/reset", headers=headers).status_code == 403


def test_the_overview_names_routes_and_faults(tik: Tik) -> None:
    overview = tik.control("GET", "/")
    assert overview["api_url"] == tik.running.url
    assert overview["authorize_url"] == f"{tik.running.url}/v2/auth/authorize/"
    assert "accept_then_cut" in overview["faults"]
    assert any("/_sim/properties/verify" in route for route in overview["routes"])


def test_a_token_can_be_made_to_expire(tik: Tik) -> None:
    token = tik.token()
    who = {"client_key": MAIN, "username": "aimaq_kz"}
    tik.control("POST", "/grants/expire", {**who, "token": "access"})
    assert tik.call("/creator_info/query/", token).status_code == 401
    assert "expired" in tik.calls()[-1]["wrong"][0]


def test_calls_are_logged_with_names_and_cleared(tik: Tik) -> None:
    tik.call("/creator_info/query/", tik.token())
    [call] = tik.calls()
    assert (call["endpoint"], call["client_key"], call["username"], call["code"]) == (
        "creator_info",
        MAIN,
        "aimaq_kz",
        "ok",
    )
    tik.control("DELETE", "/calls")
    assert tik.calls() == []


def test_a_state_goes_out_and_comes_back(tik: Tik) -> None:
    token = tik.token()
    publish_id = tik.accepted(token, direct(tik.host.photo()))
    state = tik.control("GET", "/state")
    tik.control("POST", "/reset")
    assert tik.http.get(f"/_sim/posts/{publish_id}").status_code == 404
    tik.control("PUT", "/state", state)
    assert tik.status(token, publish_id)["status"] == "PROCESSING_DOWNLOAD"
    # The pull that was pending goes on.
    tik.advance(10)
    assert tik.status(token, publish_id)["status"] == "PUBLISH_COMPLETE"


def test_a_state_file_outlives_the_server(tmp_path: Path) -> None:
    file = tmp_path / "state" / "tiktok.json"
    with PhotoHost() as host:
        with RunningSimulator(state_file=file) as running:
            tik = Tik(running, host)
            tik.change_app(MAIN, verified_prefixes=[f"{host.url}/"], webhook_url="")
            token = tik.token()
            tik.fault("late_pull")
            publish_id = tik.accepted(token, direct(host.photo()))
            tik.fault("refuse", "user_info")
            tik.advance(HOUR)
            now = tik.control("GET", "/clock")["now"]
        assert json.loads(file.read_text())["saved_at"] >= now
        assert [one.name for one in file.parent.iterdir()] == ["tiktok.json"]
        with RunningSimulator(state_file=file) as running:
            tik = Tik(running, host)
            assert tik.control("GET", "/clock")["now"] >= now
            assert tik.http.get("/v2/user/info/").status_code == 500
            assert tik.status(token, publish_id)["status"] == "PROCESSING_DOWNLOAD"
            tik.advance(22 * HOUR)
            assert tik.post(publish_id)["status"] == "PUBLISH_COMPLETE"


def test_a_number_that_has_no_end_breaks_no_page(tik: Tik) -> None:
    digits = "9" * 5_000
    assert tik.http.get(f"/@aimaq_kz?show={digits}").status_code == 200
    assert tik.http.get(f"/creator-avatar/aimaq_kz.svg?x-expires={digits}").status_code == 404


def test_a_faster_clock_needs_no_advancing() -> None:
    with PhotoHost() as host, RunningSimulator(speed=600) as running:
        tik = Tik(running, host)
        tik.start_afresh()
        publish_id = tik.accepted(tik.token(), direct(host.photo()))
        version = running.simulator.version
        for _ in range(200):
            if tik.post(publish_id)["post_id_text"]:
                break
        assert len(tik.post(publish_id)["post_id_text"]) == 19
        assert running.simulator.version > version


def test_strict_urls_take_loopback_away() -> None:
    with PhotoHost() as host, RunningSimulator(strict_urls=True) as running:
        tik = Tik(running, host)
        response = tik.init(tik.token(), direct(host.photo()))
        assert response.json()["error"]["code"] == "invalid_params"
        assert "--strict-urls" in tik.calls()[-1]["wrong"][0]
        query = {
            "client_key": MAIN,
            "response_type": "code",
            "scope": "user.info.basic",
            "redirect_uri": CALLBACK,
            "state": "s",
        }
        page = tik.http.get("/v2/auth/authorize/", params=query)
        assert "redirect_uri" in page.text
        assert "--strict-urls" in tik.calls()[-1]["wrong"][0]
        # A desktop app's callback is on loopback at TikTok too.
        desktop = {
            **query,
            "client_key": DESKTOP,
            "redirect_uri": "http://127.0.0.1:1234/callback/",
            "code_challenge": "a" * 64,
            "code_challenge_method": "S256",
        }
        assert "Aimaq Desk" in tik.http.get("/v2/auth/authorize/", params=desktop).text


def test_old_lifetimes() -> None:
    with RunningSimulator(old_lifetimes=True) as running:
        pair = running.control("POST", "/grants", {"client_key": MAIN, "username": "aimaq_kz"})
        assert (pair["expires_in"], pair["refresh_expires_in"]) == (86_400, 365 * 86_400)


def test_oauth_errors_can_have_a_4xx() -> None:
    with RunningSimulator(oauth_error_status=400) as running:
        assert running.http.post("/v2/oauth/token/", data={}).status_code == 400


def test_the_command_prints_where_everything_is_and_serves_it() -> None:
    with RunningSimulator() as probe:
        port = probe.port  # free again in a moment
    command = [sys.executable, "-m", "zharia", "simulator", "--port", str(port), "--speed", "60"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "120"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            shown = ""
            while "Ctrl+C" not in shown:
                shown += process.stdout.readline()
            url = f"http://127.0.0.1:{port}"
            assert re.search(rf"Authorize URL\s+{url}/v2/auth/authorize/", shown)
            assert MAIN in shown
            with httpx2.Client(
                transport=httpx2.HTTPTransport(retries=6), trust_env=False
            ) as client:
                assert client.get(f"{url}/_sim/clock").json()["speed"] == 60
        finally:
            process.terminate()
            process.wait(10)
