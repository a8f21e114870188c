"""Settings, accounts, feeds, keys, people: whichever way an act comes in, its line is the same."""

from typing import Any, TypeAlias

from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom

from zharia.articles import FeedRules
from zharia.newsroom import feeds
from zharia.users import ApiKey, AuditEntry, User, UserSession, create_session

SETTINGS = "/admin/settings/social-media"
ADMIN = "admin@news.example"

#: what was done, by whom, its subject's name, what else the line says
Line: TypeAlias = tuple[str, str, str, dict[str, Any]]


def lines(newsroom: Newsroom, group: str) -> list[Line]:
    """Those of one kind of subject, oldest first."""
    with newsroom.database.read() as session:
        found = session.query(AuditEntry).order_by(AuditEntry.id).all()
    return [
        (one.what, one.who, one.subject_name, one.detail)
        for one in found
        if one.what.startswith(f"{group}.")
    ]


def test_both_edges_change_the_settings_with_the_same_line(
    newsroom: Newsroom, admin: TestClient
) -> None:
    newsroom.configure(defaultLanguage="ru")
    form = {"environment": "production", "default_language": "kz"}
    assert admin.post(f"{SETTINGS}/app", data=form).status_code == 303
    changed: Line = ("settings.changed", ADMIN, "", {"fields": ["default_language"]})
    assert lines(newsroom, "settings") == 2 * [changed]


def test_both_edges_change_and_disconnect_an_account_with_the_same_lines(
    newsroom: Newsroom, admin: TestClient
) -> None:
    account = newsroom.ready_to_publish()
    by_program = f"/api/social-media/accounts/{account}"
    by_person = f"{SETTINGS}/accounts/{account}"
    asked = {"mode": "inbox", "hashtags": {"brand": [], "extra": [], "language": []}}
    changed = newsroom.http.patch(by_program, json=asked, headers=newsroom.admin)
    assert changed.status_code == 200, changed.text
    tags = {"brand": "#AIMAQ", "cap": "10", "link": "on", "credit": "on"}
    form = {"enabled": "on", "language": "kz", "mode": "review"} | tags
    assert admin.post(by_person, data=form).status_code == 303
    newsroom.post(f"{by_program}/disconnect", as_=newsroom.admin)
    newsroom.connect()
    admin.post(f"{by_person}/disconnect")
    told = [one for one in lines(newsroom, "account") if one[0] != "account.connected"]
    assert [what for what, *_ in told] == 2 * ["account.changed"] + 2 * ["account.disconnected"]
    assert told[0] == told[1]
    assert told[2] == told[3]


def test_both_edges_make_and_end_a_key_with_the_same_lines(
    newsroom: Newsroom, admin: TestClient
) -> None:
    asked = {"name": " Word  Press ", "scopes": ["articles:write", "articles:read"]}
    assert newsroom.post("/api/keys", asked, as_=newsroom.admin).json()["name"] == "Word Press"
    assert admin.post("/admin/keys", data=asked).status_code == 200
    with newsroom.database.read() as session:
        one, other = (key.id for key in session.query(ApiKey))
    for _ in range(2):
        newsroom.http.delete(f"/api/keys/{one}", headers=newsroom.admin)
        admin.post(f"/admin/keys/{other}/revoke")
    scopes = {"scopes": ["articles:read", "articles:write"]}
    made: Line = ("key.created", ADMIN, "Word Press", scopes)
    ended: Line = ("key.revoked", ADMIN, "Word Press", {})
    assert lines(newsroom, "key") == [made, made, ended, ended]


def test_neither_edge_makes_a_key_without_a_name(newsroom: Newsroom, admin: TestClient) -> None:
    answer = newsroom.post("/api/keys", {"name": " \t "}, as_=newsroom.admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert answer.json()["errors"] == [
        {"field": "name", "message": "Give the key a name of 1 to 100 characters."}
    ]
    form = {"name": " \t ", "scopes": "articles:read"}
    assert admin.post("/admin/keys", data=form).status_code == 422
    assert lines(newsroom, "key") == []


def test_a_language_chosen_in_the_menu_is_a_change_like_one_in_the_form(
    newsroom: Newsroom, editor: TestClient
) -> None:
    for _ in range(2):
        editor.post("/admin/language", data={"language": "kk"})
    editor.post("/admin/me", data={"language": "ru"})
    who = "editor@news.example"
    changed: Line = ("user.changed", who, who, {"fields": ["language"]})
    assert lines(newsroom, "user") == [changed, changed]


def test_on_ones_own_page_nobody_elses_session_ends(newsroom: Newsroom, editor: TestClient) -> None:
    with newsroom.database.write() as session:
        user = session.query(User).filter_by(email=ADMIN).one()
        now = newsroom.database.now(session)
        other, _ = create_session(session, user, address="", user_agent="test", now=now)
    for end in (other.id, "", "nobody"):
        assert editor.post("/admin/me/sessions", data={"end": end}).status_code == 404
    with newsroom.database.read() as session:
        assert session.get_one(UserSession, other.id).revoked_at is None
    assert lines(newsroom, "session") == []


def test_a_feed_that_is_paused_already_is_paused_without_a_second_line(
    newsroom: Newsroom, admin: TestClient
) -> None:
    with newsroom.database.write() as session:
        feed = feeds.add(
            session,
            "serik at the command line",
            " https://aimaq.example/rss ",
            now=newsroom.database.now(session),
            rules=FeedRules(),
            source=" aimaq ",
        )
    assert feed.source == "aimaq"
    path = f"/admin/settings/feeds/{feed.id}"
    for _ in range(2):
        assert admin.post(f"{path}/enabled", data={"enabled": "no"}).status_code == 303
    name = "https://aimaq.example/rss"
    assert lines(newsroom, "feed") == [
        ("feed.added", "serik at the command line", name, {}),
        ("feed.changed", ADMIN, name, {"fields": ["enabled"]}),
    ]


def test_what_is_not_there_is_not_there_at_either_edge(
    newsroom: Newsroom, admin: TestClient
) -> None:
    accounts = "/api/social-media/accounts/nobody"
    told = [
        newsroom.http.patch(accounts, json={}, headers=newsroom.admin),
        newsroom.post(f"{accounts}/disconnect", as_=newsroom.admin),
        newsroom.http.delete("/api/keys/nobody", headers=newsroom.admin),
    ]
    assert [one.status_code for one in told] == 3 * [404]
    codes = [one.json()["code"] for one in told]
    assert codes == ["account_unknown", "account_unknown", "key_unknown"]
    for path in (
        f"{SETTINGS}/accounts/nobody",
        f"{SETTINGS}/accounts/nobody/renew",
        f"{SETTINGS}/accounts/nobody/disconnect",
        "/admin/keys/nobody/revoke",
        "/admin/settings/feeds/nobody",
        "/admin/settings/feeds/nobody/enabled",
        "/admin/settings/feeds/nobody/poll",
        "/admin/settings/feeds/nobody/remove",
        "/admin/users/nobody",
        "/admin/users/nobody/access",
        "/admin/users/nobody/password",
        "/admin/users/nobody/sessions",
    ):
        assert admin.post(path, data={"language": "kz"}).status_code == 404, path
