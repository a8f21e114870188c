"""Signing in, tokens of ours and of a CMS, and what strangers are told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from httpx2 import Response
from sqlalchemy import delete
from tests.integration.web.newsroom import JWT_SECRET, PASSWORD, Newsroom

from zharia.storage.crypto import Secret
from zharia.users import Role, Tokens, User
from zharia.users.throttle import PER_ACCOUNT, PER_ADDRESS

both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
#: no real hash, and so no 0.2 s for each attempt
quick = pytest.mark.usefixtures("_quick_hashes")


@pytest.fixture
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "zharia.newsroom.credentials.verify_password",
        lambda password, known: known is not None and password == PASSWORD,
    )


def login(
    newsroom: Newsroom, email: str = "editor@news.example", password: str = PASSWORD
) -> Response:
    return newsroom.http.post("/api/auth/login", json={"email": email, "password": password})


def test_a_person_signs_in_for_twelve_hours(newsroom: Newsroom) -> None:
    answer = login(newsroom, " Editor@News.example ")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["tokenType"], body["expiresIn"]) == ("Bearer", 43_200)
    assert body["user"]["email"] == "editor@news.example"
    assert body["user"]["role"] == "EDITOR"
    token = {"Authorization": f"Bearer {body['accessToken']}"}
    assert newsroom.get("/api/articles", as_=token).status_code == 200
    claims = jwt.decode(body["accessToken"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 43_200


def test_nobody_learns_whether_the_account_exists(newsroom: Newsroom) -> None:
    wrong = login(newsroom, password="wrong")
    unknown = login(newsroom, "nobody@news.example")
    assert wrong.status_code == unknown.status_code == 401
    told = [{**one.json(), "requestId": ""} for one in (wrong, unknown)]
    assert told[0] == told[1]
    assert told[0]["code"] == "wrong_credentials"


@quick
@both_databases
@pytest.mark.parametrize("email", ["editor@news.example", "nobody@news.example"])
def test_too_many_attempts_on_an_account_are_throttled(newsroom: Newsroom, email: str) -> None:
    for _ in range(PER_ACCOUNT):
        assert login(newsroom, email, "wrong").status_code == 401
    throttled = login(newsroom, email)
    assert throttled.status_code == 429
    assert throttled.json()["code"] == "too_many_attempts"
    assert 0 < int(throttled.headers["retry-after"]) <= 900
    assert login(newsroom, "admin@news.example").status_code == 200
    newsroom.database.ahead += timedelta(minutes=15, seconds=1)
    assert login(newsroom, email).status_code == (200 if email.startswith("editor") else 401)


@quick
def test_too_many_attempts_from_an_address_are_throttled(newsroom: Newsroom) -> None:
    for number in range(PER_ADDRESS):
        assert login(newsroom, f"nobody{number}@news.example").status_code == 401
    assert login(newsroom).status_code == 429


@quick
def test_the_right_password_forgives_ones_own_slips(newsroom: Newsroom) -> None:
    for _ in range(3):
        for _ in range(PER_ACCOUNT - 1):
            assert login(newsroom, password="wrong").status_code == 401
        assert login(newsroom).status_code == 200


def test_a_user_who_is_gone_has_no_token_any_more(newsroom: Newsroom) -> None:
    with newsroom.database.write() as session:
        session.execute(delete(User).where(User.email == "editor@news.example"))
    answer = newsroom.get("/api/articles")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


SOUND = {"sub": "7", "email": "aida@cms.example", "role": "EDITOR", "exp": 4_102_444_800}


@pytest.mark.parametrize(
    ("changes", "secret", "status", "code"),
    [
        ({}, JWT_SECRET, 200, ""),
        ({"role": "ADMIN"}, JWT_SECRET, 200, ""),
        ({}, "another secret, of 32 bytes or more", 401, "token_invalid"),
        ({"exp": 1}, JWT_SECRET, 401, "token_expired"),
        ({"exp": None}, JWT_SECRET, 401, "token_invalid"),
        ({"sub": None}, JWT_SECRET, 401, "token_invalid"),
        ({"sub": "x" * 101}, JWT_SECRET, 401, "token_invalid"),
        ({"sub": 7}, JWT_SECRET, 401, "token_invalid"),
        ({"email": None}, JWT_SECRET, 401, "token_invalid"),
        ({"email": ["a"]}, JWT_SECRET, 401, "token_invalid"),
        ({"role": "OWNER"}, JWT_SECRET, 401, "token_invalid"),
        ({"role": ["ADMIN"]}, JWT_SECRET, 401, "token_invalid"),
        ({"iss": "zharia"}, JWT_SECRET, 401, "token_invalid"),
    ],
)
def test_a_cms_that_shares_the_secret_signs_its_own_tokens(
    newsroom: Newsroom, changes: dict[str, Any], secret: str, status: int, code: str
) -> None:
    claims = {name: value for name, value in {**SOUND, **changes}.items() if value is not None}
    token = {"Authorization": f"Bearer {jwt.encode(claims, secret)}"}
    answer = newsroom.get("/api/articles", as_=token)
    assert answer.status_code == status
    if code:
        assert answer.json()["code"] == code
        assert token["Authorization"].split()[1] not in answer.text


def test_an_unsigned_token_is_refused(newsroom: Newsroom) -> None:
    token = {"Authorization": f"Bearer {jwt.encode(SOUND, None, algorithm='none')}"}  # type: ignore[arg-type]
    assert newsroom.get("/api/articles", as_=token).status_code == 401


def test_an_expired_token_of_ours_is_refused(newsroom: Newsroom) -> None:
    user = User(id="x", email="x@news.example", role=Role.ADMIN)
    token = Tokens(Secret(JWT_SECRET)).issue(user, datetime.now(UTC) - timedelta(hours=13))
    answer = newsroom.get("/api/articles", as_={"Authorization": f"Bearer {token}"})
    assert answer.json()["code"] == "token_expired"
