"""Nothing is left out in silence: what the interface says of what waits."""

from datetime import timedelta
from typing import Any

from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages import ledger

from zharia.accounts import Account, AccountState
from zharia.publishing import rate_limits
from zharia.publishing.model import AccountPause, Publication
from zharia.publishing.states import State


def order(newsroom: Newsroom, **fields: Any) -> dict[str, dict[str, Any]]:
    """An order without accounts; its rows by account."""
    answer = newsroom.publish(newsroom.deliver_article(), **fields)
    assert answer.status_code == 202, answer.text
    return {row["accountId"]: row for row in answer.json()}


def test_an_order_without_accounts_answers_for_every_account(newsroom: Newsroom) -> None:
    ready = ledger.account(newsroom)
    off = ledger.account(newsroom, enabled=False)
    ended = ledger.account(newsroom, state=AccountState.DISCONNECTED)
    broken = ledger.account(newsroom, state=AccountState.NEEDS_RECONNECT)
    foreign = ledger.account(newsroom, "tr")
    ledger.account(newsroom, environment="sandbox")
    rows = order(newsroom, mode="inbox")
    assert set(rows) == {ready, off, ended, broken, foreign}
    made = {one for one, row in rows.items() if row["publicationId"]}
    assert made == {ready, off, broken} == {one for one in rows if not rows[one]["skipped"]}
    assert rows[ready]["message"] == "in line"
    assert "switched off" in rows[off]["message"]
    assert "connect it again" in rows[broken]["message"]
    assert "disconnected" in rows[ended]["message"]
    assert "no version" in rows[foreign]["message"]
    assert newsroom.engine.woken == [rows[ready]["publicationId"]]


def test_a_waiting_publication_says_for_what(newsroom: Newsroom) -> None:
    off = ledger.account(newsroom, enabled=False)
    waiting = ledger.publication(newsroom, off, state=State.SCHEDULED)
    article = ledger.row(newsroom, waiting).article_id

    def error() -> Any:
        return newsroom.get(f"/api/social-media/publications/{article}").json()[0]["error"]

    assert (error()["code"], error()["whoActs"]) == ("account_off", "admin")
    assert "switched off" in error()["message"]
    with newsroom.database.write() as session:
        session.get_one(Account, off).enabled = True
    assert error() is None


def test_an_article_says_why_it_is_not_published(newsroom: Newsroom) -> None:
    kz = ledger.account(newsroom)
    turkish = ledger.account(newsroom, "tr")
    article = newsroom.deliver_article()

    def reasons() -> dict[str, str]:
        found = newsroom.get(f"/api/articles/{article}").json()["notPublished"]
        assert all(one["message"] for one in found)
        return {one["accountId"]: one["code"] for one in found}

    assert reasons() == {kz: "not_automatic", turkish: "no_version"}
    newsroom.publish(article, mode="inbox")
    assert reasons() == {turkish: "no_version"}


def test_an_articles_own_time_is_told_to_whoever_orders_it(newsroom: Newsroom) -> None:
    ledger.account(newsroom)
    with newsroom.database.read() as session:
        later = newsroom.database.now(session) + timedelta(days=8)
    article = newsroom.deliver_article(publishedAt=later.isoformat())
    (row,) = newsroom.publish(article, mode="inbox").json()
    assert f"the article is dated {later:%Y-%m-%d}" in row["message"]
    (one,) = newsroom.get(f"/api/social-media/publications/{article}").json()
    assert one["scheduledAt"].startswith(f"{later:%Y-%m-%dT%H:%M}")
    (now,) = newsroom.publish(
        newsroom.deliver_article("2", publishedAt=later.isoformat()),
        mode="inbox",
        scheduledAt=(later - timedelta(days=8)).isoformat(),
    ).json()
    assert now["message"] == "in line"


def test_connecting_again_ends_a_pause(newsroom: Newsroom) -> None:
    account = newsroom.ready_to_publish()
    with newsroom.database.write() as session:
        later = newsroom.database.now(session) + timedelta(hours=1)
        rate_limits.pause_account(session, account, later, "access_token_invalid")
    waiting = ledger.publication(newsroom, account, state=State.SCHEDULED, wake_at=later)
    assert "success" in newsroom.connect().headers["location"]
    with newsroom.database.read() as session:
        assert session.get_one(AccountPause, account).not_before is None
        now = newsroom.database.now(session)
        woken = session.get_one(Publication, waiting).wake_at
        assert woken is not None
        assert woken <= now
