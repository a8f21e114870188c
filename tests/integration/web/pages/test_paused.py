"""While an installation is paused every page says so, and an administrator can resume."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom

from zharia.journal import JournalMark, bind, pause_of
from zharia.journal.errors import JournalUnwritable
from zharia.users import AuditAction, audit_entries


@pytest.fixture(autouse=True)
def _paused(newsroom: Newsroom) -> None:
    """The database was last used with another journal."""
    with newsroom.database.write() as session:
        bind(session, newsroom.context.installation, 0)
        session.execute(update(JournalMark).values(journal="of another installation"))


def is_paused(newsroom: Newsroom) -> bool:
    with newsroom.database.read() as session:
        return pause_of(session, newsroom.context.installation) is not None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Zharia is paused: nothing is sent to TikTok."),
        ("ru", "Zharia приостановлена: в TikTok ничего не отправляется."),
        ("kk", "Zharia кідіртілген: TikTok-қа ештеңе жіберілмейді."),
    ],
)
def test_every_page_says_so_in_three_languages(
    admin: TestClient, language: str, words: str
) -> None:
    admin.post("/admin/language", data={"language": language})
    for page in ("/admin", "/admin/articles", "/admin/publications", "/admin/audit"):
        shown = admin.get(page).text
        assert words in shown
        assert 'action="/admin/resume"' in shown


def test_the_button_resumes_and_is_written_down(newsroom: Newsroom, admin: TestClient) -> None:
    answer = admin.post("/admin/resume", data={"back": "/admin/articles"})
    assert answer.headers["location"] == "/admin/articles"
    assert not is_paused(newsroom)
    shown = admin.get("/admin/articles").text
    assert "Zharia goes on" in shown
    assert 'id="paused"' not in shown
    with newsroom.database.read() as session:
        assert audit_entries(session, limit=1)[0].what == AuditAction.SENDING_RESUMED
    assert "Sending resumed" in admin.get("/admin/audit").text


def test_where_the_journal_is_gone_the_button_says_so_and_what_to_do(
    newsroom: Newsroom, admin: TestClient
) -> None:
    journal = Path(newsroom.context.installation.journal.home)
    journal.rename(journal.with_name("aside"))
    assert admin.post("/admin/resume").headers["location"] == "/admin"
    assert "An administrator puts the former one back" in admin.get("/admin").text
    assert is_paused(newsroom)


def test_where_the_journal_cannot_be_written_nothing_is_resumed_by_half(
    newsroom: Newsroom, admin: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise JournalUnwritable(path="journal", problem="no space left on the disk")

    monkeypatch.setattr(newsroom.context.installation.journal, "try_to_write", full)
    admin.post("/admin/resume")
    assert "no space left on the disk" in admin.get("/admin").text
    assert is_paused(newsroom)
    with newsroom.database.read() as session:
        assert AuditAction.SENDING_RESUMED not in [
            one.what for one in audit_entries(session, limit=9)
        ]


def test_an_editor_reads_it_and_cannot_resume(newsroom: Newsroom, editor: TestClient) -> None:
    shown = editor.get("/admin").text
    assert "Zharia is paused" in shown
    assert "/admin/resume" not in shown
    assert editor.post("/admin/resume").status_code == 403
    assert is_paused(newsroom)


def test_it_is_ready_and_says_that_it_is_paused(newsroom: Newsroom) -> None:
    answer = newsroom.http.get("/health/ready")
    ready: dict[str, Any] = answer.json()
    assert (answer.status_code, ready["status"], ready["paused"]) == (200, "ok", "other_journal")


def test_whoever_orders_a_post_reads_that_it_waits(newsroom: Newsroom) -> None:
    account = newsroom.ready_to_publish()
    article = newsroom.deliver_article()
    ordered = newsroom.post(
        "/api/social-media/publish", {"articleId": article, "accountIds": [account]}
    )
    assert ordered.status_code == 202, ordered.text
    assert "Zharia is paused" in ordered.json()[0]["message"]
