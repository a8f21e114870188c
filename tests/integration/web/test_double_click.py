"""A double click on "publish" is one click: the form carries its key in a hidden field."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.integration.web.newsroom import Newsroom

from zharia.accounts import Account, Mode
from zharia.articles import article
from zharia.publishing import creating
from zharia.publishing.choices import Choices
from zharia.publishing.creating import create_publications
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order
from zharia.publishing.uniqueness import Available, Conflict
from zharia.storage import idempotency

both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)

#: the texts that an editor wrote for each account
TITLES = {"aimaq_kz": "Мектеп ашылды", "aimaq_ru": "Школа открыта"}


def press(newsroom: Newsroom, article_id: str, key: str | None) -> list[Any]:
    """What the form's route does: one order for each account, all in one transaction."""
    with newsroom.database.write() as session:
        now = newsroom.database.now(session)
        asked = {"article": article_id, "titles": TITLES}
        if key is not None:
            known = idempotency.claim(session, "editor", key, asked, now)
            if known is not None:
                return known
        subject = article(session, article_id)
        assert subject is not None
        answer = []
        for account in session.query(Account).order_by(Account.id):
            order = Order(
                "editor",
                mode=Mode.REVIEW,
                choices=Choices(title=TITLES[account.username], privacy_level="PUBLIC_TO_EVERYONE"),
                force=key is not None,
                consent=True,
            )
            (outcome,) = create_publications(
                session,
                newsroom.engine,
                subject,
                [account],
                order,
                limits=newsroom.context.style,
                now=now,
            )
            answer.append(outcome.publication_id)
        if key is not None:
            idempotency.store_answer(session, "editor", key, answer)
        return answer


@both_databases
@pytest.mark.parametrize("key", ["a key of the form", None])
def test_many_clicks_at_once_give_one_publication_on_each_account(
    newsroom: Newsroom, key: str | None
) -> None:
    newsroom.ready_to_publish("aimaq_kz")
    newsroom.ready_to_publish("aimaq_ru")
    article_id = newsroom.deliver_article()
    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(lambda _: press(newsroom, article_id, key), range(4)))
    assert all(answer == answers[0] for answer in answers)
    with newsroom.database.read() as session:
        made = session.query(Publication).order_by(Publication.account_id).all()
    assert [(one.title, one.number, one.state) for one in made] == [
        (TITLES["aimaq_kz"], 1, "scheduled"),
        (TITLES["aimaq_ru"], 1, "scheduled"),
    ]
    assert sorted(newsroom.engine.woken) == sorted(one.id for one in made)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_click_that_is_committed_while_another_looks_around_is_not_published_twice(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.ready_to_publish("aimaq_kz")
    article_id = newsroom.deliver_article()
    look = creating._check
    others: list[Any] = []

    def look_then_be_overtaken(*around: Any, force: bool) -> Available | Conflict:
        seen = look(*around, force=force)
        if not others:
            others.append("under way")
            others.extend(press(newsroom, article_id, None))
        return seen

    monkeypatch.setattr(creating, "_check", look_then_be_overtaken)
    assert press(newsroom, article_id, None) == others[1:]
    with newsroom.database.read() as session:
        assert session.query(Publication).count() == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_orders_at_once_of_an_article_without_a_photo_both_get_an_answer(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.ready_to_publish("aimaq_kz")
    article_id = newsroom.deliver_article(images=[])
    count = creating._Run.next_number
    others: list[Any] = []

    def count_then_be_overtaken(run: creating._Run, account: Account) -> int:
        counted = count(run, account)
        if not others:
            others.append("under way")
            others.extend(press(newsroom, article_id, None))
        return counted

    monkeypatch.setattr(creating._Run, "next_number", count_then_be_overtaken)
    (own,) = press(newsroom, article_id, None)
    with newsroom.database.read() as session:
        made = session.query(Publication).order_by(Publication.number).all()
    assert [(one.id, one.number, one.state) for one in made] == [
        (others[1], 1, "failed"),
        (own, 2, "failed"),
    ]
