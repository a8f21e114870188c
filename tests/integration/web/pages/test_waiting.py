"""What waits, and what went nowhere, is said on the pages."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages import ledger
from tests.integration.web.pages.forms import Form
from tests.integration.web.pages.ledger import text_of
from tests.support import rows

from zharia.articles import article
from zharia.articles.content import RetractionReason
from zharia.articles.retracting import retract
from zharia.errors.book import explain
from zharia.publishing.model import Publication
from zharia.publishing.retracting import apply_retractions
from zharia.publishing.states import State

SAID = "1st in line. It waits, since aimaq_kz is switched off."


def held(newsroom: Newsroom) -> tuple[str, ...]:
    """One that waits for its account; the pages that say so, and the way to the switch."""
    off = ledger.account(newsroom, enabled=False)
    waiting = ledger.publication(newsroom, off, state=State.SCHEDULED)
    link = f'href="/admin/settings/social-media/accounts/{off}">Look at it'
    return link, "/admin", "/admin/publications", f"/admin/publications/{waiting}"


def test_an_administrator_is_led_to_the_switch(newsroom: Newsroom, admin: TestClient) -> None:
    link, *pages = held(newsroom)
    for path in pages:
        shown = admin.get(path).text
        assert SAID in text_of(shown)
        assert link in shown


def test_an_editor_reads_what_it_waits_for(newsroom: Newsroom, editor: TestClient) -> None:
    link, *pages = held(newsroom)
    for path in pages:
        shown = editor.get(path).text
        assert SAID in text_of(shown)
        assert link not in shown


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_articles_page_says_why_in_each_language(
    newsroom: Newsroom, editor: TestClient, language: str
) -> None:
    said = {
        "kk": "Мақаланың бұл аккаунт тіліндегі нұсқасы жоқ.",
        "ru": "У статьи нет версии на языке этого аккаунта.",
        "en": "The article has no version in this account's language.",
    }
    ledger.account(newsroom)
    ledger.account(newsroom, "tr")
    article = newsroom.deliver_article()
    shown = editor.get(f"/admin/articles/{article}", headers={"Accept-Language": language}).text
    assert f"aimaq_tr : {said[language]}" in text_of(shown)


def test_the_form_shows_the_articles_own_time(newsroom: Newsroom, editor: TestClient) -> None:
    ledger.account(newsroom)
    with newsroom.database.read() as session:
        later = newsroom.database.now(session) + timedelta(days=8)
    article = newsroom.deliver_article(publishedAt=later.isoformat())
    form = Form.at(editor, f"/admin/articles/{article}", "#publish")
    assert form["due"].startswith(f"{later:%Y-%m-}")


def test_what_went_stale_is_explained_to_the_editor(newsroom: Newsroom, editor: TestClient) -> None:
    kz = ledger.account(newsroom)
    ledger.publication(
        newsroom,
        kz,
        error_code="too_old_to_go",
        error_message="It waited for so long.",
        who_acts="editor",
    )
    assert "Too old to go by itself." in text_of(editor.get("/admin").text)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_an_editor_reads_that_a_source_has_taken_an_article_back(
    newsroom: Newsroom, editor: TestClient, language: str
) -> None:
    kz = ledger.account(newsroom)
    moment = rows.NOW - timedelta(days=3)
    out = ledger.publication(newsroom, kz, "1", state=State.PUBLISHED, published_at=moment)
    draft = ledger.publication(newsroom, kz, "2")
    with newsroom.database.write() as session:
        now = newsroom.database.now(session)
        for one in (out, draft):
            taken = article(session, session.get_one(Publication, one).article_id)
            assert taken is not None
            retract(session, taken, ["kz"], RetractionReason.DELETED, now=now)
        apply_retractions(session, now)
    at = {"Accept-Language": language}
    title = explain("retracted_live").title.text(language)
    for path in ("/admin", f"/admin/publications/{out}"):
        assert title in text_of(editor.get(path, headers=at).text)
    shown = text_of(editor.get(f"/admin/publications/{draft}", headers=at).text)
    assert explain("retracted").happened.text(language) in shown
    # The story names the reason.
    assert explain("deleted").title.text(language) in shown
