"""People and keys: what administrators do, what is refused, and what nobody gets to see."""

import re

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from tests.integration.web.newsroom import PASSWORD, Newsroom
from tests.integration.web.pages.conftest import signed_in

from zharia.newsroom.credentials import sign_in
from zharia.users import AuditEntry, Role, User, UserSession
from zharia.users.model import ApiKey

NEW = "aliya@news.example"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that costs nothing; what it guards is tested where passwords are."""
    for place in ("users.people", "newsroom.credentials"):
        monkeypatch.setattr(f"zharia.{place}.hash_password", lambda text: f"hash of {text}")
    monkeypatch.setattr(
        "zharia.newsroom.credentials.verify_password",
        lambda text, known: known == f"hash of {text}" or text == PASSWORD,
    )


def add(browser: TestClient, **form: str) -> Response:
    return browser.post("/admin/users/new", data={"email": NEW, "role": "EDITOR", **form})


def person(newsroom: Newsroom, email: str) -> User:
    with newsroom.database.read() as session:
        return session.query(User).filter_by(email=email).one()


def log(newsroom: Newsroom) -> list[tuple[str, str]]:
    """What was done to whom, without the test's own signing in."""
    with newsroom.database.read() as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.id).all()
    return [(entry.what, entry.subject_name) for entry in entries]


def secret_on(page: Response) -> str:
    found = re.search(r'data-copy="([^"]+)"', page.text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "path",
    ["/admin/users", "/admin/users/new", "/admin/users/x", "/admin/keys", "/admin/audit"],
)
def test_an_editor_is_shown_the_way_out(editor: TestClient, path: str) -> None:
    answer = editor.get(path)
    assert answer.status_code == 403
    assert "Your role does not include it" in answer.text
    assert path not in editor.get("/admin/me").text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/admin/users/new", {"email": NEW}),
        ("/admin/keys", {"name": "CMS", "scopes": "articles:read"}),
        ("/admin/users/{id}", {"role": "EDITOR"}),
        ("/admin/users/{id}/access", {"may": "no"}),
        ("/admin/users/{id}/password", {"how": "made_up"}),
        ("/admin/users/{id}/sessions", {"end": "all"}),
    ],
)
def test_nothing_is_done_for_an_editor_or_another_site(
    newsroom: Newsroom, admin: TestClient, path: str, form: dict[str, str]
) -> None:
    path = path.format(id=person(newsroom, "editor@news.example").id)
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert admin.post(path, data=form, headers=headers).status_code == 403
    signed_in(newsroom, admin, "editor@news.example")
    assert admin.post(path, data=form).status_code == 403
    assert log(newsroom) == []


def test_a_made_up_password_is_shown_once_and_lets_in(
    newsroom: Newsroom, admin: TestClient
) -> None:
    answer = add(admin, name="Әлия Нұржанова", language="kk")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    password = secret_on(answer)
    user = sign_in(newsroom.database, NEW, password, "")
    assert (user.name, user.language, user.role) == ("Әлия Нұржанова", "kk", Role.EDITOR)
    for page in ("/admin/users", f"/admin/users/{user.id}", "/admin/audit", "/admin/audit.csv"):
        assert password not in admin.get(page).text
    assert ("user.added", NEW) in log(newsroom)


