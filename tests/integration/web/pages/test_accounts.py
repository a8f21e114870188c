"""One account on its page: what is set, what is refused, and how a connection ends."""

import re

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient
from tests.integration.media.pictures import encoded, quarters
from tests.integration.web.newsroom import Newsroom

from zharia.accounts import Account, Environment
from zharia.users import AuditEntry

PAGE = "/admin/settings/social-media"

#: as the page of a fresh account would send it
FORM = {
    "enabled": "on",
    "language": "kz",
    "mode": "review",
    "brand": "#AIMAK #Сатпаев",
    "language_tags": "#жаналықтар",
    "extra": "#Казахстан",
    "cap": "10",
    "link": "on",
    "credit": "on",
}


@pytest.fixture
def path(newsroom: Newsroom) -> str:
    """The page of a fresh account."""
    return f"{PAGE}/accounts/{newsroom.ready_to_publish()}"


def account(newsroom: Newsroom) -> Account:
    with newsroom.database.read() as session:
        return session.query(Account).one()


def changed(newsroom: Newsroom) -> list[str]:
    """The fields of the newest change of an account; none if there was none."""
    with newsroom.database.read() as session:
        found = session.query(AuditEntry).filter_by(what="account.changed")
        newest = found.order_by(AuditEntry.id.desc()).first()
    return list(newest.detail["fields"]) if newest else []


