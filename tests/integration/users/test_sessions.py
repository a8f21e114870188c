"""Sessions open for the right token, for their time, and not a moment after they were ended."""

import hashlib
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from zharia.storage.database import Database
from zharia.users import (
    User,
    UserSession,
    WrongCredentials,
    active_sessions,
    create_session,
    delete_expired_sessions,
    disable_user,
    end_all_sessions,
    end_session,
    find_session,
    pop_flash_message,
    principal_of,
    set_flash_message,
    set_password,
    touch,
)
from zharia.users.sessions import IDLE, LIFETIME

MINUTE = timedelta(minutes=1)


def opened(
    database: Database, user: User, now: datetime, agent: str = "Firefox"
) -> tuple[UserSession, str]:
    with database.write() as session:
        return create_session(session, user, address="::1", user_agent=agent, now=now)


def holder(database: Database, token: str, now: datetime) -> User | None:
    with database.read() as session:
        found = find_session(session, token, now)
    return found and found[1]


@pytest.fixture
def now(database: Database) -> datetime:
    with database.read() as session:
        return database.now(session)


def test_a_token_opens_its_own_session_and_nothing_else_does(
    database: Database, aida: User, bolat: User, now: datetime
) -> None:
    first, token = opened(database, aida, now, agent="x" * 400)
    _, other = opened(database, bolat, now)
    assert token != other
    assert len(token) >= 43  # 256 bits in base64
    assert len(first.user_agent) == 300
    # The database holds only what the token cannot be told from.
    assert first.token_hash == hashlib.sha256(token.encode()).hexdigest()
    with database.read() as session:
        rows = session.execute(text("SELECT * FROM sessions")).all()
        found = find_session(session, token, now)
    assert token not in str(rows)
    assert found is not None
    assert (found[0].id, found[1].id) == (first.id, aida.id)
    for wrong in ("", "guessed", first.token_hash, token[:-1], other.upper()):
        assert holder(database, wrong, now) is None


def test_a_session_lasts_half_a_day_without_its_person_and_a_week_at_most(
    database: Database, aida: User, now: datetime
) -> None:
    held, token = opened(database, aida, now)
    assert holder(database, token, now + IDLE - MINUTE) is not None
    assert holder(database, token, now + IDLE) is None
    moment = now
    while moment + IDLE < now + LIFETIME:
        moment += IDLE / 2
        touch(database, held, moment)
        assert holder(database, token, moment) is not None
    touch(database, held, now + LIFETIME - MINUTE)
    assert holder(database, token, now + LIFETIME - MINUTE) is not None
    assert holder(database, token, now + LIFETIME) is None


def test_looking_at_pages_writes_once_a_minute(
    database: Database, aida: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, token = opened(database, aida, now)
    with monkeypatch.context() as still:
        still.setattr(database, "write", lambda: pytest.fail("a page was looked at, and wrote"))
        touch(database, held, now + MINUTE - timedelta(seconds=1))
    touch(database, held, now + MINUTE)
    with database.read() as session:
        found = find_session(session, token, now + MINUTE)
    assert found is not None
    assert found[0].last_seen_at == now + MINUTE


def test_ended_sessions_open_nothing_at_once(
    database: Database, aida: User, bolat: User, now: datetime
) -> None:
    tokens = {}
    for agent in ("desk", "phone", "home"):
        tokens[agent] = opened(database, aida, now, agent)
    _, bolats = opened(database, bolat, now)

    def alive() -> set[str]:
        with database.read() as session:
            listed = {one.user_agent for one in active_sessions(session, aida.id, now)}
        opening = {agent for agent, (_, token) in tokens.items() if holder(database, token, now)}
        assert opening == listed
        return listed

    with database.write() as session:
        end_session(session, tokens["home"][0])
    assert alive() == {"desk", "phone"}
    with database.write() as session:
        end_all_sessions(session, aida.id, except_id=tokens["phone"][0].id)
    assert alive() == {"phone"}
    with database.write() as session:
        end_all_sessions(session, aida.id)
    assert alive() == set()
    assert holder(database, bolats, now) is not None


@pytest.mark.usefixtures("quick")
def test_a_password_that_was_right_a_moment_ago_opens_no_session(
    database: Database, aida: User, bolat: User, now: datetime
) -> None:
    with database.write() as session:
        set_password(session, bolat.id, "another one")
    with pytest.raises(WrongCredentials):
        opened(database, bolat, now)
    with database.write() as session:
        changed = session.get_one(User, bolat.id)
    opened(database, changed, now)
    with database.write() as session:
        disable_user(session, bolat.id, principal_of(aida))
    with pytest.raises(WrongCredentials):
        opened(database, changed, now)


def test_what_opens_nothing_any_more_is_forgotten(
    database: Database, aida: User, now: datetime
) -> None:
    ended, _ = opened(database, aida, now)
    with database.write() as session:
        end_session(session, ended)
    opened(database, aida, now - IDLE)
    opened(database, aida, now - LIFETIME)
    live, _ = opened(database, aida, now)
    with database.write() as session:
        delete_expired_sessions(session, now)
        assert session.scalars(select(UserSession.id)).all() == [live.id]


def test_the_next_page_tells_a_notice_once(database: Database, aida: User, now: datetime) -> None:
    held, token = opened(database, aida, now)
    with database.write() as session:
        assert pop_flash_message(session, held) is None
        set_flash_message(session, held, "done", "user_added", email="bolat@news.example", count=2)
    with database.read() as session:
        found = find_session(session, token, now)
    assert found is not None
    assert found[0].notice is not None
    with database.write() as session:
        assert pop_flash_message(session, found[0]) == {
            "kind": "done",
            "code": "user_added",
            "params": {"email": "bolat@news.example", "count": 2},
        }
    with database.write() as session:
        assert pop_flash_message(session, held) is None
        assert session.execute(text("SELECT notice FROM sessions")).scalar() is None
