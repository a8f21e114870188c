"""The buttons beside a publication: each does its thing once, and says what happened."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages import ledger
from tests.integration.web.pages.forms import Form
from tests.integration.web.pages.ledger import PATH, act, audited, notice, row, state_of

from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.states import State
from zharia.tiktok import PostMode

EDITOR = "editor@news.example"

#: button, form, the row before, the state after, the audit log's word, what is said
BUTTONS: list[tuple[str, dict[str, str], dict[str, Any], State, str, str]] = [
    ("approve", {}, {}, State.SCHEDULED, "approved", "Approved."),
    ("approve", {}, {"post_mode": PostMode.MEDIA_UPLOAD, "privacy_level": None},
        State.SCHEDULED, "approved", "Approved."),
    ("schedule", {"due": "2027-01-02T09:30"}, {}, State.DRAFT, "revised",
        "Planned for 2 January 2027, 09:30."),
    ("cancel", {}, {}, State.CANCELLED, "cancelled", "Withdrawn."),
    ("cancel", {}, {"state": State.SCHEDULED}, State.CANCELLED, "cancelled", "Withdrawn."),
    ("retry", {}, {"state": State.FAILED, "error_code": "internal"}, State.SCHEDULED, "retried",
        "In line again."),
    ("resolve", {"ending": "live"}, {"state": State.PROCESSING, "needs_resolution": True},
        State.PUBLISHED, "resolved", "it is live"),
    ("resolve", {"ending": "not_live"}, {"state": State.UNCONFIRMED, "needs_resolution": True},
        State.FAILED, "resolved", "it is not live"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "form", "before", "after", "word", "said"), BUTTONS)
def test_a_button_does_its_thing_and_the_log_says_who(
    newsroom: Newsroom,
    editor: TestClient,
    what: str,
    form: dict[str, str],
    before: dict[str, Any],
    after: State,
    word: str,
    said: str,
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom), **before)
    answer = act(editor, one, what, back="/admin?tab=approval", **form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin?tab=approval")
    assert state_of(newsroom, one) is after
    assert audited(newsroom) == [(EDITOR, f"publication.{word}", one)]
    assert said in notice(editor)
    assert notice(editor) == "", "said twice"


def test_a_post_for_an_unknown_audience_leads_to_the_form(
    newsroom: Newsroom, editor: TestClient
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom), privacy_level=None)
    form = f"/admin/articles/{row(newsroom, one).article_id}?publication={one}"
    page = editor.get("/admin").text
    assert f'href="{form}" data-key="a"' in page
    assert f"{PATH}/{one}/approve" not in page
    answer = act(editor, one, "approve")
    assert answer.headers["location"] == form
    assert state_of(newsroom, one) is State.DRAFT
    assert audited(newsroom) == []
    assert "who can see the post" in notice(editor)


def test_nobody_publishes_here_without_seeing_what_they_agree_to(
    newsroom: Newsroom, editor: TestClient
) -> None:
    kz = ledger.account(newsroom)
    ledger.publication(newsroom, kz, "1")
    ledger.publication(newsroom, kz, "2", brand_content=True)
    asked = re.findall(r'data-confirm-text="(By posting[^"]*)"', editor.get("/admin").text)
    assert asked == [
        "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation.",
        "By posting, you agree to TikTok's Music Usage Confirmation.",
    ]


@pytest.mark.parametrize(
    ("what", "form", "state"),
    [
        ("approve", {}, State.PUBLISHED),
        ("schedule", {"due": "2027-01-02T09:30"}, State.PROCESSING),
        ("cancel", {}, State.SUBMITTING),
        ("retry", {}, State.PUBLISHED),
        ("resolve", {"ending": "live"}, State.PUBLISHED),
        ("resolve", {"ending": "live"}, State.PROCESSING),
        ("recompose", {}, State.PUBLISHED),
    ],
)
def test_what_the_ledger_refuses_becomes_a_sentence(
    newsroom: Newsroom, editor: TestClient, what: str, form: dict[str, str], state: State
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom), state=state)
    answer = act(editor, one, what, **form)
    assert answer.headers["location"] == "/admin"
    assert state_of(newsroom, one) is state
    assert audited(newsroom) == []
    assert notice(editor).startswith("Nothing was done")


def test_nobody_says_how_it_ended_while_tiktok_is_still_asked(
    newsroom: Newsroom, editor: TestClient
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom), state=State.PROCESSING)
    act(editor, one, "resolve", ending="live")
    assert "TikTok's own answer is still expected" in notice(editor)


@pytest.mark.parametrize(
    ("what", "before", "said"),
    [
        ("approve", {}, "It was approved already."),
        ("cancel", {}, "It was withdrawn already."),
        ("retry", {"state": State.FAILED}, "It is in line already."),
    ],
)
def test_a_second_click_does_nothing_twice(
    newsroom: Newsroom, editor: TestClient, what: str, before: dict[str, Any], said: str
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom), **before)
    act(editor, one, what)
    told = _events(newsroom, one)
    act(editor, one, what)
    assert notice(editor) == said
    assert _events(newsroom, one) == told
    assert len(audited(newsroom)) == 1


def test_the_button_approves_what_its_page_showed_and_nothing_else(
    newsroom: Newsroom, editor: TestClient
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    shown = Form.at(editor, "/admin", f'form[action="{PATH}/{one}/approve"]')
    with newsroom.database.write() as session:
        session.get_one(Publication, one).title = "Басқа тақырып"
    editor.post(shown.action, data=dict(shown.fields))
    assert state_of(newsroom, one) is State.DRAFT
    assert audited(newsroom) == []
    assert "somebody has changed it" in notice(editor)
    again = Form.at(editor, "/admin", f'form[action="{PATH}/{one}/approve"]')
    editor.post(again.action, data=dict(again.fields))
    assert state_of(newsroom, one) is State.SCHEDULED


def test_another_time_alone_needs_no_new_approval(newsroom: Newsroom, editor: TestClient) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    act(editor, one, "approve")
    approved = row(newsroom, one).approved_hash
    act(editor, one, "schedule", due="2027-01-02T09:30")
    planned = row(newsroom, one)
    assert (planned.state, planned.approved_hash) == (State.SCHEDULED, approved)
    assert "Planned for 2 January 2027, 09:30." in editor.get("/admin?tab=way").text
    act(editor, one, "schedule", due="")
    assert row(newsroom, one).due_at < planned.due_at
    assert notice(editor) == "It is not held back any more."


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("yesterday", "That is no day and time."),
        ("2099-01-01T00:00", "more than a year ahead"),
    ],
)
def test_a_time_that_cannot_be_is_refused(
    newsroom: Newsroom, editor: TestClient, due: str, said: str
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    before = row(newsroom, one).due_at
    assert act(editor, one, "schedule", due=due).status_code == 303
    assert said in notice(editor)
    assert row(newsroom, one).due_at == before


def test_the_articles_newer_text_is_taken_over_and_needs_approval_again(
    newsroom: Newsroom, editor: TestClient
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    act(editor, one, "approve")
    at = f"{PATH}/{one}"
    assert "Take over the new text" not in editor.get(at).text
    ledger.correct(newsroom)
    assert "Take over the new text" in editor.get(at).text
    assert act(editor, one, "recompose", back=at).headers["location"] == at
    changed = row(newsroom, one)
    assert (changed.state, changed.approved_hash) == (State.DRAFT, None)
    assert changed.photo_urls == ["https://news.example/2.jpg"]
    assert notice(editor, at).startswith("It shows the article's new text")
    assert "Take over the new text" not in editor.get(at).text


@pytest.mark.parametrize("what", ["approve", "schedule", "cancel", "retry", "resolve", "recompose"])
def test_a_form_of_another_site_presses_no_button(
    newsroom: Newsroom, editor: TestClient, what: str
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    told = _events(newsroom, one)
    answer = editor.post(
        f"{PATH}/{one}/{what}", data={"ending": "live"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert (state_of(newsroom, one), _events(newsroom, one)) == (State.DRAFT, told)


@pytest.mark.parametrize("what", ["approve", "schedule", "cancel", "retry", "resolve", "recompose"])
def test_a_stranger_presses_no_button(newsroom: Newsroom, stranger: TestClient, what: str) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    answer = act(stranger, one, what, ending="live")
    assert answer.headers["location"] == "/admin/login"
    assert state_of(newsroom, one) is State.DRAFT


def test_an_administrator_may_what_an_editor_may(newsroom: Newsroom, admin: TestClient) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    act(admin, one, "approve")
    assert audited(newsroom) == [("admin@news.example", "publication.approved", one)]


def test_a_button_leads_back_to_pages_of_ours_only(newsroom: Newsroom, editor: TestClient) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    answer = act(editor, one, "cancel", back="https://evil.example/")
    assert answer.headers["location"] == "/admin"


def test_a_publication_that_is_not_there_is_a_page_that_says_so(editor: TestClient) -> None:
    answer = act(editor, "nothing", "approve")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def test_an_ending_that_does_not_exist_is_refused(newsroom: Newsroom, editor: TestClient) -> None:
    kz = ledger.account(newsroom)
    one = ledger.publication(newsroom, kz, state=State.PROCESSING, needs_resolution=True)
    assert act(editor, one, "resolve", ending="perhaps").status_code == 422
    assert state_of(newsroom, one) is State.PROCESSING


def _events(newsroom: Newsroom, publication_id: str) -> int:
    with newsroom.database.read() as session:
        told = select(PublicationEvent).where(PublicationEvent.publication_id == publication_id)
        return len(session.scalars(told).all())