def test_the_page_shows_the_form_that_changes_nothing(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    page = admin.get(path).text
    for name, value in FORM.items():
        if name not in {"mode", "language"}:
            assert re.search(rf'name="{name}"[^>]* value="{re.escape(value)}"', page), name
    assert re.search(r'value="review" checked', page)
    admin.post(path, data=FORM)
    assert changed(newsroom) == []


def test_settings_are_kept_and_the_log_names_them(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    form = FORM | {"auto_publish": "on", "mode": "inbox", "upright_blur": "on", "cap": "5"}
    form |= {"extra": "Қазақстан, #Жезқазған", "language_tags": "#жаңалықтар"}
    del form["link"]
    assert admin.post(path, data=form).headers["location"] == path
    now = account(newsroom)
    assert (now.mode, now.auto_publish, now.upright_blur) == ("inbox", True, True)
    assert now.hashtags["extra"] == ["#Қазақстан", "#Жезқазған"]
    assert now.hashtags["language"] == ["#жаңалықтар"]
    assert (now.hashtags["cap"], now.hashtags["link"]) == (5, False)
    assert changed(newsroom) == ["auto_publish", "hashtags", "mode", "upright_blur"]


def test_a_new_language_brings_its_hashtag(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    admin.post(path, data=FORM | {"language": "ru"})
    assert account(newsroom).hashtags["language"] == ["#новости"]


def test_posting_alone_needs_a_word_and_a_choice(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    form = FORM | {"mode": "auto", "extra": "#Сақталсын"}
    answer = admin.post(path, data=form)
    assert answer.status_code == 422
    assert "Confirm that you take the responsibility" in answer.text
    assert "choose who may see it" in answer.text
    assert "#Сақталсын" in answer.text
    assert account(newsroom).mode == "review"
    form |= {"own_responsibility": "on", "privacy_level": "SELF_ONLY", "brand_content": "on"}
    assert "does not let branded content" in admin.post(path, data=form).text.replace("&#39;", "'")
    form |= {"privacy_level": "PUBLIC_TO_EVERYONE", "allow_comment": "on"}
    assert admin.post(path, data=form).status_code == 303
    now = account(newsroom)
    assert (now.mode, now.privacy_level, now.brand_content) == ("auto", "PUBLIC_TO_EVERYONE", True)
    assert now.allow_comment


def test_choices_for_posting_alone_stay_while_another_mode_rules(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    with newsroom.database.write() as session:
        session.execute(update(Account).values(privacy_level="SELF_ONLY", allow_comment=True))
    admin.post(path, data=FORM)
    now = account(newsroom)
    assert (now.privacy_level, now.allow_comment) == ("SELF_ONLY", True)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"cap": "many"}, "Write a number from 0 to 100"),
        ({"extra": "🎉"}, "makes no hashtag"),
        ({"language": "kazakh"}, "no language code"),
    ],
)
def test_a_mistake_stands_at_its_field(
    newsroom: Newsroom, admin: TestClient, path: str, wrong: dict[str, str], says: str
) -> None:
    answer = admin.post(path, data=FORM | wrong)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert changed(newsroom) == []


def test_a_mode_without_its_scope_cannot_be_chosen(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    with newsroom.database.write() as session:
        session.execute(update(Account).values(scopes=["user.info.basic", "video.publish"]))
    page = admin.get(path).text
    assert re.search(r'value="inbox" disabled', page)
    assert "Needs video.upload, which was not allowed" in page
    answer = admin.post(path, data=FORM | {"mode": "inbox"})
    assert answer.status_code == 422
    assert "This needs the scope video.upload" in answer.text


def test_before_the_audit_the_page_says_who_sees_posts(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    newsroom.configure(audited=False)
    assert "TikTok has not audited the app yet" in admin.get(path).text


def test_a_fallback_photo_is_uploaded_shown_and_taken_away(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    photo = encoded(quarters((640, 480)), "PNG")
    answer = admin.post(f"{path}/photo", files={"photo": ("a.png", photo)})
    assert answer.headers["location"] == f"{path}#photo"
    shown = re.search(r'<img src="(/admin/photos\?at=stored[^"]+)"', admin.get(path).text)
    assert shown
    picture = admin.get(shown[1].replace("&amp;", "&"))
    assert picture.headers["content-type"] == "image/jpeg"
    assert changed(newsroom) == ["fallback_photo"]
    admin.post(f"{path}/photo", data={"remove": "yes"}, files={"photo": ("", b"")})
    assert account(newsroom).fallback_photo is None


@pytest.mark.parametrize(
    ("file", "says"),
    [(("", b""), "Choose a photo first"), (("a.jpg", b"<html>"), "JPEG")],
)
def test_what_is_no_photo_is_refused_with_a_remedy(
    newsroom: Newsroom, admin: TestClient, path: str, file: tuple[str, bytes], says: str
) -> None:
    answer = admin.post(f"{path}/photo", files={"photo": file})
    assert answer.status_code == 422
    assert says in re.search(r'id="photo-file-wrong">(.*?)</p>', answer.text, re.DOTALL)[1]  # type: ignore[index]
    assert account(newsroom).fallback_photo is None


def test_access_is_renewed_at_a_press(newsroom: Newsroom, admin: TestClient, path: str) -> None:
    before = account(newsroom).token_version
    assert admin.post(f"{path}/renew").status_code == 303
    assert account(newsroom).token_version == before + 1
    assert "is renewed." in admin.get(path).text


def test_access_that_a_sandbox_does_not_renew_is_not_said_to_renew_itself(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    assert "It is renewed by itself" in admin.get(path).text
    with newsroom.database.write() as session:
        known = session.query(Account).one()
        known.environment = Environment.SANDBOX
        known.refresh_expires_at = known.access_expires_at
    page = admin.get(path).text
    assert "sandbox does not renew the access" in page.replace("&#39;", "'")
    assert "Connect again before" in page
    assert "It is renewed by itself" not in page


def test_a_disconnected_account_keeps_its_settings_and_says_how_to_come_back(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    admin.post(path, data=FORM | {"extra": "#Өзіміздікі"})
    assert admin.post(f"{path}/disconnect").headers["location"] == PAGE
    page = admin.get(PAGE).text
    assert "is disconnected. Its settings are kept." in page
    assert "An administrator disconnected it" in page
    now = account(newsroom)
    assert now.access_token is None
    assert now.hashtags["extra"] == ["#Өзіміздікі"]
    own = admin.get(path).text
    assert "Disconnect the account" not in own
    assert "#Өзіміздікі" in own
    assert admin.post(f"{path}/renew").status_code == 409


def test_no_page_of_an_account_shows_a_token(
    newsroom: Newsroom, admin: TestClient, path: str
) -> None:
    tokens = [
        token
        for grant in newsroom.tiktok.simulator.state.grants
        for token in (grant.access_token, grant.refresh_token)
    ]
    assert tokens
    for at in (path, PAGE, "/admin/audit"):
        text = admin.get(at).text
        assert not any(token in text for token in tokens)


def test_an_unknown_account_is_a_page_that_says_so(admin: TestClient) -> None:
    for at in ("", "/photo", "/renew", "/disconnect"):
        answer = admin.request("POST" if at else "GET", f"{PAGE}/accounts/nobody{at}")
        assert answer.status_code in {404, 422}
