"""What an editor is asked of an article, on the pages and by the interface, and the answer."""

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom, article
from tests.integration.web.pages import ledger
from tests.integration.web.pages.forms import Form, is_there, notice, text_of
from tests.support import rows

from zharia.accounts import Account, Mode
from zharia.articles import Content, Image, IncomingArticle, Scope, Translation
from zharia.articles.model import ArticleQuestion, ArticleRetraction
from zharia.articles.questions import Doubt, open_questions
from zharia.errors import WhoActs
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.model import Publication
from zharia.publishing.retracting import RETRACTED_LIVE
from zharia.publishing.states import State
from zharia.users import AuditAction, AuditEntry

RUSSIAN = "Городской парк обновили и снова открыли для всех жителей города."


def deliver(newsroom: Newsroom, external_id: str, **fields: Any) -> dict[str, Any]:
    answer = newsroom.post("/api/articles", article(external_id, **{"autoPublish": True} | fields))
    assert answer.is_success, answer.text
    return dict(answer.json())


def from_feed(newsroom: Newsroom, text: str) -> str:
    """A story that a feed declares to be Kazakh."""
    content = Content(
        (Translation("kz", "№ 7", text, "", "https://aimaq.kz/7"),),
        images=(Image("https://aimaq.kz/7.jpg"),),
    )
    delivery = IncomingArticle(
        "guid:7", content, rows.NOW, auto_publish=True, scope=Scope.LANGUAGES, keys=("guid:7",)
    )
    with newsroom.database.write() as session:
        (stored,) = rows.store(session, "aimaq.kz", [delivery], now=rows.NOW)
        return stored.article_id


def take_up(newsroom: Newsroom) -> None:
    context = newsroom.context
    with newsroom.database.write() as session:
        now = newsroom.database.now(session)
        publish_new_articles(session, context.engine, limits=context.style, now=now)


def whole(newsroom: Newsroom, article_id: str) -> dict[str, Any]:
    return dict(newsroom.get(f"/api/articles/{article_id}").json())


def answer_on(browser: TestClient, path: str, said: str) -> str:
    """Press the button with this answer; what the page says then."""
    page = browser.get(path)
    forms = LexborHTMLParser(page.text).css('form[action$="/answer"]')
    for number in range(len(forms)):
        fields = {
            str(one.attributes["name"]): str(one.attributes["value"])
            for one in forms[number].css("input")
        }
        if fields["said"] == said:
            action = str(forms[number].attributes["action"])
            return notice(browser, browser.post(action, data=fields))
    raise AssertionError(page.text)


@pytest.fixture
def alike(newsroom: Newsroom) -> tuple[str, str]:
    """The article that is there, and one that looks like it."""
    newsroom.ready_to_publish()
    first = deliver(newsroom, "1")["id"]
    take_up(newsroom)
    second = deliver(newsroom, "2")["id"]
    take_up(newsroom)
    return first, second


@pytest.mark.parametrize("at", ["/admin", "/admin?tab=approval", "/admin/articles/{second}"])
def test_the_other_article_is_named_and_linked_where_it_is_asked(
    editor: TestClient, alike: tuple[str, str], at: str
) -> None:
    first, second = alike
    page = editor.get(at.format(second=second))
    asked = LexborHTMLParser(page.text).css_first("#asked-1")
    assert asked is not None
    assert asked.css_first(f'a[href="/admin/articles/{first}"]') is not None
    assert len(asked.css("form")) == 2


