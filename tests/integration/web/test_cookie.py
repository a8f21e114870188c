"""The session's cookie at the JSON interface: as good as a token, from our own pages alone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.test_oauth import authorize_url, ending
from tests.integration.web.test_routes import AUDIENCE, BODIES, PUBLIC, operations

from zharia.users import (
    Principal,
    Role,
    User,
    change_user,
    create_session,
    disable_user,
    end_all_sessions,
)
from zharia.users.sessions import IDLE, SEEN_EVERY

both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)

#: what a browser writes itself, for a page of ours and for a page of somebody else's
OURS = {"Sec-Fetch-Site": "same-origin"}
OLDER = {"Origin": "http://127.0.0.1:8000"}
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {},
]
SYSTEM = Principal("cms:7", "chief@cms.example", Role.ADMIN)


def user(newsroom: Newsroom, email: str) -> User:
    with newsroom.database.read() as session:
        return session.scalars(select(User).where(User.email == email)).one()


def cookie(newsroom: Newsroom, email: str = "admin@news.example") -> dict[str, str]:
    """What the browser sends in which this person is signed in."""
    with newsroom.database.write() as session:
        known = session.scalars(select(User).where(User.email == email)).one()
        now = newsroom.database.now(session)
        _, token = create_session(session, known, address="", user_agent="", now=now)
    return {"Cookie": f"__Host-zharia={token}"}


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@both_databases
def test_a_signed_in_browser_reads_and_goes_to_tiktok(newsroom: Newsroom) -> None:
    # Wherever the link stands: the address bar, a mail, another site.
    for headers in [OURS, *FOREIGN]:
        begun = newsroom.get("/api/tiktok/auth", as_=cookie(newsroom) | headers)
        assert begun.status_code == 302
        assert begun.headers["location"].startswith(newsroom.settings.tiktok_authorize_url)
    assert newsroom.get("/api/articles", as_=cookie(newsroom)).status_code == 200


def test_a_change_is_taken_from_our_own_pages_and_no_others(newsroom: Newsroom) -> None:
    signed_in = cookie(newsroom)
    for headers in FOREIGN:
        refused = newsroom.post("/api/keys", {"name": "theirs"}, as_=signed_in | headers)
        assert told(refused) == (403, "cross_site")
    # In between, so that it is not the cookie that was refused.
    for headers in (OURS, OLDER):
        made = newsroom.post("/api/keys", {"name": "ours"}, as_=signed_in | headers)
        assert made.status_code == 201
    for headers in FOREIGN:
        refused = newsroom.post("/api/keys", {"name": "theirs"}, as_=signed_in | headers)
        assert told(refused) == (403, "cross_site")
    names = [key["name"] for key in newsroom.get("/api/keys", as_=signed_in).json()]
    assert names == ["ours", "ours"]


def test_no_route_changes_anything_for_another_sites_page(newsroom: Newsroom) -> None:
    signed_in = cookie(newsroom)
    tried = 0
    for name, (method, address) in operations(newsroom).items():
        if AUDIENCE[name] == PUBLIC or method == "GET":
            continue
        tried += 1
        for headers, refused in ((FOREIGN[0], True), (OURS, False)):
            answer = newsroom.http.request(
                method, address, headers=signed_in | headers, json=BODIES.get(name)
            )
            assert (answer.status_code == 403) is refused, (name, answer.text)
            assert not refused or answer.json()["code"] == "cross_site", name
    assert tried > 10


def test_a_get_that_changes_something_is_a_change(newsroom: Newsroom) -> None:
    signed_in = cookie(newsroom)
    foreign = newsroom.get("/api/tiktok/refresh-token", as_=signed_in | FOREIGN[0])
    assert told(foreign) == (403, "cross_site")
    for headers in (OURS, {"Sec-Fetch-Site": "none"}):
        answer = newsroom.get("/api/tiktok/refresh-token", as_=signed_in | headers)
        assert answer.status_code == 200


def test_a_program_needs_no_origin_even_beside_a_cookie(newsroom: Newsroom) -> None:
    for own in (newsroom.admin, newsroom.admin | cookie(newsroom)):
        made = newsroom.post("/api/keys", {"name": "CMS"}, as_=own | FOREIGN[0])
        assert made.status_code == 201
    key = newsroom.key("articles:read")
    assert newsroom.get("/api/articles", as_=key | cookie(newsroom)).status_code == 200
    # A wrong token is not made good by a cookie: programs shall hear of it.
    wrong = {"Authorization": "Bearer worn.out.token"}
    answer = newsroom.get("/api/articles", as_=wrong | cookie(newsroom))
    assert told(answer) == (401, "token_invalid")


@both_databases
def test_an_ended_session_is_refused_at_once(newsroom: Newsroom) -> None:
    signed_in = cookie(newsroom, "editor@news.example")
    editor = user(newsroom, "editor@news.example").id
    assert newsroom.get("/api/articles", as_=signed_in).status_code == 200
    with newsroom.database.write() as session:
        end_all_sessions(session, editor)
    answer = newsroom.get("/api/articles", as_=signed_in)
    assert told(answer) == (401, "session_over")
    assert newsroom.get("/api/articles", as_=cookie(newsroom)).status_code == 200


def test_a_disabled_user_is_refused_by_cookie_token_and_password(newsroom: Newsroom) -> None:
    signed_in = cookie(newsroom, "editor@news.example")
    assert newsroom.get("/api/articles", as_=signed_in).status_code == 200
    assert newsroom.get("/api/articles", as_=newsroom.editor).status_code == 200
    with newsroom.database.write() as session:
        editor = session.scalars(select(User).where(User.email == "editor@news.example")).one()
        disable_user(session, editor.id, SYSTEM)
    assert told(newsroom.get("/api/articles", as_=signed_in)) == (401, "session_over")
    assert told(newsroom.get("/api/articles", as_=newsroom.editor)) == (401, "token_invalid")
    body = {"email": "editor@news.example", "password": "correct horse battery staple"}
    login = newsroom.http.post("/api/auth/login", json=body)
    assert told(login) == (401, "wrong_credentials")


def test_the_role_is_the_one_that_holds_now(newsroom: Newsroom) -> None:
    signed_in = cookie(newsroom, "editor@news.example")
    assert told(newsroom.get("/api/keys", as_=signed_in)) == (403, "forbidden")
    editor = user(newsroom, "editor@news.example").id
    with newsroom.database.write() as session:
        change_user(session, editor, role=Role.ADMIN)
    assert newsroom.get("/api/keys", as_=signed_in).status_code == 200


def test_whoever_works_stays_signed_in_and_whoever_left_does_not(newsroom: Newsroom) -> None:
    signed_in = cookie(newsroom)
    for _ in range(3):
        newsroom.database.ahead += IDLE - SEEN_EVERY
        assert newsroom.get("/api/articles", as_=signed_in).status_code == 200
    newsroom.database.ahead += IDLE + timedelta(seconds=1)
    assert told(newsroom.get("/api/articles", as_=signed_in)) == (401, "session_over")


@pytest.mark.parametrize(
    "value", ["guessed", '"', "%00", "x" * 3000, "қ".encode().decode("latin1")]
)
def test_a_made_up_cookie_opens_nothing(newsroom: Newsroom, value: str) -> None:
    headers = {"Cookie": f"__Host-zharia={value}"}
    raw: Any = {name: text.encode("latin1") for name, text in headers.items()}
    answer = newsroom.http.get("/api/articles", headers=raw)
    assert answer.status_code == 401
    assert answer.json()["code"] in {"session_over", "unauthenticated"}


def test_the_callback_takes_the_administrator_who_began(newsroom: Newsroom) -> None:
    """TikTok's page leads back: a visit from another site, to which the cookie comes along."""
    from_tiktok = {"Sec-Fetch-Site": "cross-site"}
    own = cookie(newsroom)
    query = newsroom.consent(newsroom.get("/api/tiktok/auth", as_=own).headers["location"])
    assert ending(newsroom.callback(query, own | from_tiktok))["tiktok_auth"] == "success"

    newsroom.user("second@news.example", Role.ADMIN)
    for other in ("second@news.example", "editor@news.example"):
        query = newsroom.consent(authorize_url(newsroom))
        answer = newsroom.callback(query, cookie(newsroom, other) | from_tiktok)
        assert ending(answer)["code"] == "other_administrator"

    # An old cookie says nothing, as an old token does.
    query = newsroom.consent(authorize_url(newsroom))
    stale = {"Cookie": "__Host-zharia=of-last-week"}
    assert ending(newsroom.callback(query, stale))["tiktok_auth"] == "success"
