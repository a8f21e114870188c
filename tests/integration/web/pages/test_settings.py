"""Settings for TikTok: keys that stay secret, what the console needs, and how a visit ended."""

import re

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient
from tests.integration.web.newsroom import SANDBOX, Newsroom
from tests.integration.web.pages.conftest import signed_in

from zharia.accounts import Account, SocialMediaConfig, configuration
from zharia.users import AuditEntry

PAGE = "/admin/settings/social-media"
SECRET = "a-client-secret-that-nobody-may-read"
TOKEN = "hspn2X0NUB583MkkPIXoyUMYMJNxmv6t"
LINE = f"tiktok-developers-site-verification={TOKEN}"


def config(newsroom: Newsroom) -> SocialMediaConfig:
    with newsroom.database.read() as session:
        return configuration(session)


def log(newsroom: Newsroom) -> list[tuple[str, list[str]]]:
    with newsroom.database.read() as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.id).all()
    return [(one.what, one.detail.get("fields", [])) for one in entries]


def test_the_switches_are_set_and_written_down(newsroom: Newsroom, admin: TestClient) -> None:
    form = {"enabled": "on", "environment": "sandbox", "default_language": "ru"}
    assert admin.post(f"{PAGE}/app", data=form).headers["location"] == f"{PAGE}#app"
    now = config(newsroom)
    assert (now.enabled, now.environment, now.audited) == (True, "sandbox", False)
    assert now.default_language == "ru"
    page = admin.get(PAGE).text
    assert "The sandbox is active" in page
    assert "Saved." in page
    assert log(newsroom) == [("settings.changed", ["enabled", "default_language", "environment"])]


def test_the_client_key_is_readable_and_the_secret_is_nowhere(
    newsroom: Newsroom, admin: TestClient
) -> None:
    form = {"client_key": f" {SANDBOX}\n", "client_secret": SECRET}
    admin.post(f"{PAGE}/keys/sandbox", data=form)
    page = admin.get(PAGE).text
    assert f'value="{SANDBOX}"' in page
    assert page.count(">Stored<") == 2
    everything = [PAGE, "/admin/audit", "/admin/audit.csv", "/admin", "/admin/settings/feeds"]
    for path in everything:
        text = admin.get(path).text
        assert SECRET not in text
        assert newsroom.secret not in text
    assert log(newsroom)[0][1] == ["tiktok_sandbox_client_key", "tiktok_sandbox_client_secret"]


def test_an_empty_secret_leaves_the_stored_one(newsroom: Newsroom, admin: TestClient) -> None:
    before = config(newsroom).tiktok_client_secret
    admin.post(f"{PAGE}/keys/production", data={"client_key": "another", "client_secret": ""})
    after = config(newsroom)
    assert (after.tiktok_client_key, after.tiktok_client_secret) == ("another", before)


def test_a_wrong_key_is_told_at_its_field_and_no_secret_comes_back(
    newsroom: Newsroom, admin: TestClient
) -> None:
    form = {"client_key": "two words", "client_secret": "secret with blanks"}
    answer = admin.post(f"{PAGE}/keys/production", data=form)
    assert answer.status_code == 422
    assert 'value="two words"' in answer.text
    assert "secret with blanks" not in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert log(newsroom) == []
    assert admin.post(f"{PAGE}/keys/elsewhere", data=form).status_code == 422


def test_everything_for_tiktoks_console_stands_ready_to_copy(admin: TestClient) -> None:
    copied = re.findall(r'data-copy="([^"]+)"', admin.get(PAGE).text)
    assert copied == [
        "http://127.0.0.1:8000/api/tiktok/callback",
        "http://127.0.0.1:8000/api/tiktok/webhook",
        "127.0.0.1",
        "http://127.0.0.1:8000/",
        "user.info.basic",
        "video.publish",
        "video.upload",
    ]


def test_limits_are_shown_with_the_setting_that_rules_them(admin: TestClient) -> None:
    page = admin.get(PAGE).text
    for name in ("INIT_PER_MINUTE", "DIRECT_POSTS_PER_DAY", "DESCRIPTION_LIMIT"):
        assert f"ZHARIA_{name}" in page
    assert "2,200" in page


@pytest.mark.parametrize(
    ("form", "file"),
    [
        ({"name": f"tiktok{TOKEN}.txt"}, None),
        ({"content": LINE}, None),
        ({}, (f"tiktok{TOKEN}.txt", LINE.encode())),
        ({}, ("renamed (1).txt", f"\ufeff{LINE}\r\n".encode())),
    ],
)
def test_the_verification_file_is_set_and_served(
    newsroom: Newsroom,
    admin: TestClient,
    form: dict[str, str],
    file: tuple[str, bytes] | None,
) -> None:
    files = {"file": file or ("", b"")}
    assert admin.post(f"{PAGE}/verification", data=form, files=files).status_code == 303
    page = admin.get(PAGE).text
    assert f'href="http://127.0.0.1:8000/tiktok{TOKEN}.txt"' in page
    assert newsroom.http.get(f"/tiktok{TOKEN}.txt").text == LINE
    admin.post(f"{PAGE}/verification", data={"remove": "yes"}, files={"file": ("", b"")})
    assert newsroom.http.get(f"/tiktok{TOKEN}.txt").status_code == 404
    assert [what for what, _ in log(newsroom)] == ["verification.set"] * 2