def test_the_queue_counts_what_it_asks_and_leads_to_all_of_it(
    newsroom: Newsroom, editor: TestClient
) -> None:
    newsroom.ready_to_publish()
    assert "Nothing waits." in text_of(editor.get("/admin"), "main")
    for number in range(9):
        asked = deliver(newsroom, str(number), autoPublish=False)["id"]
        with newsroom.database.write() as session:
            now = newsroom.database.now(session)
            session.merge(ArticleQuestion(
                article_id=asked, code=Doubt.LANGUAGE_DOUBTED, subject="kz", facts="ru",
                asked_at=now, answered_at=None,
            ))  # fmt: skip
            session.query(ArticleQuestion).filter_by(code=Doubt.LOOKS_LIKE_ANOTHER).delete()
    page = editor.get("/admin")
    assert "9 articles have a question for you." in text_of(page, "main")
    tree = LexborHTMLParser(page.text)
    assert len(tree.css("[id^=asked-]")) == 8
    more = tree.css_first("section[aria-labelledby=part-asked] .more a")
    assert more is not None
    everything = editor.get(str(more.attributes["href"]))
    assert len(LexborHTMLParser(everything.text).css("[id^=asked-]")) == 9
    assert "Waits for approval 9" in text_of(everything, "main")


def test_a_post_whose_article_was_taken_back_stands_once_in_the_queue(
    newsroom: Newsroom, editor: TestClient
) -> None:
    account = ledger.account(newsroom)
    live: dict[str, Any] = {"error_code": RETRACTED_LIVE, "who_acts": WhoActs.EDITOR}
    made = ledger.publication(
        newsroom, account, "1", state=State.PUBLISHED, published_at=rows.NOW, **live
    )
    with newsroom.database.write() as session:
        article_id = session.get_one(Publication, made).article_id
        session.add(ArticleRetraction(
            article_id=article_id, language="kz", reason="deleted", noticed_at=rows.NOW
        ))  # fmt: skip
    page = editor.get("/admin")
    assert len(LexborHTMLParser(page.text).css(f"#p-{made}")) == 1
    assert "Somebody has to look at 1 on TikTok." in text_of(page, "main")


def test_a_program_reads_what_is_asked_and_why_nothing_goes_out(
    newsroom: Newsroom, alike: tuple[str, str]
) -> None:
    first, second = alike
    said = whole(newsroom, second)
    (question,) = said["questions"]
    assert (question["code"], question["subject"]) == ("looks_like_another", first)
    assert {one["code"] for one in said["notPublished"]} >= {"looks_like_another"}
    assert whole(newsroom, first)["questions"] == []


@pytest.mark.parametrize("said", ["same_story", "another_story"])
def test_an_answer_is_carried_out_once_and_stands_in_the_audit_log(
    newsroom: Newsroom, editor: TestClient, alike: tuple[str, str], said: str
) -> None:
    first, second = alike
    old = editor.get(f"/admin/articles/{second}")
    assert answer_on(editor, f"/admin/articles/{second}", said)
    take_up(newsroom)
    stands = whole(newsroom, second)
    assert stands["questions"] == []
    assert stands["id"] == (first if said == "same_story" else second)
    with newsroom.database.read() as session:
        made = session.query(Publication).all()
        assert len({one.article_id for one in made}) == (1 if said == "same_story" else 2)
        (entry,) = session.query(AuditEntry).filter_by(what=AuditAction.ARTICLE_ANSWERED).all()
        assert entry.who == "editor@news.example"
        assert entry.detail == {"question": "looks_like_another", "about": first, "answer": said}
    # The page that somebody else had open by then.
    form = LexborHTMLParser(old.text).css_first('form[action$="/answer"]')
    assert form is not None
    fields = {
        str(one.attributes["name"]): str(one.attributes["value"]) for one in form.css("input")
    }
    late = notice(
        editor, editor.post(str(form.attributes["action"]), data=fields | {"back": "/admin"})
    )
    assert "already" in late


