"""A row that always breaks off stops no other one, in any work that comes round again."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.publishing.silent import Silent
from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account
from zharia.articles import Article
from zharia.articles.content import RetractionReason
from zharia.articles.retractions import retract
from zharia.background import failing_rows
from zharia.background.failing_rows import FailingRows, process_each
from zharia.posts import Style
from zharia.publishing import auto_publish, editor_checks, embargo
from zharia.publishing import engine as engine_room
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.storage.database import Database

ASIDES = [
    auto_publish._FAILING,
    embargo._FAILING,
    editor_checks._FAILING_MODE_CHECKS,
    engine_room._FAILING,
]


def test_a_row_that_breaks_off_leaves_no_trace_and_is_left_out_for_ever_longer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = FailingRows("trying")
    clock = [0.0]
    monkeypatch.setattr(
        "zharia.background.failing_rows.time", SimpleNamespace(monotonic=lambda: clock[0])
    )
    with database.write() as session:
        ids = [rows.account(session).id for _ in range(3)]

    def rename(account_id: str) -> None:
        with_session.get_one(Account, account_id).nickname = "renamed"
        with_session.flush()
        if account_id == ids[0]:
            raise ValueError(account_id)

    pauses = []
    for _ in range(12):
        with database.write() as with_session:
            left = [one for one in ids if one not in failing.excluded()]
            process_each(with_session, left, rename, failing)
        began = clock[0]
        while failing.excluded():
            clock[0] += 0.5
        pauses.append(clock[0] - began)
    with database.read() as session:
        names = {one: session.get_one(Account, one).nickname for one in ids}
    assert names.pop(ids[0]) != "renamed"
    assert set(names.values()) == {"renamed"}
    assert pauses[:3] == [
        failing_rows.FIRST_PAUSE,
        2 * failing_rows.FIRST_PAUSE,
        4 * failing_rows.FIRST_PAUSE,
    ]
    assert pauses[-1] == failing_rows.LONGEST_PAUSE
    failing.record_success(ids[0])
    assert ids[0] not in failing.excluded()


def test_more_poisoned_articles_than_are_taken_up_at_once_stop_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auto_publish, "_BATCH", 3)
    real = auto_publish._publish_article

    def picky(session: Any, engine: Any, article: Article, *more: Any) -> None:
        if article.external_id.startswith("bad"):
            raise ValueError(article.external_id)
        real(session, engine, article, *more)

    monkeypatch.setattr(auto_publish, "_publish_article", picky)
    with database.write() as session:
        rows.configuration(session)
        for number in range(4):
            rows.article(session, f"bad{number}").published_at = NOW - timedelta(hours=1)
        good = rows.article(session, "good").id
    for _ in range(2):
        with database.write() as session:
            publish_new_articles(session, Silent(), limits=Style(), now=NOW)
    with database.read() as session:
        assert session.get_one(Article, good).auto_publish_checked_at == NOW
        assert session.query(Article).filter_by(auto_publish_checked_at=None).count() == 4


@pytest.mark.parametrize(
    ("state", "retracted", "code"),
    [
        (State.SCHEDULED, True, "retracted"),
        (State.PUBLISHED, True, "retracted_live"),
        (State.SCHEDULED, False, "sponsored"),
    ],
)
def test_a_publication_that_cannot_be_read_keeps_no_other_from_being_stopped(
    database: Database, state: State, retracted: bool, code: str
) -> None:
    made = []
    with database.write() as session:
        rows.configuration(session)
        account = rows.account(session)
        for name in ("bad", "good"):
            article = rows.article(session, name, sponsored=not retracted)
            if retracted:
                retract(session, article, ["kz"], RetractionReason.DELETED, now=NOW)
            made.append(rows.publication(session, article, account, state=state).id)
    with database.write() as session:
        unreadable = text("UPDATE publications SET submitted_at = 'infinity' WHERE id = :id")
        session.execute(unreadable, {"id": made[0]})
    with database.write() as session:
        publish_new_articles(session, Silent(), limits=Style(), now=NOW)
    with database.read() as session:
        one = session.get_one(Publication, made[1])
        assert session.query(Article).filter_by(auto_publish_checked_at=None).count() == 0
    assert one.error_code == code


@pytest.mark.parametrize("failing", ASIDES)
def test_each_kind_of_work_leaves_out_what_broke_off_in_it_alone(failing: FailingRows) -> None:
    failing.record_failure("one", ValueError())
    others = set(ASIDES) - {failing}
    assert "one" in failing.excluded()
    assert not any("one" in other.excluded() for other in others)
    failing.record_success("one")
