"""The audit log: every attempt to sign in, found again, and nothing in it that is secret."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.integration.users.conftest import PASSWORD

from zharia.newsroom.credentials import change_password, sign_in
from zharia.newsroom.people import add_user
from zharia.storage.database import Database
from zharia.users import (
    AuditAction,
    AuditEntry,
    Role,
    TooManyAttempts,
    User,
    WrongCredentials,
    audit_entries,
    disable_user,
    principal_of,
    record,
)
from zharia.users.throttle import PER_ACCOUNT


def log(database: Database) -> list[AuditEntry]:
    with database.read() as session:
        return list(reversed(audit_entries(session, limit=100)))


@pytest.mark.usefixtures("quick")
def test_people_and_their_attempts_are_recorded_without_what_they_typed(
    database: Database, aida: User
) -> None:
    by = principal_of(aida, "192.0.2.1")
    dana = add_user(database, "dana@news.example", PASSWORD, Role.EDITOR, by=by)
    sign_in(database, dana.email, PASSWORD, "192.0.2.7")
    for email in (dana.email, "hunter2hunter2", "nobody@news.example"):
        with pytest.raises(WrongCredentials):
            sign_in(database, email, "wrong-hunter2", "192.0.2.8")
    change_password(database, dana.id, PASSWORD, "hunter2hunter2", address="192.0.2.7")
    found = [(one.what, one.who, one.subject_name, one.address) for one in log(database)]
    assert found == [
        (AuditAction.USER_ADDED, aida.email, dana.email, "192.0.2.1"),
        (AuditAction.SIGN_IN_OK, dana.email, dana.email, "192.0.2.7"),
        (AuditAction.SIGN_IN_REFUSED, "", dana.email, "192.0.2.8"),
        (AuditAction.SIGN_IN_REFUSED, "", "", "192.0.2.8"),
        (AuditAction.SIGN_IN_REFUSED, "", "", "192.0.2.8"),
        (AuditAction.PASSWORD_CHANGED, dana.email, dana.email, "192.0.2.7"),
    ]
    assert [one.who_id for one in log(database)][:2] == [f"user:{aida.id}", f"user:{dana.id}"]
    with database.read() as session:
        kept = str(session.execute(text("SELECT * FROM audit_entries")).all())
    assert "hunter2" not in kept
    assert PASSWORD not in kept


def test_a_disabled_person_gets_the_answer_of_a_wrong_password(
    database: Database, aida: User, bolat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str | None] = []

    def matches(given: str, kept: str | None) -> bool:
        hashed.append(kept)
        return given == kept

    monkeypatch.setattr("zharia.newsroom.credentials.verify_password", matches)
    with pytest.raises(WrongCredentials) as wrong:
        sign_in(database, bolat.email, "wrong", "")
    with database.write() as session:
        disable_user(session, bolat.id, principal_of(aida))
    with pytest.raises(WrongCredentials) as right:
        sign_in(database, bolat.email, PASSWORD, "")
    assert str(right.value) == str(wrong.value)
    # What takes the time was done for both alike.
    assert hashed == [PASSWORD, PASSWORD]
    first, second = log(database)
    assert (first.what, first.detail) == (second.what, second.detail)


@pytest.mark.usefixtures("quick")
def test_whoever_keeps_knocking_fills_one_line_not_the_log(database: Database, bolat: User) -> None:
    for _ in range(PER_ACCOUNT):
        with pytest.raises(WrongCredentials):
            sign_in(database, bolat.email, "wrong", "192.0.2.8")
    for address in ("192.0.2.8", "192.0.2.8", "192.0.2.9", "192.0.2.8"):
        with pytest.raises(TooManyAttempts):
            sign_in(database, bolat.email, PASSWORD, address)
    throttled = [one for one in log(database) if one.what == AuditAction.SIGN_IN_THROTTLED]
    assert [(one.subject, one.address) for one in throttled] == [
        (bolat.id, "192.0.2.8"),
        (bolat.id, "192.0.2.9"),
    ]


def test_the_newest_entries_come_first_page_by_page_and_by_filter(
    database: Database, aida: User
) -> None:
    with database.write() as session:
        for number in range(5):
            record(session, principal_of(aida), AuditAction.KEY_CREATED, str(number), "x" * 400)
        record(session, "root at the command line", AuditAction.FEED_ADDED, rows=[{"of": "kz"}])
    with database.read() as session:
        newest = audit_entries(session, limit=3)
        assert [one.subject for one in newest] == ["", "4", "3"]
        older = audit_entries(session, limit=3, before=newest[-1].id)
        assert [one.subject for one in older] == ["2", "1", "0"]
        assert audit_entries(session, limit=3, before=older[-1].id) == []
        (fed,) = audit_entries(session, limit=9, who="root at the command line")
        assert (fed.who_id, fed.address, fed.detail) == ("", "", {"rows": [{"of": "kz"}]})
        assert len(audit_entries(session, limit=9, what=AuditAction.KEY_CREATED)) == 5
        assert (
            len(audit_entries(session, limit=9, who=aida.email, what=AuditAction.FEED_ADDED)) == 0
        )
        assert len(audit_entries(session, limit=9, since=fed.at)) == 1
        assert audit_entries(session, limit=9, since=fed.at + timedelta(seconds=1)) == []


def test_what_is_undone_was_not_done(database: Database, aida: User) -> None:
    with database.write() as session:
        record(session, principal_of(aida), AuditAction.SETTINGS_CHANGED, fields=["enabled"])
        session.rollback()
    assert log(database) == []