def test_the_language_is_asked_and_set(newsroom: Newsroom, editor: TestClient) -> None:
    newsroom.ready_to_publish()
    with newsroom.database.write() as session:
        kazakh = session.query(Account).one().id
        russian = rows.account(session, "ru", environment="production").id
    subject = from_feed(newsroom, RUSSIAN)
    take_up(newsroom)
    with newsroom.database.read() as session:
        assert session.query(Publication).count() == 0
        (question,) = open_questions(session, [subject])[subject]
        assert question.code is Doubt.LANGUAGE_DOUBTED
    assert "Russian" in text_of(editor.get("/admin"), "#asked-1")
    answer_on(editor, "/admin", "ru")
    take_up(newsroom)
    assert set(whole(newsroom, subject)["translations"]) == {"ru"}
    with newsroom.database.read() as session:
        (made,) = session.query(Publication).all()
        assert (made.account_id, made.language) == (russian, "ru")
        assert kazakh != russian


def test_a_cms_is_believed_and_warned(newsroom: Newsroom, editor: TestClient) -> None:
    newsroom.ready_to_publish()
    said = deliver(newsroom, "1", translations={"kz": {"title": "№ 1", "content": RUSSIAN}})
    assert [one.partition(":")[0] for one in said["warnings"]] == ["translations.kz"]
    assert whole(newsroom, said["id"])["questions"] == []
    assert is_there(editor.get(f"/admin/articles/{said['id']}"), "#doubted")
    assert deliver(newsroom, "3")["warnings"] == []


def test_a_missing_date_is_now_and_stays(newsroom: Newsroom) -> None:
    body = article("9")
    del body["publishedAt"]
    with newsroom.database.read() as session:
        before = newsroom.database.now(session)
    first = newsroom.post("/api/articles", body)
    assert first.status_code == 201
    at = whole(newsroom, first.json()["id"])["publishedAt"]
    assert at >= before.isoformat().replace("+00:00", "")[:19]
    for sent in (body, body | {"publishedAt": None}, body | {"isBreaking": True}):
        newsroom.post("/api/articles", sent)
        assert whole(newsroom, first.json()["id"])["publishedAt"] == at
    newsroom.post("/api/articles", body | {"publishedAt": "2026-11-22T09:00:00+05:00"})
    newsroom.post("/api/articles", body)
    assert whole(newsroom, first.json()["id"])["publishedAt"].startswith("2026-11-22T04:00:00")


def test_flags_come_in_and_a_delivery_without_them_takes_them_back(newsroom: Newsroom) -> None:
    stored = deliver(newsroom, "1", sponsored=True, aiGenerated=True)
    said = whole(newsroom, stored["id"])
    assert (said["sponsored"], said["aiGenerated"]) == (True, True)
    again = deliver(newsroom, "1")
    assert (again["outcome"], again["edition"]) == ("updated", 2)
    assert not whole(newsroom, stored["id"])["sponsored"]
    refused = newsroom.post("/api/articles", article("2", sponsored="perhaps"))
    assert [one["field"] for one in refused.json()["errors"]] == ["sponsored"]


@pytest.mark.parametrize("mode", Mode)
def test_an_advertisement_waits_for_a_person_in_every_mode(newsroom: Newsroom, mode: Mode) -> None:
    account = newsroom.ready_to_publish()
    with newsroom.database.write() as session:
        known = session.get_one(Account, account)
        known.mode, known.privacy_level, known.auto_publish = mode, "PUBLIC_TO_EVERYONE", True
    stored = deliver(newsroom, "1", sponsored=True)
    take_up(newsroom)
    (draft,) = newsroom.get(f"/api/social-media/publications/{stored['id']}").json()
    assert (draft["state"], draft["error"]["code"]) == ("draft", "sponsored")
    assert newsroom.engine.woken == []
    approve = f"/api/social-media/publications/{draft['id']}/approve"
    if mode is Mode.INBOX:
        assert newsroom.post(approve).json()["state"] == "scheduled"
        return
    chosen = {"privacyLevel": "PUBLIC_TO_EVERYONE"}
    refused = newsroom.post(approve, chosen)
    assert (refused.status_code, refused.json()["code"]) == (422, "choice_refused")
    assert [one["field"] for one in refused.json()["errors"]] == ["disclosed"]
    for said in ({"disclosed": True}, {"disclosed": True, "brandContent": False}):
        assert newsroom.post(approve, chosen | said).status_code == 422
    agreed = newsroom.post(approve, chosen | {"brandContent": True}).json()
    assert (agreed["state"], agreed["disclosureDecided"]) == ("scheduled", True)


