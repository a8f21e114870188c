"""Signing in on the page: sessions that nobody can plant, keep, or send from elsewhere."""

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import PASSWORD, Newsroom

from zharia.users import User, end_all_sessions

COOKIE = "__Host-zharia"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "zharia.newsroom.credentials.verify_password",
        lambda password, known: known is not None and password == PASSWORD,
    )


def sign_in(browser: TestClient, **more: str) -> str:
    form = {"email": "editor@news.example", "password": PASSWORD, **more}
    answer = browser.post("/admin/login", data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_the_cookie_is_for_this_host_and_no_script(stranger: TestClient) -> None:
    answer = stranger.post(
        "/admin/login", data={"email": "editor@news.example", "password": PASSWORD}
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert stranger.get("/admin").status_code == 200


def test_a_cookie_from_before_is_worth_nothing_after_signing_in(stranger: TestClient) -> None:
    sign_in(stranger)
    planted = stranger.cookies[COOKIE]
    sign_in(stranger)
    assert stranger.cookies[COOKIE] != planted
    stranger.cookies.clear()
    stranger.cookies.set(COOKIE, planted)
    assert stranger.get("/admin").status_code == 303


def test_a_session_that_was_ended_elsewhere_is_over_at_once(
    newsroom: Newsroom, editor: TestClient
) -> None:
    assert editor.get("/admin").status_code == 200
    with newsroom.database.write() as session:
        user = session.query(User).filter_by(email="editor@news.example").one()
        end_all_sessions(session, user.id)
    assert editor.get("/admin").headers["location"] == "/admin/login?next=/admin"


def test_signing_out_ends_the_session_and_not_only_the_cookie(editor: TestClient) -> None:
    token = editor.cookies[COOKIE]
    assert editor.post("/admin/logout").headers["location"].startswith("/admin/login")
    editor.cookies.clear()
    editor.cookies.set(COOKIE, token)
    assert editor.get("/admin").status_code == 303


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/admin/articles?q=мектеп", "/admin/articles?q=%D0%BC%D0%B5%D0%BA%D1%82%D0%B5%D0%BF"),
        ("https://evil.example/", "/admin"),
        ("//evil.example/", "/admin"),
        ("/admin//evil.example", "/admin"),
        ("/admin\\evil.example", "/admin"),
        ("/adminevil", "/admin"),
        ("/admin/login?next=/admin", "/admin"),
        ("", "/admin"),
    ],
)
def test_signing_in_leads_to_pages_of_ours_only(
    stranger: TestClient, wanted: str, goes: str
) -> None:
    assert sign_in(stranger, next=wanted) == goes


@pytest.mark.parametrize(
    ("named", "goes"),
    [
        ("https://testserver/admin/articles/1?account=2", "/admin/articles/1%3Faccount%3D2"),
        ("https://evil.example/admin", ""),
        ("https://[/admin", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("by", ["the page's script", "a form"])
def test_after_a_lost_session_signing_in_leads_back_to_the_page_that_was_open(
    stranger: TestClient, by: str, named: str, goes: str
) -> None:
    if by == "a form":
        answer = stranger.post("/admin/articles/1", headers={"Referer": named})
        there = answer.headers["location"]
    else:
        headers = {"HX-Request": "true", "HX-Current-URL": named}
        there = stranger.get("/admin/articles/1/creator", headers=headers).headers["HX-Redirect"]
    assert there == "/admin/login" + (f"?next={goes}" if goes else "")


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(stranger: TestClient) -> None:
    answer = stranger.post(
        "/admin/login", data={"email": "editor@news.example", "password": "wrong one"}
    )
    assert answer.status_code == 401
    assert "editor@news.example" in answer.text
    assert "wrong one" not in answer.text
    assert "an administrator can set a new password" in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_of_another_site_changes_nothing(
    newsroom: Newsroom, editor: TestClient, site: str
) -> None:
    answer = editor.post(
        "/admin/language", data={"language": "kk"}, headers={"Sec-Fetch-Site": site}
    )
    assert answer.status_code == 403
    assert "another site" in answer.text
    with newsroom.database.read() as session:
        assert session.query(User).filter_by(email="editor@news.example").one().language is None


def test_the_language_stays_with_the_person(newsroom: Newsroom, editor: TestClient) -> None:
    assert '<html lang="en"' in editor.get("/admin").text
    answer = editor.post("/admin/language", data={"language": "kk", "next": "/admin/articles"})
    assert answer.headers["location"] == "/admin/articles"
    page = editor.get("/admin").text
    assert '<html lang="kk"' in page
    assert "Кезек" in page


def test_before_signing_in_the_language_is_the_browsers_or_chosen(stranger: TestClient) -> None:
    russian = stranger.get("/admin/login", headers={"Accept-Language": "ru-KZ,ru;q=0.9"})
    assert "Добро пожаловать" in russian.text
    chosen = stranger.get("/admin/login?lang=kk")
    assert "Қош келдіңіз" in chosen.text
    assert "Қош келдіңіз" in stranger.get("/admin/login").text


def test_a_mistake_is_a_page_for_people_and_a_problem_for_programs(editor: TestClient) -> None:
    page = editor.get("/admin/nothing-here")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "There is nothing here" in page.text
    assert editor.get("/api/nothing-here").json()["code"] == "not_found"


def test_pages_allow_nothing_inline_and_nothing_from_elsewhere(editor: TestClient) -> None:
    page = editor.get("/admin")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert " style=" not in page.text
    assert "<script>" not in page.text


def test_files_are_compressed_and_kept_for_good(stranger: TestClient) -> None:
    page = stranger.get("/admin/login").text
    href = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    answer = stranger.get(href)
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert stranger.get("/static/../app.py").status_code == 404
    assert stranger.get("/static/%2e%2e/app.py").status_code == 404
