"""Pull and revocation meet on one row: exactly one of them comes first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.support import rows
from tests.support.rows import NOW
from zharia.media.uploads import stored_address
from zharia.publishing.model import Attempt, Publication, PullReceipt
from zharia.publishing.pulls import (
    KEEP_FOR,
    Requester,
    abort_pull,
    add_receipt,
    complete_pull,
    find_photo,
    photos_in_use,
    revoke,
    sweep,
)
from zharia.publishing.states import State
from zharia.storage.database import Database

#: the photos of `rows.attempt`
A, B = "a" * 64, "b" * 64
TIKTOK = Requester("GET", "203.0.113.7", "ByteDance")


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


def take(database: Database, attempt: Attempt, number: int = 1) -> str | None:
    """TikTok fetches a photo to its end; the receipt, or None if it was not given."""
    with database.write() as session:
        offer = find_photo(session, attempt.token, number)
        if offer.status != 200:
            return None
        return complete_pull(session, attempt.id, number, TIKTOK, size=12_345, now=NOW)


def status(database: Database, token: str, number: int = 1) -> int:
    with database.read() as session:
        return find_photo(session, token, number).status


def state_of(database: Database, attempt: Attempt) -> Attempt:
    with database.read() as session:
        return session.get_one(Attempt, attempt.id)


def test_a_photo_that_is_handed_over_leaves_a_receipt(database: Database, attempt: Attempt) -> None:
    with database.read() as session:
        assert find_photo(session, attempt.token, 2).key == "b" * 64
    receipt_id = take(database, attempt, 2)
    with database.read() as session:
        receipt = session.get_one(PullReceipt, receipt_id)
        assert (receipt.photo, receipt.size, receipt.status) == (2, 12_345, 200)
        assert (receipt.address, receipt.user_agent) == ("203.0.113.7", "ByteDance")
        assert receipt.complete


def test_the_last_photo_wakes_whoever_waits_for_evidence(
    database: Database, attempt: Attempt
) -> None:
    def wakes_at() -> object:
        with database.read() as session:
            return session.get_one(Publication, attempt.publication_id).wake_at

    take(database, attempt, 1)
    assert wakes_at() == NOW + timedelta(minutes=5)
    assert state_of(database, attempt).all_pulled_at is None
    take(database, attempt, 2)
    assert wakes_at() == NOW
    assert state_of(database, attempt).all_pulled_at == NOW


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_glance_or_an_answer_that_broke_off_proves_nothing(
    database: Database, attempt: Attempt, method: str
) -> None:
    with database.write() as session:
        for number in (1, 2):
            visitor = Requester(method, "203.0.113.9", "a link preview")
            add_receipt(session, attempt.id, number, visitor, status=200, now=NOW, size=100)
    seen = state_of(database, attempt)
    assert (seen.first_pulled_at, seen.all_pulled_at) == (None, None)
    with database.write() as session:
        assert revoke(session, attempt.id, NOW)


def test_a_photo_whose_last_bytes_never_left_was_not_handed_over(
    database: Database, attempt: Attempt
) -> None:
    take(database, attempt, 1)
    receipt_id = take(database, attempt, 2)
    assert receipt_id is not None
    with database.write() as session:
        abort_pull(session, receipt_id, 100)
    assert state_of(database, attempt).all_pulled_at is None
    take(database, attempt, 2)
    assert state_of(database, attempt).all_pulled_at == NOW


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_photo_that_is_not_there_is_404(
    database: Database, attempt: Attempt, number: int
) -> None:
    assert status(database, attempt.token, number) == 404


def test_a_guessed_address_is_404(database: Database, attempt: Attempt) -> None:
    assert status(database, "0" * 40) == 404


def test_a_revoked_attempt_is_gone(database: Database, attempt: Attempt) -> None:
    with database.write() as session:
        assert revoke(session, attempt.id, NOW)
    assert status(database, attempt.token) == 410
    with database.write() as session:
        assert complete_pull(session, attempt.id, 1, TIKTOK, size=9, now=NOW) is None
    assert state_of(database, attempt).first_pulled_at is None


def test_an_attempt_that_lacks_a_photo_can_be_revoked_and_then_never_gets_it(
    database: Database, attempt: Attempt
) -> None:
    take(database, attempt, 1)
    with database.write() as session:
        assert revoke(session, attempt.id, NOW)
    assert take(database, attempt, 2) is None


def test_an_attempt_with_all_photos_cannot_be_revoked(database: Database, attempt: Attempt) -> None:
    take(database, attempt, 1)
    take(database, attempt, 2)
    with database.write() as session:
        assert not revoke(session, attempt.id, NOW)


def test_of_the_last_photo_and_a_revocation_at_once_exactly_one_wins(database: Database) -> None:
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
    for attempt in attempts:
        take(database, attempt, 1)

    def take_back(attempt: Attempt) -> bool:
        with database.write() as session:
            return revoke(session, attempt.id, NOW)

    with ThreadPoolExecutor(8) as threads:
        races = [
            (threads.submit(take, database, attempt, 2), threads.submit(take_back, attempt))
            for attempt in attempts
        ]
        for taken, revoked in races:
            assert (taken.result() is not None) != revoked.result()


def test_both_photos_fetched_at_once_are_both_counted(database: Database, attempt: Attempt) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: take(database, attempt, number), [1, 2] * 4))
    assert state_of(database, attempt).all_pulled_at == NOW


def test_photos_are_kept_a_day_and_until_the_publication_has_ended(
    database: Database, attempt: Attempt
) -> None:
    with database.write() as session:
        sweep(session, NOW + KEEP_FOR * 2)
        assert photos_in_use(session, [A, B, "c" * 64]) == {A, B}
        publication = session.get_one(Publication, attempt.publication_id)
        publication.state = State.PUBLISHED
        session.flush()
        sweep(session, NOW + KEEP_FOR / 2)
        assert photos_in_use(session, [A, B]) == {A, B}
    assert status(database, attempt.token) == 200
    with database.write() as session:
        sweep(session, NOW + KEEP_FOR * 2)
        assert photos_in_use(session, [A, B]) == set()
    assert status(database, attempt.token) == 410


def test_a_photo_that_another_attempt_still_shows_is_needed(
    database: Database, attempt: Attempt
) -> None:
    with database.write() as session:
        session.get_one(Publication, attempt.publication_id).state = State.PUBLISHED
        account = rows.account(session, "ru")
        other = rows.publication(session, rows.article(session, "2"), account)
        rows.attempt(session, other, photos=[{"key": A, "width": 1, "height": 1}])
        sweep(session, NOW + KEEP_FOR * 2)
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