def test_a_press_in_the_queue_approves_no_advertisement(
    newsroom: Newsroom, editor: TestClient
) -> None:
    account = newsroom.ready_to_publish()
    stored = deliver(newsroom, "1")
    newsroom.post("/api/social-media/publish", {"articleId": stored["id"], "mode": "review"})
    (made,) = newsroom.get(f"/api/social-media/publications/{stored['id']}").json()
    with newsroom.database.write() as session:
        session.get_one(Publication, made["id"]).privacy_level = "PUBLIC_TO_EVERYONE"
    deliver(newsroom, "1", sponsored=True)
    said = ledger.act(editor, made["id"], "approve")
    assert "paid for" in notice(editor, said)
    with newsroom.database.read() as session:
        assert session.get_one(Publication, made["id"]).state == State.DRAFT
    assert account


@pytest.mark.parametrize(
    ("ticks", "goes"),
    [
        ((), False),
        (("disclosed",), False),
        (("undisclosed",), True),
        (("disclosed", "brand_organic"), True),
        (("disclosed", "brand_content"), True),
    ],
)
def test_the_form_of_an_advertisement_demands_a_decision(
    newsroom: Newsroom, editor: TestClient, ticks: tuple[str, ...], goes: bool
) -> None:
    newsroom.ready_to_publish()
    stored = deliver(newsroom, "1", sponsored=True, aiGenerated=True, autoPublish=False)
    form = Form.at(editor, f"/admin/articles/{stored['id']}", "#publish")
    assert is_there(editor.get(f"/admin/articles/{stored['id']}"), "#sponsored")
    assert "is_aigc" in form
    form.choose(privacy_level="PUBLIC_TO_EVERYONE")
    for name in ticks:
        form.tick(name)
    answer = form.press("publish")
    with newsroom.database.read() as session:
        made = session.query(Publication).all()
    if not goes:
        assert answer.status_code == 422
        assert is_there(answer, "#disclosed-wrong")
        assert made == []
        return
    (one,) = made
    assert (one.state, one.disclosure_decided, one.is_aigc) == (State.SCHEDULED, True, True)
    assert one.brand_content == ("brand_content" in ticks)


def test_an_editor_marks_an_article_and_takes_the_mark_off(
    newsroom: Newsroom, editor: TestClient
) -> None:
    stored = deliver(newsroom, "1", autoPublish=False)["id"]
    for mark in ("on", ""):
        form = Form.at(editor, f"/admin/articles/{stored}/edit", "form.write")
        assert ("sponsored" in form) == (mark == "")
        form.fields = [(n, v) for n, v in form.fields if n not in {"sponsored", "ai_generated"}]
        if mark:
            form.tick("sponsored").tick("ai_generated")
        assert form.press("save").status_code == 303
        said = whole(newsroom, stored)
        assert (said["sponsored"], said["aiGenerated"]) == (bool(mark), bool(mark))
    # What the source repeats does not undo the correction.
    deliver(newsroom, "1", autoPublish=False)
    assert not whole(newsroom, stored)["sponsored"]


def test_a_feeds_own_marks_are_set_on_its_page(newsroom: Newsroom, admin: TestClient) -> None:
    form = Form.at(admin, "/admin/settings/feeds/new", "form:has([name=sponsored_names])")
    assert "На правах рекламы" in form["sponsored_names"]
    form.choose(url="https://news.example/rss", sponsored_names="Промо, Спецпроект", ai_names="")
    added = form.press("add")
    assert added.status_code == 303, added.text
    path = added.headers["location"].partition("?")[0]
    form = Form.at(admin, path, "form:has([name=sponsored_names])")
    assert (form["sponsored_names"], form["ai_names"]) == ("Промо, Спецпроект", "")
