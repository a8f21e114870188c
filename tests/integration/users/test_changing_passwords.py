"""A new password shuts out whoever came with the old one, by cookie or by token."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.integration.users.conftest import PASSWORD

from zharia.newsroom.credentials import change_password, sign_in
from zharia.storage.crypto import Secret
from zharia.storage.database import Database
from zharia.users import (
    PasswordTooLong,
    PasswordTooShort,
    Tokens,
    TooManyAttempts,
    User,
    UserSession,
    UserUnknown,
    WrongCredentials,
    WrongPassword,
    active_sessions,
    create_session,
    disable_user,
    enable_user,
    principal_of,
    set_password,
)
from zharia.users.errors import InvalidToken
from zharia.users.throttle import PER_ACCOUNT

TOKENS = Tokens(Secret("of 32 bytes or more, for these tests alone"))

pytestmark = pytest.mark.usefixtures("quick")


def opened(database: Database, user: User) -> UserSession:
    with database.write() as session:
        now = database.now(session)
        return create_session(session, user, address="", user_agent="", now=now)[0]


def sessions(database: Database, user: User) -> list[str]:
    with database.read() as session:
        return [one.id for one in active_sessions(session, user.id, database.now(session))]


def again(database: Database, user: User) -> User:
    with database.read() as session:
        return session.get_one(User, user.id)


def test_ones_own_change_keeps_the_browser_at_hand_and_ends_the_others(
    database: Database, bolat: User
) -> None:
    here, _elsewhere = opened(database, bolat), opened(database, bolat)
    change_password(database, bolat.id, PASSWORD, "a new one", except_id=here.id)
    assert sessions(database, bolat) == [here.id]
    with pytest.raises(WrongCredentials):
        sign_in(database, bolat.email, PASSWORD, "")
    assert sign_in(database, bolat.email, "a new one", "").id == bolat.id
    assert again(database, bolat).password_changed_at is not None


def test_an_administrators_change_ends_them_all(database: Database, bolat: User) -> None:
    opened(database, bolat)
    with database.write() as session:
        set_password(session, bolat.id, "a new one")
    assert sessions(database, bolat) == []
    assert sign_in(database, bolat.email, "a new one", "").id == bolat.id


def test_what_cannot_be_used_changes_nothing(database: Database, bolat: User) -> None:
    here = opened(database, bolat)
    for old, new, error in (
        ("wrong", "a new one", WrongPassword),
        (PASSWORD, "1234567", PasswordTooShort),
        (PASSWORD, "x" * 1001, PasswordTooLong),
    ):
        with pytest.raises(error):
            change_password(database, bolat.id, old, new)
    with pytest.raises(UserUnknown):
        change_password(database, "nobody", PASSWORD, "a new one")
    with pytest.raises(PasswordTooShort), database.write() as session:
        set_password(session, bolat.id, "short")
    assert sessions(database, bolat) == [here.id]
    assert again(database, bolat).password_changed_at is None


def test_guessing_the_old_password_is_throttled_as_signing_in_is(
    database: Database, bolat: User
) -> None:
    for _ in range(PER_ACCOUNT):
        with pytest.raises(WrongPassword):
            change_password(database, bolat.id, "wrong", "a new one", address="::1")
    with pytest.raises(TooManyAttempts):
        change_password(database, bolat.id, PASSWORD, "a new one", address="::2")
    with pytest.raises(TooManyAttempts):
        sign_in(database, bolat.email, PASSWORD, "::3")


def test_a_password_that_changes_while_the_old_one_is_looked_at_is_not_overwritten(
    database: Database, bolat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(given: str, kept: str) -> bool:
        with database.write() as session:
            set_password(session, bolat.id, "the administrator's")
        return given == kept

    monkeypatch.setattr("zharia.newsroom.credentials.verify_password", meanwhile)
    with pytest.raises(WrongPassword):
        change_password(database, bolat.id, PASSWORD, "the thief's")
    assert sign_in(database, bolat.email, "the administrator's", "").id == bolat.id


@pytest.mark.parametrize("how", ["own", "administrator", "disabled"])
def test_tokens_from_before_are_refused_even_within_the_same_second(
    database: Database, aida: User, bolat: User, how: str
) -> None:
    # The machine that issues tokens may be ahead of the database, or behind it.
    moments = [datetime.now(UTC) + timedelta(seconds=skew) for skew in (-2, 0, 2)]
    before = [TOKENS.issue(bolat, moment) for moment in moments]
    admins = TOKENS.issue(aida, moments[1])
    if how == "own":
        change_password(database, bolat.id, PASSWORD, "a new one")
    elif how == "administrator":
        with database.write() as session:
            set_password(session, bolat.id, "a new one")
    else:
        with database.write() as session:
            disable_user(session, bolat.id, principal_of(aida))
        with database.read() as session:
            for token in [*before, TOKENS.issue(again(database, bolat), moments[1])]:
                with pytest.raises(InvalidToken, match="its user"):
                    TOKENS.read(session, token)
        with database.write() as session:
            enable_user(session, bolat.id)
    after = [TOKENS.issue(again(database, bolat), moment) for moment in moments]
    with database.read() as session:
        for token in before:
            with pytest.raises(InvalidToken, match="issued before"):
                TOKENS.read(session, token)
        for token in after:
            assert TOKENS.read(session, token).id == f"user:{bolat.id}"
        assert TOKENS.read(session, admins).id == f"user:{aida.id}"
