"""The JSON interface and the pages do the same: one line in the audit log, one event in the story.

Each case is carried out twice, on two publications that are alike, and compared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom, article
from tests.integration.web.pages import ledger
from tests.integration.web.pages.forms import Form, notice
from tests.integration.web.pages.ledger import act, row, state_of
from tests.support import rows

from zharia.accounts import configuration
from zharia.articles import IncomingArticle
from zharia.publishing.consent import content_hash
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.orders import Order
from zharia.publishing.states import State
from zharia.service.bulk_order import order_all
from zharia.users import AuditEntry

API = "/api/social-media/publications"
TITLE = "Мектеп ашылды"

#: what was done, its subject's name, what else the line says
Line: TypeAlias = tuple[str, str, str, dict[str, Any]]


@dataclass
class Edges:
    """The two ways in."""

    newsroom: Newsroom
    browser: TestClient
    account: str

    def made(self, name: str, **before: Any) -> str:
        return ledger.publication(self.newsroom, self.account, name, **before)

    def call(self, publication_id: str, what: str, body: Any = None) -> None:
        answer = self.newsroom.post(f"{API}/{publication_id}/{what}", body)
        assert answer.status_code == 200, answer.text

    def press(self, publication_id: str, what: str, **form: str) -> None:
        answer = act(self.browser, publication_id, what, **form)
        assert answer.status_code == 303, answer.text

    def form(self, publication_id: str) -> Form:
        at = row(self.newsroom, publication_id)
        path = f"/admin/articles/{at.article_id}?publication={publication_id}"
        return Form.at(self.browser, path, "#publish")

    def lines(self, subject: str = "") -> list[Line]:
        """Of one thing or of all, oldest first."""
        with self.newsroom.database.read() as session:
            found = session.query(AuditEntry).order_by(AuditEntry.id).all()
        return [
            (one.what, one.who, one.subject_name, one.detail)
            for one in found
            if not subject or one.subject == subject
        ]

    def events(self, publication_id: str) -> list[tuple[str, str, str, dict[str, Any]]]:
        with self.newsroom.database.read() as session:
            found = session.query(PublicationEvent).filter_by(publication_id=publication_id)
            told = found.order_by(PublicationEvent.id).all()
        return [(one.what, one.who, one.state, one.detail) for one in told]


@pytest.fixture
def edges(newsroom: Newsroom, editor: TestClient) -> Edges:
    # Connected in truth: before its consent, the form asks TikTok for the creator.
    return Edges(newsroom, editor, newsroom.ready_to_publish())


def seen(edges: Edges, publication_id: str) -> str:
    return content_hash(row(edges.newsroom, publication_id))


Way: TypeAlias = Callable[[Edges, str], None]


def revise_by_form(edges: Edges, publication_id: str) -> None:
    form = edges.form(publication_id).choose(title=TITLE, due="2026-12-31T10:00")
    answer = form.choose(privacy_level="SELF_ONLY").press("publish")
    assert answer.status_code == 303, answer.text


#: the row before, by the interface, by the page, what the audit log says then
CASES: dict[str, tuple[dict[str, Any], Way, Way, list[str]]] = {
    "approve": (
        {},
        lambda edges, one: edges.call(one, "approve", {"seen": seen(edges, one)}),
        lambda edges, one: edges.press(one, "approve"),
        ["publication.approved"],
    ),
    "change and approve": (
        {"privacy_level": None},
        lambda edges, one: edges.call(
            one,
            "approve",
            {
                "title": TITLE,
                "privacyLevel": "SELF_ONLY",
                "scheduledAt": "2026-12-31T10:00:00+05:00",
            },
        ),
        revise_by_form,
        ["publication.revised", "publication.approved"],
    ),
    "cancel": (
        {"state": State.SCHEDULED},
        lambda edges, one: edges.call(one, "cancel"),
        lambda edges, one: edges.press(one, "cancel"),
        ["publication.cancelled"],
    ),
    "retry": (
        {"state": State.FAILED, "error_code": "internal"},
        lambda edges, one: edges.call(one, "retry"),
        lambda edges, one: edges.press(one, "retry"),
        ["publication.retried"],
    ),
    "resolve, live": (
        {"state": State.PROCESSING, "needs_resolution": True},
        lambda edges, one: edges.call(one, "resolve", {"ending": "live"}),
        lambda edges, one: edges.press(one, "resolve", ending="live"),
        ["publication.resolved"],
    ),
    "resolve, not live": (
        {"state": State.UNCONFIRMED, "needs_resolution": True},
        lambda edges, one: edges.call(one, "resolve", {"ending": "not_live"}),
        lambda edges, one: edges.press(one, "resolve", ending="not_live"),
        ["publication.resolved"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_both_edges_leave_the_same_line_and_the_same_event(edges: Edges, case: str) -> None:
    before, by_program, by_person, lines = CASES[case]
    one, other = (edges.made(name, **before) for name in ("1", "2"))
    by_program(edges, one)
    by_person(edges, other)
    assert [what for what, *_ in edges.lines(one)] == lines
    assert edges.lines(one) == edges.lines(other)
    assert edges.events(one) == edges.events(other)
    assert state_of(edges.newsroom, one) is state_of(edges.newsroom, other)


def test_both_edges_order_with_the_same_line(edges: Edges) -> None:
    by_program, by_person = (edges.newsroom.deliver_article(name) for name in ("1", "2"))
    edges.newsroom.publish(by_program)
    form = Form.at(edges.browser, f"/admin/articles/{by_person}", "#publish")
    assert form.press("save").status_code == 303
    ordered = [one for one in edges.lines() if one[0] == "publication.ordered"]
    assert [one[3].pop("article") for one in ordered] == [by_program, by_person]
    assert ordered[0] == ordered[1]
    assert ordered[0][3] == {"account": edges.account, "again": False}


def test_both_edges_write_an_article_with_the_same_line(edges: Edges) -> None:
    headline = article()["translations"]["kz"]["title"]
    edges.newsroom.deliver_article("1")
    form = Form.at(edges.browser, "/admin/articles/new", ".write")
    form.choose(**{"translations.kz.title": headline}).press("save")
    written = [one for one in edges.lines() if one[0] == "article.written"]
    assert written == 2 * [
        ("article.written", "editor@news.example", headline, {"edition": 1}),
    ]


def test_a_change_that_changes_nothing_is_no_line(edges: Edges) -> None:
    one = edges.made("1", privacy_level=None)
    edges.form(one).press("save")
    assert (edges.lines(one), edges.events(one)) == ([], [])
    moment = row(edges.newsroom, one).due_at + timedelta(days=1)
    moment = moment.replace(second=0, microsecond=0)
    for _ in range(2):
        zone = edges.newsroom.app.state.zone
        due = moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        edges.press(one, "schedule", due=due)
    assert row(edges.newsroom, one).due_at == moment
    ((what, _, _, detail),) = edges.lines(one)
    assert (what, detail["fields"]) == ("publication.revised", ["due_at"])


def test_a_press_on_what_waits_unchanged_approves_it_no_second_time(edges: Edges) -> None:
    one = edges.made("1", privacy_level="SELF_ONLY")
    edges.press(one, "approve")
    said = edges.form(one).choose(privacy_level="SELF_ONLY").press("publish")
    assert "put in line" in notice(edges.browser, said)
    assert [what for what, *_ in edges.lines(one)] == ["publication.approved"]
    assert [what for what, *_ in edges.events(one)] == ["approved"]


def test_no_page_approves_what_nobody_says_to_have_seen(edges: Edges) -> None:
    one = edges.made("1")
    answer = edges.browser.post(f"{ledger.PATH}/{one}/approve", data={"back": "/admin"})
    assert "Look at it again" in notice(edges.browser, answer)
    assert state_of(edges.newsroom, one) is State.DRAFT
    assert edges.lines(one) == []


def test_before_the_audit_neither_edge_agrees_to_a_post_for_everybody(edges: Edges) -> None:
    one, other = (edges.made(name, privacy_level="PUBLIC_TO_EVERYONE") for name in ("1", "2"))
    with edges.newsroom.database.write() as session:
        configuration(session).audited = False
    for body in (None, {"seen": seen(edges, one)}):
        answer = edges.newsroom.post(f"{API}/{one}/approve", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "choice_refused")
    pressed = act(edges.browser, other, "approve")
    assert pressed.headers["location"].endswith(f"?publication={other}")
    assert {state_of(edges.newsroom, it) for it in (one, other)} == {State.DRAFT}


def test_an_order_at_the_command_line_stands_in_the_log(edges: Edges) -> None:
    @dataclass
    class Service:
        database: Any = edges.newsroom.database
        engine: Any = edges.newsroom.engine
        style: Any = edges.newsroom.context.style

    delivery = IncomingArticle("1", rows.content(), published_at=rows.NOW, keys=("1",))
    service: Any = Service()
    for _ in range(2):
        order_all(service, "news.example", [delivery], Order("aigul at the command line"))
    with edges.newsroom.database.read() as session:
        (made,) = session.query(Publication).all()
    ((what, who, _, detail),) = edges.lines(made.id)
    assert (what, who) == ("publication.ordered", "aigul at the command line")
    assert detail == {"article": made.article_id, "account": edges.account, "again": False}
