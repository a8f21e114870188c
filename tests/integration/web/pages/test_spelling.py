"""The Kazakh hashtag's two spellings: said on the queue and the account's page, one click apart."""

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages import ledger

from zharia.accounts import Account, HashtagSettings
from zharia.publishing.states import State
from zharia.users import AuditEntry

OURS = "#жаналықтар"
DICTIONARY = "#жаңалықтар"
SAYS = f"aimaq_kz posts with {OURS}. The dictionary writes {DICTIONARY}."
SAYS_SWITCHED = f"aimaq_kz posts with {DICTIONARY}, as the dictionary writes it."


@pytest.fixture
def account_id(newsroom: Newsroom) -> str:
    """A fresh account in Kazakh."""
    tags = HashtagSettings.default("kz").model_dump(mode="json")
    return ledger.account(newsroom, hashtags=tags)


def page_of(account_id: str) -> str:
    return f"/admin/settings/social-media/accounts/{account_id}"


def text_of(browser: TestClient, path: str) -> str:
    return ledger.text_of(browser.get(path).text)


def switch(browser: TestClient, account_id: str, tag: str, **more: str) -> str:
    answer = browser.post(f"{page_of(account_id)}/spelling", data={"tag": tag, **more})
    return str(answer.headers["location"]) if answer.status_code == 303 else ""


def tags(newsroom: Newsroom) -> list[str]:
    with newsroom.database.read() as session:
        return list(session.query(Account).one().hashtags["language"])


def changes(newsroom: Newsroom) -> list[tuple[str, list[str]]]:
    with newsroom.database.read() as session:
        found = session.query(AuditEntry).filter_by(what="account.changed")
        return [(entry.subject, entry.detail["fields"]) for entry in found.order_by(AuditEntry.id)]


def test_the_brief_s_own_spelling_is_the_default_and_both_pages_say_so(
    newsroom: Newsroom, admin: TestClient, account_id: str
) -> None:
    assert tags(newsroom) == [OURS]
    for path in ("/admin", page_of(account_id)):
        said = text_of(admin, path)
        assert SAYS in said, path
        assert f"Use {DICTIONARY}" in said, path


def test_one_click_switches_and_the_same_click_switches_back(
    newsroom: Newsroom, admin: TestClient, account_id: str
) -> None:
    assert switch(admin, account_id, DICTIONARY, on_queue="yes") == "/admin"
    assert tags(newsroom) == [DICTIONARY]
    said = text_of(admin, "/admin")
    assert SAYS_SWITCHED in said
    assert f"Posts now carry {DICTIONARY}." in said
    assert f"Use {OURS} again" in said
    assert switch(admin, account_id, OURS) == f"{page_of(account_id)}#spelling"
    assert tags(newsroom) == [OURS]
    assert changes(newsroom) == [(account_id, ["hashtags"])] * 2


def test_a_click_twice_changes_once(newsroom: Newsroom, admin: TestClient, account_id: str) -> None:
    switch(admin, account_id, DICTIONARY)
    switch(admin, account_id, DICTIONARY)
    assert tags(newsroom) == [DICTIONARY]
    assert len(changes(newsroom)) == 1


@pytest.mark.parametrize("tag", ["", "#новости", "<b>"])
def test_no_other_tag_is_taken_this_way(
    newsroom: Newsroom, admin: TestClient, account_id: str, tag: str
) -> None:
    switch(admin, account_id, tag)
    assert tags(newsroom) == [OURS]
    assert changes(newsroom) == []


def test_an_editor_sees_it_and_may_not_switch(
    newsroom: Newsroom, editor: TestClient, account_id: str
) -> None:
    page = editor.get("/admin")
    said = ledger.text_of(page.text)
    assert SAYS in said
    assert "An administrator can change that." in said
    assert "/spelling" not in page.text
    assert (
        editor.post(f"{page_of(account_id)}/spelling", data={"tag": DICTIONARY}).status_code == 403
    )
    assert tags(newsroom) == [OURS]


def test_once_a_post_is_out_only_the_account_s_page_says_it(
    newsroom: Newsroom, admin: TestClient, account_id: str
) -> None:
    with newsroom.database.read() as session:
        moment = newsroom.database.now(session)
    ledger.publication(newsroom, account_id, state=State.PUBLISHED, published_at=moment)
    assert SAYS not in text_of(admin, "/admin")
    assert SAYS in text_of(admin, page_of(account_id))


def test_a_russian_account_and_one_with_tags_of_its_own_are_not_asked(
    newsroom: Newsroom, admin: TestClient
) -> None:
    for language, tag in (("ru", "#новости"), ("kz", "#Ақпарат")):
        own = HashtagSettings(language=(tag,)).model_dump(mode="json")
        path = page_of(ledger.account(newsroom, language, hashtags=own))
        assert "dictionary" not in admin.get(path).text
    assert "dictionary" not in text_of(admin, "/admin")


def test_without_an_account_the_first_steps_tell_of_it(
    newsroom: Newsroom, admin: TestClient
) -> None:
    said = text_of(admin, "/admin")
    assert f"Kazakh accounts begin with {OURS}; the dictionary writes {DICTIONARY}." in said
