"""What an administrator changes about people, and that one who can do so is always left."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.integration.users.conftest import person

from zharia.newsroom.people import add_user
from zharia.storage.database import Database
from zharia.users import (
    EmailTaken,
    LastAdministrator,
    OwnAccount,
    Principal,
    Role,
    User,
    UserUnknown,
    change_user,
    create_session,
    disable_user,
    enable_user,
    find_session,
    principal_of,
    users,
)
from zharia.users.errors import LanguageUnknown

CMS = Principal("cms:7", "chief@cms.example", Role.ADMIN)


def test_name_role_and_language_change_each_by_itself(
    database: Database, aida: User, bolat: User
) -> None:
    with database.write() as session:
        change_user(session, bolat.id, name="  Болат \n Серік ", language="kk")
    with database.write() as session:
        changed = change_user(session, bolat.id, role=Role.ADMIN)
    assert (changed.name, changed.language, changed.role) == ("Болат Серік", "kk", Role.ADMIN)
    with database.write() as session:
        assert change_user(session, bolat.id, language="").language is None
    for language in ("kz", "de", "KK"):
        with pytest.raises(LanguageUnknown), database.write() as session:
            change_user(session, bolat.id, language=language)
    with pytest.raises(UserUnknown), database.write() as session:
        change_user(session, "nobody", name="x")


def test_the_last_administrator_who_can_sign_in_stays_one(
    database: Database, aida: User, bolat: User
) -> None:
    gone = person(database, "gone@news.example", Role.ADMIN)
    with database.write() as session:
        disable_user(session, gone.id, principal_of(aida))
    demoted = pytest.raises(LastAdministrator, match="make somebody else one first")
    with demoted, database.write() as session:
        change_user(session, aida.id, role=Role.EDITOR, name="half done")
    with pytest.raises(LastAdministrator), database.write() as session:
        disable_user(session, aida.id, CMS)
    with database.read() as session:
        listed = users(session)
    assert [one.email.partition("@")[0] for one in listed] == ["aida", "bolat", "gone"]
    assert (listed[0].role, listed[0].name, listed[0].disabled_at) == (Role.ADMIN, "", None)
    # One more, and she may go.
    with database.write() as session:
        change_user(session, bolat.id, role=Role.ADMIN)
        change_user(session, aida.id, role=Role.EDITOR)
        disable_user(session, aida.id, CMS)


def test_two_administrators_who_demote_each_other_do_not_both_succeed(
    database: Database, aida: User
) -> None:
    second = person(database, "second@news.example", Role.ADMIN)

    def demote(user_id: str) -> bool:
        try:
            with database.write() as session:
                change_user(session, user_id, role=Role.EDITOR)
        except LastAdministrator:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        with database.write() as session:
            change_user(session, aida.id, role=Role.EDITOR)
            # Begins while the first is not committed yet, so it must wait for it.
            other = pool.submit(demote, second.id)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        assert other.result() is False
    with database.read() as session:
        assert session.get_one(User, second.id).role == Role.ADMIN


def test_nobody_disables_themselves(database: Database, aida: User) -> None:
    person(database, "second@news.example", Role.ADMIN)
    with pytest.raises(OwnAccount), database.write() as session:
        disable_user(session, aida.id, principal_of(aida))


def test_a_disabled_person_is_signed_out_and_comes_back_only_anew(
    database: Database, aida: User, bolat: User
) -> None:
    with database.write() as session:
        now = database.now(session)
        _, token = create_session(session, bolat, address="", user_agent="", now=now)
    with database.write() as session:
        disabled_at = disable_user(session, bolat.id, principal_of(aida)).disabled_at
    assert disabled_at is not None
    with database.write() as session:
        assert disable_user(session, bolat.id, principal_of(aida)).disabled_at == disabled_at
        assert find_session(session, token, now) is None
    with database.write() as session:
        assert enable_user(session, bolat.id).disabled_at is None
        assert find_session(session, token, now) is None


@pytest.mark.usefixtures("quick")
def test_somebody_is_taken_on_with_name_and_language(database: Database, aida: User) -> None:
    by = principal_of(aida)
    user = add_user(
        database, "d@news.example", "12345678", Role.EDITOR, name=" Дана ", language="ru", by=by
    )
    assert (user.name, user.language) == ("Дана", "ru")
    with pytest.raises(LanguageUnknown):
        add_user(database, "e@news.example", "12345678", Role.EDITOR, language="kz", by=by)
    with pytest.raises(EmailTaken):
        add_user(database, "D@news.example", "12345678", Role.EDITOR, by=by)
