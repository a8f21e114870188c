"""Every error is a problem with a stable code, and tells nobody a secret."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom

from zharia.users.model import LoginAttempt
from zharia.web.app import create_app

PASSWORD_LIKE = "hunter2hunter2"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/articles/", 404, "not_found"),
        ("DELETE", "/api/articles", 405, "method_not_allowed"),
        ("GET", "/api/social-media/config/FACEBOOK", 422, "validation_failed"),
        ("GET", "/api/articles/UPPER", 422, "validation_failed"),
        ("GET", "/tiktokabcdefgh.txt", 404, "not_found"),
    ],
)
def test_an_error_is_a_problem(
    newsroom: Newsroom, method: str, path: str, status: int, code: str
) -> None:
    answer = newsroom.http.request(method, path, headers=newsroom.admin)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) - {"errors"} == {"type", "title", "status", "code", "detail", "requestId"}
    assert (body["code"], body["status"]) == (code, status)
    assert body["type"] == f"urn:zharia:problem:{code}"
    assert body["requestId"] == answer.headers["x-request-id"]
    if status == 405:
        assert answer.headers["allow"]


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 422), (b'"\xff"', 400), (b"[]", 422), (b'"x"', 422), (b"", 422)],
)
def test_an_unreadable_body_is_a_problem(newsroom: Newsroom, content: bytes, status: int) -> None:
    answer = newsroom.http.post(
        "/api/auth/login", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_huge_body_is_refused(newsroom: Newsroom, chunked: bool) -> None:
    body = b'{"email": "' + b"x" * 5_000_000
    content: Any = iter([body]) if chunked else body
    answer = newsroom.http.post("/api/auth/login", content=content)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_what_was_sent_is_not_answered_back(newsroom: Newsroom) -> None:
    answer = newsroom.http.post(
        "/api/auth/login", json={"email": "a", "password": [PASSWORD_LIKE], "secret": PASSWORD_LIKE}
    )
    assert answer.status_code == 422
    assert PASSWORD_LIKE not in answer.text
    fields = {one["field"] for one in answer.json()["errors"]}
    assert fields == {"password", "secret"}


def test_what_nobody_foresaw_is_logged_under_its_request_id(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the roof is on fire")

    monkeypatch.setattr("zharia.web.api.articles.recent_articles", broken)
    with caplog.at_level(logging.ERROR):
        answer = newsroom.get("/api/articles")
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "roof" not in answer.text
    assert answer.headers["x-request-id"] in caplog.text
    assert "the roof is on fire" in caplog.text
    assert newsroom.figure(
        'zharia_http_requests_total{method="GET",route="/api/articles",status="500"}'
    )


def test_answers_are_safe_for_browsers(newsroom: Newsroom) -> None:
    headers = newsroom.get("/api/articles").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


def test_no_answer_holds_a_client_secret_or_a_token(newsroom: Newsroom) -> None:
    newsroom.ready_to_publish()
    newsroom.configure(tiktokSandboxClientSecret=PASSWORD_LIKE)
    paths = [
        path
        for path, methods in newsroom.description["paths"].items()
        if "get" in methods and "{" not in path and "callback" not in path
    ]
    assert len(paths) > 10
    for path in [*paths, "/api/social-media/config/TIKTOK"]:
        text = newsroom.get(path, as_=newsroom.admin).text
        for secret in (newsroom.secret, PASSWORD_LIKE, "act.", "rft."):
            assert secret not in text, (path, secret)


@pytest.mark.parametrize(
    ("peer", "seen"), [("10.1.2.3", "203.0.113.9"), ("192.0.2.1", "192.0.2.1")]
)
def test_a_proxy_is_believed_only_where_it_is_trusted(
    newsroom: Newsroom, peer: str, seen: str
) -> None:
    trusting = newsroom.settings.model_copy(update={"trusted_proxies": "10.0.0.0/8"})
    app = create_app(replace(newsroom.context, settings=trusting))
    with TestClient(app, client=(peer, 1)) as http:
        http.post(
            "/api/auth/login",
            json={"email": "nobody@news.example", "password": "wrong"},
            headers={"X-Forwarded-For": "203.0.113.9"},
        )
    with newsroom.database.read() as session:
        assert session.scalars(select(LoginAttempt.address)).all() == [seen]
