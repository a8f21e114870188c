"""Pull and revocation meet on one row: exactly one of them comes first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests import rows
from tests.rows import NOW
from zharia.database import Database
from zharia.media.uploads import stored_address
from zharia.publishing.model import Attempt, Publication, PullReceipt
from zharia.publishing.pulls import (
    KEEP,
    Pull,
    Visitor,
    photos_in_use,
    pull,
    revoke,
    sent,
    sweep,
)
from zharia.publishing.states import State

#: the photos of `rows.attempt`
A, B = "a" * 64, "b" * 64
TIKTOK = Visitor("GET", "203.0.113.7", "ByteDance")


@pytest.fixture
def attempt(database: Database) -> Attempt:
    with database.write() as session:
        publication = rows.publication(
            session,
            rows.article(session),
            rows.account(session),
            state=State.UNCONFIRMED,
            wake_at=NOW + timedelta(minutes=5),
        )
        return rows.attempt(session, publication)


def ask(database: Database, token: str, number: int = 1) -> Pull:
    with database.write() as session:
        return pull(session, token, number, TIKTOK, NOW)


def test_a_pull_is_served_and_leaves_a_receipt(database: Database, attempt: Attempt) -> None:
    answer = ask(database, attempt.token, 2)
    assert (answer.status, answer.key) == (200, "b" * 64)
    with database.write() as session:
        sent(session, answer.receipt_id, 12_345)
    with database.read() as session:
        receipt = session.get_one(PullReceipt, answer.receipt_id)
        assert (receipt.photo, receipt.size, receipt.status) == (2, 12_345, 200)
        assert (receipt.address, receipt.user_agent) == ("203.0.113.7", "ByteDance")


def test_the_first_pull_wakes_whoever_waits_for_evidence(
    database: Database, attempt: Attempt
) -> None:
    ask(database, attempt.token)
    with database.read() as session:
        assert session.get_one(Publication, attempt.publication_id).wake_at == NOW


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_photo_that_is_not_there_is_404(
    database: Database, attempt: Attempt, number: int
) -> None:
    assert ask(database, attempt.token, number).status == 404


def test_a_guessed_address_is_404_and_proves_nothing(database: Database, attempt: Attempt) -> None:
    assert ask(database, "0" * 40).status == 404
    with database.read() as session:
        assert session.query(PullReceipt).count() == 0


def test_a_revoked_attempt_is_gone_and_says_who_came(database: Database, attempt: Attempt) -> None:
    with database.write() as session:
        assert revoke(session, attempt.id, NOW)
    assert ask(database, attempt.token).status == 410
    with database.read() as session:
        assert session.query(PullReceipt).one().status == 410
        assert session.get_one(Attempt, attempt.id).first_pulled_at is None


def test_a_pulled_attempt_cannot_be_revoked(database: Database, attempt: Attempt) -> None:
    assert ask(database, attempt.token).status == 200
    with database.write() as session:
        assert not revoke(session, attempt.id, NOW)


def test_of_a_pull_and_a_revocation_at_once_exactly_one_wins(database: Database) -> None:
    with database.write() as session:
        account = rows.account(session)
        attempts = [
            rows.attempt(
                session,
                rows.publication(
                    session, rows.article(session, str(n)), account, state=State.UNCONFIRMED
                ),
            )
            for n in range(10)
        ]

    def take_back(attempt: Attempt) -> bool:
        with database.write() as session:
            return revoke(session, attempt.id, NOW)

    with ThreadPoolExecutor(8) as threads:
        races = [
            (threads.submit(ask, database, attempt.token), threads.submit(take_back, attempt))
            for attempt in attempts
        ]
        for pulled, revoked in races:
            assert (pulled.result().status == 200) != revoked.result()


def test_photos_are_kept_a_day_and_until_the_publication_has_ended(
    database: Database, attempt: Attempt
) -> None:
    with database.write() as session:
        sweep(session, NOW + KEEP * 2)
        assert photos_in_use(session, [A, B, "c" * 64]) == {A, B}
        publication = session.get_one(Publication, attempt.publication_id)
        publication.state = State.PUBLISHED
        session.flush()
        sweep(session, NOW + KEEP / 2)
        assert photos_in_use(session, [A, B]) == {A, B}
    assert ask(database, attempt.token).status == 200
    with database.write() as session:
        sweep(session, NOW + KEEP * 2)
        assert photos_in_use(session, [A, B]) == set()
    assert ask(database, attempt.token).status == 410


def test_a_photo_that_another_attempt_still_shows_is_needed(
    database: Database, attempt: Attempt
) -> None:
    with database.write() as session:
        session.get_one(Publication, attempt.publication_id).state = State.PUBLISHED
        account = rows.account(session, "ru")
        other = rows.publication(session, rows.article(session, "2"), account)
        rows.attempt(session, other, photos=[{"key": A, "width": 1, "height": 1}])
        sweep(session, NOW + KEEP * 2)
        assert photos_in_use(session, [A, B]) == {A}


def test_an_upload_is_needed_while_a_publication_may_yet_send_it(database: Database) -> None:
    with database.write() as session:
        article, account = rows.article(session), rows.account(session)
        urls = ["https://news.example/1.jpg", stored_address(A)]
        publication = rows.publication(session, article, account, photo_urls=urls)
        needed = {}
        for state in State:
            publication.state = state
            session.flush()
            needed[state] = photos_in_use(session, [A, B])
    over = {State.PUBLISHED, State.REMOVED, State.CANCELLED}
    assert needed == {state: set() if state in over else {A} for state in State}
