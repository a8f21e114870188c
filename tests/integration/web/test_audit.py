"""What people do through the JSON interface stands in the audit log, with who and from where."""

import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from sqlalchemy import delete, text, update
from tests.integration.web.newsroom import JWT_SECRET, PASSWORD, Newsroom, article

from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.users import AuditAction, AuditEntry, audit_entries

#: what the test client calls its own address
HERE = "testclient"
SECRET = "hunter2hunter2"


class Log:
    """Reads what was added since the last look."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom

    def entries(self) -> list[AuditEntry]:
        with self._newsroom.database.write() as session:
            found = list(reversed(audit_entries(session, limit=100)))
            session.execute(delete(AuditEntry))
        return found

    def __call__(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        return [
            (one.what, one.who.partition("@")[0], one.subject_name, one.detail)
            for one in self.entries()
        ]


@pytest.fixture
def log(newsroom: Newsroom) -> Iterator[Log]:
    yield Log(newsroom)
    with newsroom.database.read() as session:
        kept = str(session.execute(text("SELECT * FROM audit_entries")).all())
    assert SECRET not in kept
    assert PASSWORD not in kept


def test_settings_and_keys(newsroom: Newsroom, log: Log) -> None:
    newsroom.configure(enabled=True, tiktokClientSecret=SECRET, defaultLanguage="kz")
    # The same again is no change, but for the secret: nobody can tell.
    newsroom.configure(enabled=True, defaultLanguage="kz")
    newsroom.configure(verificationFileName="tiktokabcdefgh.txt")
    newsroom.configure(verificationContent="", verificationFileName="")
    fields = {"fields": ["enabled", "tiktok_client_secret"]}
    assert log() == [
        (AuditAction.SETTINGS_CHANGED, "admin", "", fields),
        (AuditAction.VERIFICATION_SET, "admin", "tiktokabcdefgh.txt", {}),
        (AuditAction.VERIFICATION_SET, "admin", "", {}),
    ]

    made = newsroom.post("/api/keys", {"name": "CMS"}, as_=newsroom.admin).json()
    for _ in range(2):
        newsroom.http.delete(f"/api/keys/{made['id']}", headers=newsroom.admin)
    created, revoked = log.entries()
    assert (created.what, created.detail) == (
        AuditAction.KEY_CREATED,
        {"scopes": ["articles:write"]},
    )
    assert (revoked.what, revoked.subject, revoked.subject_name) == (
        AuditAction.KEY_REVOKED,
        made["id"],
        "CMS",
    )
    assert made["key"] not in json.dumps([created.detail, revoked.detail])


def test_accounts(newsroom: Newsroom, log: Log) -> None:
    account = newsroom.ready_to_publish()
    _, connected = log.entries()
    # The callback showed neither token nor cookie: the state tells who began.
    assert (connected.what, connected.who, connected.subject, connected.address) == (
        AuditAction.ACCOUNT_CONNECTED,
        "admin@news.example",
        account,
        HERE,
    )
    assert connected.detail == {"new": True, "left_out": []}
    name = connected.subject_name

    path = f"/api/social-media/accounts/{account}"
    for _ in range(2):
        newsroom.http.patch(
            path, json={"language": "ru", "privacyLevel": None}, headers=newsroom.admin
        )
    newsroom.post(f"{path}/disconnect", as_=newsroom.admin)
    assert log() == [
        (AuditAction.ACCOUNT_CHANGED, "admin", name, {"fields": ["hashtags", "language"]}),
        (AuditAction.ACCOUNT_DISCONNECTED, "admin", name, {"confirmed": True}),
    ]

    claims = {"sub": "7", "email": "chief@cms.example", "role": "ADMIN", "exp": 4102444800}
    newsroom.admin = {"Authorization": f"Bearer {jwt.encode(claims, JWT_SECRET)}"}
    newsroom.connect()
    (again,) = log.entries()
    assert (again.who, again.who_id, again.detail["new"]) == ("cms:7", "cms:7", False)


def test_articles_that_a_person_writes(newsroom: Newsroom, log: Log) -> None:
    headline = "Сәтбаевта жаңа мектеп ашылды"
    newsroom.deliver_article()
    newsroom.deliver_article()
    newsroom.deliver_article(isBreaking=True)
    assert log() == [
        (AuditAction.ARTICLE_WRITTEN, "editor", headline, {"edition": 1}),
        (AuditAction.ARTICLE_CORRECTED, "editor", headline, {"edition": 2}),
    ]
    key = newsroom.key("articles:write")
    log()
    newsroom.post("/api/articles", article("1043"), as_=key)
    assert log() == []


def test_publications(newsroom: Newsroom, log: Log) -> None:
    account = newsroom.ready_to_publish()
    story = newsroom.deliver_article()
    log()
    for _ in range(2):
        newsroom.publish(story, idempotency_key="once")
    newsroom.publish(story)  # skipped: it waits for approval already
    (ordered,) = log.entries()
    draft = ordered.subject
    assert ordered.what == AuditAction.PUBLICATION_ORDERED
    assert (ordered.who, ordered.address) == ("editor@news.example", HERE)
    assert ordered.detail == {"article": story, "account": account, "again": False}

    path = f"/api/social-media/publications/{draft}"
    assert newsroom.post(f"{path}/approve", {"privacyLevel": "MOON"}).status_code == 422
    assert newsroom.post(f"{path}/approve", {"brandContent": True}).status_code == 422
    assert log() == []
    approved = newsroom.post(f"{path}/approve", {"privacyLevel": "SELF_ONLY", "title": "Мектеп"})
    assert approved.status_code == 200
    assert newsroom.post(f"{path}/cancel").status_code == 200
    assert newsroom.post(f"{path}/cancel").status_code == 409
    # What TikTok and time would do.
    for state, needs_resolution, action, body in (
        (State.FAILED, False, "retry", None),
        (State.PROCESSING, True, "resolve", {"ending": "live"}),
    ):
        with newsroom.database.write() as session:
            session.execute(
                update(Publication).values(state=state, needs_resolution=needs_resolution)
            )
        assert newsroom.post(f"{path}/{action}", body).status_code == 200
    entries = log.entries()
    assert [one.what for one in entries] == [
        AuditAction.PUBLICATION_REVISED,
        AuditAction.PUBLICATION_APPROVED,
        AuditAction.PUBLICATION_CANCELLED,
        AuditAction.PUBLICATION_RETRIED,
        AuditAction.PUBLICATION_RESOLVED,
    ]
    assert {one.subject for one in entries} == {draft}
    assert entries[0].detail == {"account": account, "fields": ["privacy_level", "title"]}
    assert entries[-1].detail == {"account": account, "ending": "live"}


def test_signing_in(newsroom: Newsroom, log: Log) -> None:
    for password in (SECRET, PASSWORD):
        body = {"email": "editor@news.example", "password": password}
        newsroom.http.post("/api/auth/login", json=body)
    refused, ok = log.entries()
    assert (refused.what, refused.who, refused.address) == (AuditAction.SIGN_IN_REFUSED, "", HERE)
    assert (ok.what, ok.who, ok.address) == (AuditAction.SIGN_IN_OK, "editor@news.example", HERE)
    assert refused.subject == ok.subject
