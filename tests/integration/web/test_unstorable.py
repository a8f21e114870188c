"""Text that no database keeps is refused where it comes in, on both databases; nothing breaks."""

import asyncio
import json
from typing import Any

import jwt
import pytest
from sqlalchemy import select
from tests.integration.web.newsroom import MAIN, PASSWORD, Newsroom, delivery, signed
from tests.integration.web.test_webhook import stored, work
from tests.support import loops, rows

from zharia.articles import Article
from zharia.newsroom.credentials import sign_in
from zharia.publishing.webhook_model import IncomingWebhook
from zharia.storage.database import Database
from zharia.users import WrongCredentials
from zharia.web.webhook_receiver import WebhookReceiver

both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
POISON = ["\x00", "\ud800", "a\udfffb"]
ARTICLE: dict[str, Any] = {
    "externalId": "7",
    "publishedAt": "2026-11-22T09:00:00+05:00",
    "translations": {"kz": {"title": "Мектеп ашылды"}},
}


@both_databases
def test_json_with_such_text_is_refused_by_the_name_of_its_field(newsroom: Newsroom) -> None:
    for poison in POISON:
        for path, body, field in (
            ("/api/auth/login", {"email": "a@b.kz", "password": poison}, "password"),
            ("/api/auth/login", {"email": poison, "password": "x"}, "email"),
            (
                "/api/articles",
                ARTICLE | {"translations": {"kz": {"title": f"Мек{poison}теп"}}},
                "translations.kz.title",
            ),
            ("/api/articles", ARTICLE | {"ours": [{"deep": poison}]}, "ours.0.deep"),
            ("/api/social-media/publish", {"articleId": poison, "accountIds": []}, "articleId"),
        ):
            answer = newsroom.http.post(
                path,
                content=json.dumps(body),
                headers=newsroom.editor | {"content-type": "application/json"},
            )
            assert answer.status_code == 422, (path, poison, answer.text)
            assert answer.json()["code"] == "validation_failed"
            assert field in [one["field"] for one in answer.json()["errors"]]
            assert "leave it out" in answer.text


