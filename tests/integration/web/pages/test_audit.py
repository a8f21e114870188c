"""The audit log as a page and as a file."""

import csv
import io
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom

from zharia.users import AuditAction, AuditEntry, record
from zharia.web.pages.audit import audit_texts


def write(
    newsroom: Newsroom, what: AuditAction, name: str = "", *, who: str = "a@x.kz", days: int = 0
) -> None:
    with newsroom.database.write() as session:
        entry = record(session, who, what, "1", name)
        entry.at = newsroom.database.now(session) - timedelta(days=days)


def test_everything_that_can_be_done_has_words_an_icon_and_a_place() -> None:
    assert set(audit_texts.ACTION_NAMES) == set(AuditAction)
    for what in AuditAction:
        assert audit_texts.icon(what) != "info"
    assert sum(len(group) for group in audit_texts.choices().values()) == len(AuditAction)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_the_log_is_filtered_by_who_what_and_day(newsroom: Newsroom, admin: TestClient) -> None:
    write(newsroom, AuditAction.FEED_ADDED, "https://news.example/rss")
    write(newsroom, AuditAction.ARTICLE_WRITTEN, "Жаңа мектеп", who="b@x.kz")
    write(newsroom, AuditAction.KEY_REVOKED, "old key", days=3)
    everything = admin.get("/admin/audit").text
    for name in ("https://news.example/rss", "Жаңа мектеп", "old key"):
        assert name in everything
    assert 'href="/admin/articles/1"' in everything
    only_b = admin.get("/admin/audit?who=b@x.kz").text
    assert "Жаңа мектеп" in only_b
    assert "old key" not in only_b
    assert "old key" in admin.get("/admin/audit?what=key.revoked").text
    with newsroom.database.read() as session:
        day = newsroom.database.now(session).date() - timedelta(days=1)
    recent = admin.get(f"/admin/audit?since={day.isoformat()}").text
    assert "Жаңа мектеп" in recent
    assert "old key" not in recent
    assert "Nothing matches" in admin.get("/admin/audit?who=nobody").text
    # What cannot be understood filters nothing.
    assert "old key" in admin.get("/admin/audit?since=soon&what=nonsense").text


def test_details_are_told_in_words(newsroom: Newsroom, admin: TestClient) -> None:
    account = newsroom.ready_to_publish()
    with newsroom.database.write() as session:
        for what, detail in (
            (AuditAction.PUBLICATION_RESOLVED, {"ending": "not_live", "account": account}),
            (AuditAction.ACCOUNT_CONNECTED, {"new": False, "left_out": ["video.upload"]}),
            (AuditAction.USER_CHANGED, {"fields": ["role"], "role": "EDITOR"}),
            (AuditAction.SETTINGS_CHANGED, {"fields": ["tiktok_client_secret"]}),
        ):
            record(session, "a@x.kz", what, "1", "x", **detail)
    page = admin.get("/admin/audit?who=a@x.kz").text
    for words in (
        "It is not live · Аймақ жаңалықтары",
        "once more · not allowed: video.upload",
        "role · Editor",
        ">client secret<",
    ):
        assert words in page


def test_the_log_goes_on_page_after_page(newsroom: Newsroom, admin: TestClient) -> None:
    with newsroom.database.write() as session:
        for number in range(101):
            record(session, "a@x.kz", AuditAction.KEY_CREATED, str(number), f"key number {number}.")
    first = admin.get("/admin/audit?what=key.created").text
    assert "key number 100." in first
    assert "key number 0." not in first
    older = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = admin.get(older.replace("&amp;", "&")).text
    assert "key number 0." in second
    assert "key number 1." not in second
    assert 'rel="next"' not in second


def test_the_file_holds_what_the_filters_leave_and_no_formula(
    newsroom: Newsroom, admin: TestClient
) -> None:
    write(newsroom, AuditAction.ARTICLE_WRITTEN, '=HYPERLINK("http://evil.example")', who="b@x.kz")
    write(newsroom, AuditAction.KEY_REVOKED, "old key")
    answer = admin.get("/admin/audit.csv?who=b@x.kz")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["what"] for row in rows] == ["Article written"]
    assert rows[0]["name"].startswith("'=")


def test_an_editor_cannot_take_the_log_along(editor: TestClient) -> None:
    assert editor.get("/admin/audit.csv").status_code == 403


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_log_speaks_the_visitors_language(
    newsroom: Newsroom, admin: TestClient, language: str
) -> None:
    with newsroom.database.write() as session:
        for what in AuditAction:
            record(session, "a@x.kz", what, "1", "x")
        assert session.query(AuditEntry).count() >= len(AuditAction)
    admin.post("/admin/language", data={"language": language})
    page = admin.get("/admin/audit").text
    for text in audit_texts.ACTION_NAMES.values():
        assert f"<b>{text}</b>" not in page