@pytest.mark.parametrize(
    ("form", "file", "says"),
    [
        ({}, ("", b""), "Choose the file, or paste"),
        ({"name": "index.html"}, ("", b""), "must be of the form tiktok"),
        ({"content": "nonsense"}, ("", b""), "must begin with"),
        ({}, ("photo.jpg", b"\xff\xd8\xff"), "This is not TikTok&#39;s file"),
    ],
)
def test_what_is_no_verification_file_is_refused(
    newsroom: Newsroom,
    admin: TestClient,
    form: dict[str, str],
    file: tuple[str, bytes],
    says: str,
) -> None:
    answer = admin.post(f"{PAGE}/verification", data=form, files={"file": file})
    assert answer.status_code == 422
    assert says in answer.text
    assert log(newsroom) == []


def test_an_account_that_came_is_named_with_what_is_missing(
    newsroom: Newsroom, admin: TestClient
) -> None:
    answer = newsroom.connect("aimaq_kz", scopes=("user.info.basic", "video.publish"))
    page = admin.get(answer.headers["location"]).text
    assert "Аймақ жаңалықтары is connected." in page
    assert "TikTok did not give everything" in page
    assert "<code>video.upload</code>" in page
    # Long after, or made up, the same address tells nothing.
    newsroom.database.ahead = newsroom.minutes(16)
    assert "is connected." not in admin.get(answer.headers["location"]).text


def test_a_refusal_is_explained_in_the_visitors_language(
    newsroom: Newsroom, admin: TestClient
) -> None:
    answer = newsroom.connect("aimaq_kz", decision="deny")
    assert "code=access_denied" in answer.headers["location"]
    page = admin.get(answer.headers["location"]).text
    assert "The account&#39;s owner said no" in page
    assert "/admin/help/errors#access_denied" in page
    admin.post("/admin/language", data={"language": "ru"})
    assert "отказал в подключении" in admin.get(answer.headers["location"]).text


def test_what_an_address_says_is_never_our_word(admin: TestClient) -> None:
    def shown(**query: str) -> str:
        """What the page itself says; its menu keeps the address for a change of language."""
        return admin.get(PAGE, params=query).text.partition("<main")[2]

    text = "<b>Your account is blocked</b> call 8-800"
    assert "8-800" not in shown(tiktok_auth="error", message=text, code="access_denied")
    unknown = shown(tiktok_auth="error", message=text, code="made_up")
    assert "TikTok says: <q>&lt;b&gt;Your account is blocked&lt;/b&gt; call 8-800</q>" in unknown
    assert "8-800" not in shown(message=text)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_the_steps_to_the_first_post_are_ticked_off(newsroom: Newsroom, admin: TestClient) -> None:
    def undone() -> int:
        return len(re.findall(r'<li class=""><span class="mark"', admin.get(PAGE).text))

    assert undone() == 4
    newsroom.ready_to_publish()
    assert undone() == 1
    admin.post(f"{PAGE}/verification", data={"content": LINE}, files={"file": ("", b"")})
    assert "What is left before the first post" not in admin.get(PAGE).text


def test_without_keys_the_page_says_what_comes_first(newsroom: Newsroom, admin: TestClient) -> None:
    with newsroom.database.write() as session:
        session.execute(update(SocialMediaConfig).values(tiktok_client_secret=None))
    page = admin.get(PAGE).text
    assert "First enter the app" in page
    assert "/api/tiktok/auth" not in page


@pytest.mark.parametrize("path", ["/app", "/keys/production", "/verification", "/accounts/x"])
def test_an_editor_and_another_site_change_nothing(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert admin.post(f"{PAGE}{path}", headers=cross).status_code == 403
    signed_in(newsroom, admin, "editor@news.example")
    assert admin.post(f"{PAGE}{path}").status_code == 403
    assert admin.get(PAGE).status_code == 403
    assert log(newsroom) == []


def test_the_accounts_of_the_other_environment_are_marked(
    newsroom: Newsroom, admin: TestClient
) -> None:
    newsroom.ready_to_publish()
    with newsroom.database.write() as session:
        session.execute(update(Account).values(environment="sandbox"))
    assert "Sandbox, not active" in admin.get(PAGE).text
