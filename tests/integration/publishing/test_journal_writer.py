"""What the ledger has come to know is in the journal once it is committed, and only then."""

import contextlib
import logging
import os
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.support import databases, rows
from zharia.journal import (
    AttemptAnswered,
    AttemptEnded,
    AttemptRevoked,
    Journal,
    PublicationCancelled,
    Record,
)
from zharia.publishing import actions, ledger
from zharia.publishing.event_types import EventType
from zharia.publishing.journal_history import read_history
from zharia.publishing.journal_writer import _KEY, JournalWriter
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.states import State
from zharia.storage.database import Database


@pytest.fixture
def journal(database: Database, tmp_path: Path) -> Journal:
    """The one that this database's changes are written into."""
    journal = Journal.open(tmp_path / "journal.jsonl")
    JournalWriter.attach(database, journal)
    return journal


@pytest.fixture
def publication_id(database: Database) -> str:
    with database.write() as session:
        rows.configuration(session)
        made = rows.publication(session, rows.article(session), rows.account(session))
        rows.attempt(session, made)
        return made.id


def lines(journal: Journal) -> list[Record]:
    return list(journal.tail(0).records)


def say(session: Session, publication_id: str) -> Publication:
    """Something is noted about a publication."""
    publication = ledger.load(session, publication_id)
    ledger.add_event(session, publication, now=rows.NOW, who="tiktok", what=EventType.ACCEPTED)
    return publication


def test_an_answer_and_an_end_are_written_once(
    database: Database, journal: Journal, publication_id: str
) -> None:
    for _ in range(2):
        with database.write() as session:
            publication = say(session, publication_id)
            attempt = session.get_one(Attempt, publication.attempt_id)
            attempt.publish_id, attempt.answered_at = "p_pub_1", rows.NOW
            publication.state, publication.post_id = State.PUBLISHED, "7"
    answered, ended = lines(journal)
    assert isinstance(answered, AttemptAnswered)
    assert answered.publish_id == "p_pub_1"
    assert isinstance(ended, AttemptEnded)
    assert (ended.how, ended.post_id) == ("published", "7")


def test_what_is_undone_is_not_written(
    database: Database, journal: Journal, publication_id: str
) -> None:
    with contextlib.suppress(ZeroDivisionError), database.write() as session:
        say(session, publication_id).state = State.PUBLISHED
        raise ZeroDivisionError
    assert lines(journal) == []


def test_a_revocation_and_a_withdrawal_are_written(
    database: Database, journal: Journal, publication_id: str
) -> None:
    with database.write() as session:
        publication = ledger.load(session, publication_id)
        attempt = session.get_one(Attempt, publication.attempt_id)
        attempt.state, attempt.revoked_at = AttemptState.REVOKED, rows.NOW
        actions.cancel(session, publication, "editor", rows.NOW)
    revoked, withdrawn = lines(journal)
    assert isinstance(revoked, AttemptRevoked)
    assert isinstance(withdrawn, PublicationCancelled)
    assert withdrawn.article is not None
    assert withdrawn.article.external_id == "1"


def test_what_is_public_again_is_not_left_as_taken_down(
    database: Database, journal: Journal, publication_id: str
) -> None:
    """Else a restored database would offer to publish it once more, beside the one that is out."""
    for state in (State.PUBLISHED, State.REMOVED, State.PUBLISHED):
        with database.write() as session:
            say(session, publication_id).state = state
    (story,) = read_history(lines(journal)).attempts
    assert story.ended is not None
    assert story.ended.how == "published"


def test_what_a_person_withdrew_while_the_disk_was_full_is_written_once_there_is_room(
    database: Database, journal: Journal, publication_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else an older database put back would send it."""
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda *_: 0)
        with database.write() as session:
            publication = ledger.load(session, publication_id)
            actions.cancel(session, publication, "editor", rows.NOW)
    # Anything else happens, in this process.
    journal.append(AttemptRevoked("another", rows.NOW))
    (withdrawn,) = read_history(lines(journal)).cancelled
    assert withdrawn.publication_id == publication_id


def test_trouble_with_the_journal_undoes_nothing_that_is_committed(
    database: Database, publication_id: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    without_tables = Database(databases.sqlite_url(tmp_path / "empty.db"))
    journal = Journal.open(tmp_path / "journal.jsonl")
    database.session_info[_KEY] = JournalWriter(without_tables, journal)
    with contextlib.closing(without_tables), caplog.at_level(logging.ERROR):
        with database.write() as session:
            say(session, publication_id).state = State.PUBLISHED
        assert "the database alone knows" in caplog.text
    with database.read() as session:
        assert ledger.load(session, publication_id).state == State.PUBLISHED
