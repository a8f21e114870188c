"""Lists of publications and the story of their attempts, on both databases."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account
from zharia.publishing.model import Publication, PullReceipt
from zharia.publishing.queries import (
    PublicationFilter,
    attempts_of,
    count_publications,
    find_publications,
)
from zharia.publishing.states import GROUPS, Group, State
from zharia.storage.database import Database


@pytest.fixture
def room(database: Database) -> Database:
    """Two accounts, three articles, six publications."""
    with database.write() as session:
        kz, ru = rows.account(session, "kz"), rows.account(session, "ru")
        for number, state in enumerate((State.DRAFT, State.PROCESSING, State.FAILED)):
            article = rows.article(session, str(number))
            created = NOW - timedelta(days=number)
            for account, title in ((kz, f"Тақырып {number}"), (ru, "")):
                rows.publication(
                    session, article, account, title=title, state=state, created_at=created
                )
    return database


def found(database: Database, limit: int = 50, before: str | None = None, **wanted: Any) -> Any:
    with database.read() as session:
        return find_publications(session, PublicationFilter(**wanted), limit=limit, before=before)


def test_a_list_has_pages_the_newest_first_and_names_account_and_article(room: Database) -> None:
    seen: list[Any] = []
    while page := found(room, limit=4, before=seen[-1].publication.id if seen else None):
        seen += page
    ids = [one.publication.id for one in seen]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 6
    for one in seen:
        assert one.account.id == one.publication.account_id
        kazakh = one.publication.language == "kz"
        assert one.headline.startswith("Сәтбаевта" if kazakh else "В Сатпаеве")


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({}, 6),
        ({"states": [State.DRAFT, State.FAILED]}, 4),
        ({"language": "ru"}, 3),
        ({"text": "ТАҚЫРЫП 2"}, 1),
        ({"text": "ШКОЛУ сатпаеве"}, 3),
        ({"text": "жоқ"}, 0),
        ({"since": NOW - timedelta(days=1)}, 4),
        ({"until": NOW - timedelta(days=1)}, 2),
        ({"text": "мектеп", "states": [State.DRAFT], "since": NOW}, 1),
    ],
)
def test_filters_narrow_it_down(room: Database, wanted: dict[str, Any], count: int) -> None:
    assert len(found(room, **wanted)) == count


def test_one_account_or_one_article(room: Database) -> None:
    with room.read() as session:
        account = session.query(Account).first()
        one = session.query(Publication).first()
    assert account is not None
    assert one is not None
    assert len(found(room, account_id=account.id)) == 3
    assert len(found(room, article_id=one.article_id)) == 2


def test_groups_are_counted_under_the_same_filters_but_that_of_state(room: Database) -> None:
    with room.read() as session:
        counts = count_publications(session, PublicationFilter(language="kz", states=[State.DRAFT]))
    assert counts == {
        Group.APPROVAL: 1,
        Group.UNDER_WAY: 1,
        Group.DONE: 0,
        Group.FAILED: 1,
        Group.CANCELLED: 0,
    }


def test_every_state_is_in_one_group() -> None:
    assert sorted(state for states in GROUPS.values() for state in states) == sorted(State)


def test_attempts_tell_who_fetched_which_photo(database: Database) -> None:
    with database.write() as session:
        publication = rows.publication(session, rows.article(session), rows.account(session))
        first = rows.attempt(session, publication)
        second = rows.attempt(session, publication, 2)
        for seconds, (attempt, photo, agent, status) in enumerate(
            [
                (first, 1, "ByteDance", 410),
                (second, 2, "ByteDance", 200),
                (second, 1, "ByteDance", 200),
                (second, 1, "curl", 200),
                (second, 1, "ByteDance", 200),
            ]
        ):
            session.add(
                PullReceipt(
                    attempt_id=attempt.id,
                    photo=photo,
                    at=NOW + timedelta(seconds=seconds),
                    method="GET",
                    address="203.0.113.7",
                    user_agent=agent,
                    status=status,
                    size=100 if status == 200 else 0,
                )
            )
    with database.read() as session:
        revoked, sent = attempts_of(session, publication.id)
        assert attempts_of(session, "nobody") == []
    assert (revoked.attempt.number, sent.attempt.number) == (1, 2)
    [gone] = revoked.pulls
    assert (gone.photo, gone.count, gone.refused, gone.size) == (1, 1, 1, 0)
    cover, other = sent.pulls
    assert (cover.photo, cover.count, cover.refused, cover.size) == (1, 3, 0, 300)
    assert (cover.first, cover.last) == (NOW + timedelta(seconds=2), NOW + timedelta(seconds=4))
    assert cover.visitors == (("203.0.113.7", "ByteDance"), ("203.0.113.7", "curl"))
    assert (other.photo, other.count) == (2, 1)