@both_databases
def test_bodies_in_another_encoding_than_utf_8_are_no_server_error(newsroom: Newsroom) -> None:
    document = json.dumps(ARTICLE, ensure_ascii=False)
    for body in (
        document.encode("utf-16"),
        document.encode("utf-16-le"),
        document.encode("utf-32"),
        json.dumps({"externalId": "\ud800"}, ensure_ascii=False).encode("utf-8", "surrogatepass"),
        b'{"externalId": "\xff"}',
    ):
        answer = newsroom.http.post(
            "/api/articles",
            content=body,
            headers=newsroom.editor | {"content-type": "application/json"},
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")
    with_mark = newsroom.http.post(
        "/api/articles",
        content=document.encode("utf-8-sig"),
        headers=newsroom.editor | {"content-type": "application/json"},
    )
    assert with_mark.status_code == 201


@both_databases
def test_paths_queries_forms_and_headers_with_such_text_are_refused(newsroom: Newsroom) -> None:
    ask = newsroom.http.request
    form = {"content-type": "application/x-www-form-urlencoded"}
    parts = (
        '--x\r\nContent-Disposition: form-data; name="email"{}\r\n\r\n{}\r\n'
        '--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nsecret\r\n--x--\r\n'
    )
    answers = [
        ask("GET", "/api/articles?externalId=%00", headers=newsroom.editor),
        ask("GET", "/api/tiktok/callback?code=a&state=%00"),
        ask("GET", "/api/tiktok/callback?error=%00&error_description=a%00b"),
        ask("GET", "/api/articles/%00", headers=newsroom.editor),
        ask("GET", "/media/a/%00/1.jpg"),
        ask("GET", "/%00"),
        ask("GET", "/admin/login?lang=%00&next=%00"),
        ask("POST", "/admin/login", content="email=a%00&password=b", headers=form),
        ask("POST", "/admin/login", content="email=a&password=%00", headers=form),
        ask("GET", "/admin/login", headers={"cookie": r'lang="\000"; __Host-zharia="\000"'}),
    ]
    for disposition, text, charset in (
        ("", "a\0", ""),
        ('; filename="a\0b"', "", ""),
        ("", r"\ud800", "; charset=unicode_escape"),
        ("", "xn--a", "; charset=idna"),
    ):
        kind = {"content-type": f"multipart/form-data; boundary=x{charset}"}
        content = parts.format(disposition, text).encode()
        answers.append(ask("POST", "/admin/login", content=content, headers=kind))
    for answer in answers:
        assert answer.status_code in {400, 401, 404, 422}, (answer.request.url, answer.text)
    assert answers[0].json()["errors"][0]["field"] == "externalId"


@both_databases
def test_such_a_password_is_an_ordinary_wrong_one(newsroom: Newsroom) -> None:
    for password in (*POISON, PASSWORD + "\ud800", "\ud800" * 2000):
        with pytest.raises(WrongCredentials):
            sign_in(newsroom.database, "admin@news.example", password, "203.0.113.7")
    with pytest.raises(WrongCredentials):
        sign_in(newsroom.database, "\ud800@news.example", PASSWORD, "203.0.113.8")


@both_databases
def test_a_token_of_a_cms_with_such_claims_is_not_valid(newsroom: Newsroom) -> None:
    secret = newsroom.context.jwt_secret
    good = {"sub": "7", "email": "e@cms.example", "role": "EDITOR", "exp": 4_000_000_000}
    allowed = newsroom.get("/api/articles", as_=bearer(jwt.encode(good, secret.reveal())))
    assert allowed.status_code == 200
    for wrong in (
        {"sub": "\x00"},
        {"email": "a\ud800@b.kz"},
        {"name": {"first": "\x00"}},
        {"exp": float("inf")},
    ):
        answer = newsroom.get(
            "/api/articles", as_=bearer(jwt.encode(good | wrong, secret.reveal()))
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid"), wrong
    nested = jwt.utils.base64url_encode(b"[" * 30_000).decode()
    assert newsroom.get("/api/articles", as_=bearer(f"{nested}.e30.x")).status_code == 401


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@both_databases
def test_a_webhook_with_such_text_stops_no_other(newsroom: Newsroom) -> None:
    poisoned = [
        json.dumps({"client_key": MAIN, "event": "\ud800"}).encode(),
        json.dumps({"client_key": MAIN, "event": "\x00", "content": "\x00"}).encode(),
        delivery(publish_id="\ud800"),
        delivery(publish_id="p\x00"),
        delivery(open_id="\udfff"),
    ]
    for body in (*poisoned, delivery(publish_id="p_good")):
        assert newsroom.webhook(body, signed(body, newsroom.secret)).status_code == 200
    # As one of an older version may lie there.
    if newsroom.database.is_sqlite:
        with newsroom.database.engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE incoming_webhooks SET event = CAST(x'eda080' AS TEXT),"
                " body = CAST(x'7beda080' AS TEXT)"
                " WHERE id = (SELECT min(id) FROM incoming_webhooks)"
            )
    work(newsroom)
    assert all(one.handled_at for one in stored(newsroom))
    assert newsroom.figure("zharia_webhooks_waiting") == 0
    assert newsroom.figure("zharia_webhooks_set_aside") >= 1


@both_databases
def test_deliveries_that_cannot_be_stored_together_are_stored_one_by_one(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = WebhookReceiver._store_together

    def picky(inbox: WebhookReceiver, deliveries: Any) -> None:
        if any("p_bad" in one.body for one in deliveries):
            raise ValueError("this one")
        keep(inbox, deliveries)

    monkeypatch.setattr(WebhookReceiver, "_store_together", picky)
    inbox = WebhookReceiver(newsroom.database, newsroom.keys)
    bodies = [delivery(publish_id=f"p_{'bad' if n % 5 == 2 else n}") for n in range(10)]

    async def send() -> list[Any]:
        return await asyncio.gather(*(inbox.receive(b, signed(b, newsroom.secret)) for b in bodies))

    receipts = loops.run(send())
    assert [receipt == "unstored" for receipt in receipts] == [n % 5 == 2 for n in range(10)]
    with newsroom.database.read() as session:
        assert session.query(IncomingWebhook).count() == 8


def test_whatever_reaches_the_database_is_kept_in_a_form_that_can_be_read(
    database: Database,
) -> None:
    """The net under all edges: columns, JSON columns, and what is only asked for."""
    with database.write() as session:
        article = rows.article(session, "a\x00\ud800")
        article.category_slug, article.category_names = "\ud800", {"kz\x00": "\udfff", "ru": "\x00"}
    with database.read() as session:
        (found,) = session.scalars(select(Article)).all()
        assert found.external_id == "a\ufffd\ufffd"
        assert found.category_names == {"kz\ufffd": "\ufffd", "ru": "\ufffd"}
        for poison in POISON:
            assert session.scalars(select(Article).where(Article.external_id == poison)).all() == []
            assert session.scalars(select(Article).where(Article.id.in_([poison, "x"]))).all() == []
