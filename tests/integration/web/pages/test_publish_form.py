"""The publish form, sent by a browser without scripts: what it takes, and what it makes."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.integration.publishing.silent import Silent
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages.forms import Form, is_there, notice, text_of

from zharia.accounts import Account, Mode
from zharia.articles import Article
from zharia.errors.book import explain
from zharia.posts import Style
from zharia.publishing import actions
from zharia.publishing.choices import Choices
from zharia.publishing.consent import content_hash
from zharia.publishing.creating import create_publications
from zharia.publishing.embargo import apply_date_changes
from zharia.publishing.ledger import MACHINE
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order
from zharia.publishing.states import State
from zharia.users import AuditEntry
from zharia.web.pages.publish import creator_info, submit

FORM = "#publish"
THREE = [{"url": f"https://news.example/{number}.jpg"} for number in (1, 2, 3)]


@dataclass
class Desk:
    """An editor before an article that three photos belong to, and one connected account."""

    newsroom: Newsroom
    browser: TestClient
    account: str
    article: str

    @property
    def path(self) -> str:
        return f"/admin/articles/{self.article}"

    def form(self, path: str = "") -> Form:
        return Form.at(self.browser, path or self.path, FORM)

    def made(self) -> list[Publication]:
        with self.newsroom.database.read() as session:
            return session.query(Publication).order_by(Publication.number).all()

    def only(self) -> Publication:
        (made,) = self.made()
        return made

    def account_is(self, **values: object) -> None:
        with self.newsroom.database.write() as session:
            account = session.get_one(Account, self.account)
            for name, value in values.items():
                setattr(account, name, value)


@pytest.fixture
def desk(newsroom: Newsroom, editor: TestClient) -> Desk:
    account = newsroom.ready_to_publish()
    return Desk(newsroom, editor, account, newsroom.deliver_article(images=THREE))


def test_publishing_stores_who_agreed_when_and_to_what(desk: Desk) -> None:
    form = desk.form().choose(privacy_level="PUBLIC_TO_EVERYONE", title="Жаңа мектеп")
    form.tick("allow_comment")
    said = notice(desk.browser, form.press("publish"))
    assert "few minutes" in said
    made = desk.only()
    assert (made.state, made.title, made.privacy_level) == (
        State.SCHEDULED,
        "Жаңа мектеп",
        "PUBLIC_TO_EVERYONE",
    )
    assert made.allow_comment
    assert not made.brand_organic
    assert made.photo_urls == [photo["url"] for photo in THREE]
    assert made.approved_by == "editor@news.example"
    assert made.approved_hash == content_hash(made)
    assert desk.newsroom.engine.woken == [made.id]
    with desk.newsroom.database.read() as session:
        done = [one.what for one in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert done[-2:] == ["publication.ordered", "publication.approved"]


def test_opening_the_form_sends_nothing_and_chooses_nothing(desk: Desk) -> None:
    form = desk.form()
    assert form["privacy_level"] == ""
    for box in ("allow_comment", "disclosed", "brand_organic", "brand_content", "is_aigc"):
        assert box not in form
    assert desk.made() == []
    assert "#AIMAK" in form["description"]


def test_all_mistakes_come_at_once_each_at_its_field_and_nothing_is_lost(desk: Desk) -> None:
    form = desk.form().choose(title="Қ" * 95, description="Менің мәтінім", due="2099-01-01T10:00")
    form.tick("disclosed")
    for photo in THREE:
        form.tick("left_out", photo["url"])
    answer = form.press("publish")
    assert answer.status_code == 422
    again = Form(desk.browser, answer, FORM)
    assert again["title"] == "Қ" * 95
    assert again["description"] == "Менің мәтінім"
    assert "disclosed" in again
    assert "Too long by 5" in text_of(again.page, "#title-wrong")
    assert "at least one photo" in text_of(again.page, "#photos-wrong")
    assert "Choose who can see" in text_of(again.page, "#privacy_level-wrong")
    assert "indicate if your content promotes" in text_of(again.page, "#disclosed-wrong")
    assert "year ahead" in text_of(again.page, "#due-wrong")
    assert desk.made() == []
    # What it says is mended is taken.
    again.fields = [one for one in again.fields if one[0] not in {"left_out", "disclosed"}]
    again.choose(title="Мектеп", due="", privacy_level="SELF_ONLY")
    assert again.press("publish").status_code == 303
    assert desk.only().description == "Менің мәтінім"


def test_branded_content_is_never_private(desk: Desk) -> None:
    form = desk.form().choose(privacy_level="SELF_ONLY").tick("disclosed").tick("brand_content")
    answer = form.press("publish")
    assert answer.status_code == 422
    assert text_of(answer, "#brand_content-wrong").endswith(
        "Branded content visibility cannot be set to private."
    )
    form.choose(privacy_level="PUBLIC_TO_EVERYONE")
    assert form.press("publish").status_code == 303
    assert desk.only().brand_content


def test_what_is_ticked_under_a_switch_that_is_off_is_not_sent(desk: Desk) -> None:
    form = desk.form().choose(privacy_level="SELF_ONLY").tick("brand_content").tick("brand_organic")
    assert form.press("publish").status_code == 303
    assert not desk.only().brand_content


def test_a_level_that_tiktok_no_longer_offers_is_refused_before_anything_is_made(
    desk: Desk,
) -> None:
    form = desk.form().choose(privacy_level="PUBLIC_TO_EVERYONE")
    desk.newsroom.tiktok.control("PATCH", "/users/aimaq_kz", {"account_type": "private"})
    answer = form.press("publish")
    assert answer.status_code == 422
    assert "does not offer" in text_of(answer, "#privacy_level-wrong")
    offered = [
        one.attributes["value"]
        for one in Form(desk.browser, answer, FORM).page.css("#privacy_level option")
    ]
    assert offered == ["", "FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
    assert desk.made() == []


def test_photos_are_ordered_by_buttons_that_keep_what_was_typed(desk: Desk) -> None:
    first, second, third = (photo["url"] for photo in THREE)
    form = desk.form().choose(title="Менікі", privacy_level="SELF_ONLY", cover=third)
    form.tick("left_out", second)
    answer = form.press("down:0")
    assert answer.status_code == 200
    form = Form(desk.browser, answer, FORM)
    assert form.all("photo") == [second, first, third]
    assert (form["title"], form["privacy_level"]) == ("Менікі", "SELF_ONLY")
    form = Form(desk.browser, form.press("up:2"), FORM)
    assert form.all("photo") == [second, third, first]
    assert form.press("publish").status_code == 303
    made = desk.only()
    assert made.photo_urls == [third, first]
    assert made.cover_index == 0


def test_over_35_photos_the_rest_is_left_out_and_one_too_many_is_said(
    newsroom: Newsroom, desk: Desk
) -> None:
    urls = [f"https://news.example/{number}.jpg" for number in range(40)]
    article = newsroom.deliver_article("many", images=[{"url": url} for url in urls])
    form = desk.form(f"/admin/articles/{article}")
    assert form.all("left_out") == urls[35:]
    form.fields.remove(("left_out", urls[35]))
    answer = form.choose(privacy_level="SELF_ONLY").press("publish")
    assert answer.status_code == 422
    assert "leave out 1 more" in text_of(answer, "#photos-wrong")


def test_line_breaks_are_sent_as_tiktok_shows_them(desk: Desk) -> None:
    form = desk.form().choose(privacy_level="SELF_ONLY", description="Бірінші.\r\n\r\n#AIMAK \r\n")
    assert form.press("publish").status_code == 303
    assert desk.only().description == "Бірінші. #AIMAK"


def test_a_form_that_is_sent_twice_makes_one_publication(desk: Desk) -> None:
    form = desk.form().choose(privacy_level="SELF_ONLY")
    first, second = form.press("publish"), form.press("publish")
    assert first.headers["location"] == second.headers["location"]
    assert len(desk.made()) == 1
    # Changed and sent once more from an old page: said, and not made.
    said = notice(desk.browser, form.choose(title="Басқа").press("publish"))
    assert "sent already" in said
    assert len(desk.made()) == 1


def test_two_buttons_of_one_form_at_once_are_one_press(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = desk.form().choose(privacy_level="SELF_ONLY")
    ask = creator_info.ask

    def while_tiktok_thinks(*args: Any) -> creator_info.Creator:
        monkeypatch.setattr(creator_info, "ask", ask)
        assert form.press("save").status_code == 303
        return ask(*args)

    monkeypatch.setattr(creator_info, "ask", while_tiktok_thinks)
    assert "sent already" in notice(desk.browser, form.press("publish"))
    assert desk.only().state == State.DRAFT


def test_a_new_edition_is_made_once_too_and_only_when_asked_for(desk: Desk) -> None:
    form = desk.form().choose(privacy_level="SELF_ONLY")
    assert form.press("publish").status_code == 303
    page = desk.browser.get(desk.path)
    assert not is_there(page, FORM)
    # One more can be made over what is live, not beside what is on its way.
    waits = desk.browser.get(f"{desk.path}?account={desk.account}&again=1")
    assert not is_there(waits, FORM)
    assert "Withdraw that one" in waits.text
    with desk.newsroom.database.write() as session:
        session.get_one(Publication, desk.only().id).state = State.PUBLISHED
    again = desk.form(f"{desk.path}?account={desk.account}&again=1")
    again.choose(privacy_level="SELF_ONLY")
    again.press("publish")
    again.press("publish")
    assert [one.number for one in desk.made()] == [1, 2]


def test_what_another_published_meanwhile_is_not_published_again(desk: Desk) -> None:
    mine = desk.form().choose(privacy_level="SELF_ONLY")
    theirs = desk.form().choose(privacy_level="SELF_ONLY")
    assert theirs.press("publish").status_code == 303
    mine.press("publish")
    assert len(desk.made()) == 1


def test_a_draft_waits_until_somebody_agrees_and_its_choices_are_made_anew(desk: Desk) -> None:
    form = desk.form().choose(title="Қаралама", privacy_level="SELF_ONLY").tick("disclosed")
    form.tick("brand_organic")
    assert "Saved as a draft" in notice(desk.browser, form.press("save"))
    draft = desk.only()
    assert (draft.state, draft.approved_by) == (State.DRAFT, None)
    opened = desk.form(f"{desk.path}?publication={draft.id}")
    assert opened["title"] == "Қаралама"
    assert opened["privacy_level"] == ""
    assert "brand_organic" in opened
    opened.choose(privacy_level="MUTUAL_FOLLOW_FRIENDS", title="Соңғысы").press("publish")
    sent = desk.only()
    assert (sent.state, sent.title) == (State.SCHEDULED, "Соңғысы")
    assert sent.approved_hash == content_hash(sent)


def test_an_edited_text_takes_no_draft_from_its_articles_date(desk: Desk) -> None:
    desk.account_is(mode=Mode.REVIEW)
    day = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    with desk.newsroom.database.write() as session:
        account = session.get_one(Account, desk.account)
        article = session.get_one(Article, desk.article)
        article.published_at = day.replace(second=41)
        now = desk.newsroom.database.now(session)
        create_publications(
            session, Silent(), article, [account], Order(MACHINE), limits=Style(), now=now
        )
    before = desk.only().due_at
    form = desk.form(f"{desk.path}?publication={desk.only().id}")
    form.choose(title="Басқа тақырып").press("save")
    assert (desk.only().title, desk.only().due_at) == ("Басқа тақырып", before)
    with desk.newsroom.database.write() as session:
        session.get_one(Article, desk.article).published_at = day + timedelta(days=7)
        apply_date_changes(session, desk.newsroom.database.now(session))
    assert desk.only().due_at == day + timedelta(days=7)


def test_a_change_after_approval_withdraws_it(desk: Desk) -> None:
    desk.form().choose(privacy_level="SELF_ONLY", due="2026-12-31T10:00").press("publish")
    approved = desk.only()
    assert approved.approved_by
    form = desk.form(f"{desk.path}?publication={approved.id}")
    assert form["due"] == "2026-12-31T10:00"
    form.choose(title="Түзетілген").press("save")
    changed = desk.only()
    assert (changed.state, changed.approved_by, changed.approved_hash) == (State.DRAFT, None, None)


def test_two_editors_of_one_draft_do_not_overwrite_each_other_unseen(desk: Desk) -> None:
    desk.form().press("save")
    mine = desk.form().choose(title="Менікі")
    desk.form().choose(title="Басқанікі").press("save")
    answer = mine.press("save")
    assert answer.status_code == 422
    assert "Somebody has changed this post" in answer.text
    assert desk.only().title == "Басқанікі"
    # Now that they know, their word counts.
    Form(desk.browser, answer, FORM).press("save")
    assert desk.only().title == "Менікі"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_another_changes_in_the_moment_of_consent_is_not_agreed_to_unseen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.form().press("save")
    mine = desk.form().choose(privacy_level="SELF_ONLY", title="Менікі")
    compare = submit._demand_same

    def change() -> None:
        with desk.newsroom.database.write() as session, suppress(actions.NotPossible):
            draft = session.query(Publication).one()
            now = desk.newsroom.database.now(session)
            theirs = Choices(description="Басқанікі")
            actions.revise(
                session, draft, theirs, limits=Style(), self_only=False, who="Ерлан", now=now
            )

    other = Thread(target=change)

    def compare_and_be_overtaken(*scenes: Any) -> None:
        compare(*scenes)
        other.start()
        other.join(0.5)

    monkeypatch.setattr(submit, "_demand_same", compare_and_be_overtaken)
    mine.press("publish")
    other.join()
    agreed = desk.only()
    assert (agreed.approved_by is None) or "Басқанікі" not in agreed.description


def test_a_newer_text_of_the_article_is_said_and_taken_over(newsroom: Newsroom, desk: Desk) -> None:
    form = desk.form().choose(title="Менікі", privacy_level="SELF_ONLY")
    newsroom.deliver_article(
        images=THREE, translations={"kz": {"title": "Мектеп жабылды", "url": ""}}
    )
    answer = form.press("publish")
    assert answer.status_code == 422
    assert "The article has changed meanwhile" in answer.text
    taken = Form(desk.browser, Form(desk.browser, answer, FORM).press("reset"), FORM)
    assert taken["title"] == "Мектеп жабылды"
    taken.choose(privacy_level="SELF_ONLY").press("publish")
    assert desk.only().title == "Мектеп жабылды"


def test_a_draft_takes_over_the_articles_newer_text_and_photos(
    newsroom: Newsroom, desk: Desk
) -> None:
    desk.form().choose(title="Менікі").press("save")
    assert not is_there(desk.browser.get(desk.path), "#newer")
    newsroom.deliver_article(
        images=THREE[:1], translations={"kz": {"title": "Мектеп жабылды", "url": ""}}
    )
    form = desk.form()
    button = form.page.css_first("#newer button")
    assert button is not None
    answer = desk.browser.post(
        button.attributes["formaction"] or "", data={"back": button.attributes["value"] or ""}
    )
    assert "new text and photos" in notice(desk.browser, answer)
    draft = desk.only()
    assert (draft.title, draft.photo_urls) == ("Мектеп жабылды", [THREE[0]["url"]])
    assert not is_there(desk.browser.get(desk.path), "#newer")


def test_an_inbox_account_gets_texts_and_photos_only(desk: Desk) -> None:
    desk.account_is(mode=Mode.INBOX)
    form = desk.form()
    for name in ("privacy_level", "allow_comment", "disclosed", "add_music"):
        assert form.form.css_first(f'[name="{name}"]') is None
    assert "opens the draft there" in text_of(form.page, "#creator")
    assert "inbox" in notice(desk.browser, form.choose(title="Қаралама").press("publish"))
    made = desk.only()
    assert (made.post_mode, made.state, made.privacy_level) == (
        "MEDIA_UPLOAD",
        State.SCHEDULED,
        None,
    )


def test_on_an_account_that_posts_by_itself_the_persons_own_choice_counts(desk: Desk) -> None:
    desk.account_is(mode=Mode.AUTO, privacy_level="PUBLIC_TO_EVERYONE", allow_comment=True)
    form = desk.form()
    assert form["privacy_level"] == ""
    assert "operator's own responsibility" in form.page.text()
    form.choose(privacy_level="SELF_ONLY").press("publish")
    made = desk.only()
    assert (made.privacy_level, made.allow_comment) == ("SELF_ONLY", False)
    assert made.approved_by == "editor@news.example"


def test_before_the_audit_only_self_only_is_offered_and_why_is_said(
    newsroom: Newsroom, editor: TestClient
) -> None:
    account = newsroom.ready_to_publish("aimaq_private")
    newsroom.configure(audited=False)
    desk = Desk(newsroom, editor, account, newsroom.deliver_article(images=THREE))
    form = desk.form()
    offered = [one.attributes["value"] for one in form.page.css("#privacy_level option")]
    assert offered == ["", "SELF_ONLY"]
    assert "the account itself must be private" in text_of(form.page, "#privacy_level-hint")
    branded = form.page.css_first("#brand_content")
    assert branded is not None
    assert "disabled" in branded.attributes
    form.choose(privacy_level="PUBLIC_TO_EVERYONE")
    assert form.press("publish").status_code == 422
    assert form.choose(privacy_level="SELF_ONLY").press("publish").status_code == 303


def test_an_account_without_the_articles_language_leads_to_writing_it(
    newsroom: Newsroom, desk: Desk
) -> None:
    desk.account_is(language="ru")
    article = newsroom.deliver_article(
        "kz-only", translations={"kz": {"title": "Тек қазақша", "url": ""}}
    )
    page = desk.browser.get(f"/admin/articles/{article}")
    assert "publishes in Russian" in page.text
    assert f"/admin/articles/{article}/edit#ru" in page.text
    assert not is_there(page, FORM)


@pytest.mark.parametrize("platform", [True, False])
def test_where_nothing_can_go_out_there_is_no_form(
    newsroom: Newsroom, desk: Desk, platform: bool
) -> None:
    if platform:
        newsroom.configure(enabled=False)
    else:
        desk.account_is(state="needs_reconnect", state_reason="refused")
    page = desk.browser.get(desk.path)
    assert page.status_code == 200
    assert not is_there(page, FORM)
    told = "TikTok is switched off" if platform else str(explain("account.refused").title)
    assert told in text_of(page, ".standing-part")


def test_a_form_of_another_site_or_of_nobody_does_nothing(desk: Desk, stranger: TestClient) -> None:
    form = desk.form().choose(privacy_level="SELF_ONLY")
    assert form.press("publish", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    stranger.cookies.clear()
    answer = form.press("publish", headers={"Referer": f"https://testserver{desk.path}?account=1"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/admin/login?next={desk.path}%3Faccount%3D1"
    assert desk.made() == []


def test_the_creators_picture_is_ours_to_serve(desk: Desk) -> None:
    form = desk.form()
    shown = form.page.css_first("#creator .face img")
    assert shown is not None
    src = shown.attributes["src"] or ""
    assert src.startswith(f"/admin/accounts/{desk.account}/avatar/")
    picture = desk.browser.get(src)
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in picture.headers["content-security-policy"]
    assert desk.browser.get(src.replace(".", ".x", 1)).status_code == 404
    assert desk.browser.get(src.replace(desk.account, "0" * 26)).status_code == 404