def test_a_typed_password_lets_in_and_is_never_shown(newsroom: Newsroom, admin: TestClient) -> None:
    answer = add(admin, how="typed", password="қызыл алма 42")
    assert answer.headers["location"] == "/admin/users"
    page = admin.get("/admin/users")
    assert f"{NEW} can sign in now." in page.text
    assert "қызыл алма" not in page.text
    assert sign_in(newsroom.database, NEW, "қызыл алма 42", "").email == NEW


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"email": "nobody"}, "Write an e-mail address"),
        ({"email": "editor@news.example"}, "is here already"),
        ({"how": "typed", "password": "kurz"}, "at least 8 characters"),
        ({"how": "typed", "password": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_a_mistake_stands_at_its_field_and_keeps_what_was_typed(
    newsroom: Newsroom, admin: TestClient, form: dict[str, str], says: str
) -> None:
    answer = add(admin, **{"name": "Әлия", "role": "ADMIN", **form})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Әлия"' in answer.text
    assert re.search(r'value="ADMIN" checked', answer.text)
    assert 'aria-invalid="true"' in answer.text
    if password := form.get("password"):
        assert password not in answer.text
    assert log(newsroom) == []


def test_a_person_is_changed_and_the_log_says_how(newsroom: Newsroom, admin: TestClient) -> None:
    editor = person(newsroom, "editor@news.example")
    path = f"/admin/users/{editor.id}"
    answer = admin.post(path, data={"name": " Айгерім ", "role": "ADMIN", "language": "ru"})
    assert answer.headers["location"] == path
    changed = person(newsroom, "editor@news.example")
    assert (changed.name, changed.role, changed.language) == ("Айгерім", "ADMIN", "ru")
    page = admin.get("/admin/audit").text
    assert "User changed" in page
    assert "name, role, language" in page
    # Sent again, it changes nothing and is not written down.
    admin.post(path, data={"name": "Айгерім", "role": "ADMIN", "language": "ru"})
    assert log(newsroom) == [("user.changed", "editor@news.example")]


@pytest.mark.parametrize("form", [{"role": "EDITOR"}, {"may": "no"}])
def test_the_last_administrator_stays_and_is_told_why(
    newsroom: Newsroom, admin: TestClient, form: dict[str, str]
) -> None:
    path = f"/admin/users/{person(newsroom, 'admin@news.example').id}"
    answer = admin.post(f"{path}/access" if "may" in form else path, data=form)
    assert answer.status_code == 422
    says = "Ask another administrator" if "may" in form else "Make somebody else an administrator"
    assert says in answer.text
    assert person(newsroom, "admin@news.example").role == Role.ADMIN
    assert admin.get("/admin/users").status_code == 200


def test_who_loses_access_is_out_at_once_and_may_be_let_in_again(
    newsroom: Newsroom, admin: TestClient
) -> None:
    path = f"/admin/users/{person(newsroom, 'editor@news.example').id}"
    with TestClient(
        newsroom.app, base_url="https://testserver", follow_redirects=False
    ) as elsewhere:
        signed_in(newsroom, elsewhere, "editor@news.example")
        assert elsewhere.get("/admin").status_code == 200
        admin.post(f"{path}/access", data={"may": "no"})
        assert elsewhere.get("/admin").status_code == 303
    assert "May not sign in" in admin.get("/admin/users").text
    admin.post(f"{path}/access", data={"may": "yes"})
    assert person(newsroom, "editor@news.example").disabled_at is None
    assert [what for what, _ in log(newsroom)] == ["user.disabled", "user.enabled"]


def test_a_new_password_ends_every_session(newsroom: Newsroom, admin: TestClient) -> None:
    editor = person(newsroom, "editor@news.example")
    path = f"/admin/users/{editor.id}"
    with newsroom.database.write() as session:
        row = UserSession(
            token_hash="x",
            user_id=editor.id,
            created_at=newsroom.database.now(session),
            last_seen_at=newsroom.database.now(session),
            expires_at=newsroom.database.now(session) + newsroom.minutes(60),
            address="192.0.2.9",
            user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0",
        )
        session.add(row)
    assert "Firefox, Windows" in admin.get(path).text
    password = secret_on(admin.post(f"{path}/password", data={"how": "made_up"}))
    assert "Firefox, Windows" not in admin.get(path).text
    assert sign_in(newsroom.database, "editor@news.example", password, "").id == editor.id
    refused = admin.post(f"{path}/password", data={"how": "typed", "password": "kurz"})
    assert refused.status_code == 422
    assert "kurz" not in refused.text


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_one_browser_or_all_of_somebody_are_signed_out(
    newsroom: Newsroom, admin: TestClient
) -> None:
    editor = person(newsroom, "editor@news.example")
    path = f"/admin/users/{editor.id}"
    with TestClient(newsroom.app, base_url="https://testserver") as elsewhere:
        for _ in range(2):
            signed_in(newsroom, elsewhere, "editor@news.example")
    held = re.findall(r'name="end" value="(\w{26})"', admin.get(path).text)
    assert len(held) == 2
    assert "Signed in in 2 browsers" in admin.get("/admin/users").text
    admin.post(f"{path}/sessions", data={"end": held[0]})
    assert re.findall(r'name="end" value="(\w{26})"', admin.get(path).text) == [held[1]]
    # Nobody else's session can be named under this person.
    with newsroom.database.read() as session:
        mine = session.query(UserSession).filter_by(revoked_at=None).all()
    others = next(one for one in mine if one.user_id != editor.id)
    assert admin.post(f"{path}/sessions", data={"end": others.id}).status_code == 404
    admin.post(f"{path}/sessions", data={"end": "all"})
    assert "In no browser" in admin.get(path).text


def test_a_key_is_shown_once_works_and_ends(newsroom: Newsroom, admin: TestClient) -> None:
    answer = admin.post("/admin/keys", data={"name": "WordPress", "scopes": ["articles:read"]})
    key = secret_on(answer)
    headers = {"X-API-Key": key}
    assert newsroom.http.get("/api/articles", headers=headers).status_code == 200
    page = admin.get("/admin/keys").text
    assert "WordPress" in page
    assert key not in page
    with newsroom.database.read() as session:
        row = session.query(ApiKey).one()
    admin.post(f"/admin/keys/{row.id}/revoke")
    assert newsroom.http.get("/api/articles", headers=headers).status_code == 401
    assert "“WordPress” no longer works" in admin.get("/admin/keys").text
    assert log(newsroom) == [("key.created", "WordPress"), ("key.revoked", "WordPress")]


def test_a_key_without_name_or_use_is_not_made(newsroom: Newsroom, admin: TestClient) -> None:
    answer = admin.post("/admin/keys", data={"name": "  "})
    assert answer.status_code == 422
    assert "Give the key a name" in answer.text
    assert "Tick at least one" in answer.text
    with newsroom.database.read() as session:
        assert session.query(ApiKey).count() == 0


def test_everybody_looks_after_themselves(newsroom: Newsroom, editor: TestClient) -> None:
    assert editor.post("/admin/me", data={"name": "Айгерім", "language": "kk"}).status_code == 303
    page = editor.get("/admin/me").text
    assert '<html lang="kk"' in page
    assert "Айгерім" in page
    wrong = editor.post("/admin/me/password", data={"old": "not it", "password": "жаңа құпиясөз"})
    assert wrong.status_code == 422
    assert "not it" not in wrong.text
    assert "құпиясөз" not in re.sub(r"<label.*?</label>|<h2.*?</h2>|<p.*?</p>", "", wrong.text)
    right = {"old": PASSWORD, "password": "жаңа сөз 2026"}
    assert editor.post("/admin/me/password", data=right).status_code == 303
    user = sign_in(newsroom.database, "editor@news.example", "жаңа сөз 2026", "")
    assert user.name == "Айгерім"
    assert editor.get("/admin/me").status_code == 200


def test_signing_out_elsewhere_keeps_this_browser(newsroom: Newsroom, editor: TestClient) -> None:
    with TestClient(
        newsroom.app, base_url="https://testserver", follow_redirects=False
    ) as elsewhere:
        signed_in(newsroom, elsewhere, "editor@news.example")
        assert elsewhere.get("/admin/me").status_code == 200
        editor.post("/admin/me/sessions", data={"end": "all"})
        assert elsewhere.get("/admin/me").status_code == 303
    assert editor.get("/admin/me").status_code == 200
