"""What a person decides: which scopes to grant, and what becomes of a draft."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import content
from tests.browser.conftest import Show
from tests.support.servers import RunningSimulator

CALLBACK = "http://127.0.0.1:8000/api/tiktok/callback"


def authorize_path(**changes: str) -> str:
    query = {
        "client_key": content.APP,
        "response_type": "code",
        "scope": "user.info.basic,video.publish,video.upload",
        "redirect_uri": CALLBACK,
        "state": "s-1",
        **changes,
    }
    return f"/v2/auth/authorize/?{urlencode(query)}"


@pytest.fixture
def answered(page: Page) -> list[dict[str, list[str]]]:
    """The queries with which the browser came back to the client."""
    queries: list[dict[str, list[str]]] = []

    def client(route: Route) -> None:
        queries.append(parse_qs(urlsplit(route.request.url).query))
        route.fulfill(body="the client", content_type="text/plain")

    page.route(f"{CALLBACK}*", client)
    return queries


def test_a_scope_can_be_refused_and_another_account_chosen(
    page: Page, show: Show, answered: list[dict[str, list[str]]], running: RunningSimulator
) -> None:
    page.goto(authorize_path())
    page.get_by_role("radio", name="@aimaq_ru").check()
    page.get_by_role("switch", name="Post content to TikTok").uncheck()
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_text("the client")).to_be_visible()
    assert answered[0]["scopes"] == ["user.info.basic,video.upload"]
    assert answered[0]["state"] == ["s-1"]
    assert running.simulator.state.codes[-1].username == "aimaq_ru"


def test_a_refusal_comes_back_as_access_denied(
    page: Page, show: Show, answered: list[dict[str, list[str]]]
) -> None:
    page.goto(authorize_path())
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("the client")).to_be_visible()
    assert answered[0]["error"] == ["access_denied"]


def test_the_basic_scope_cannot_be_unticked(page: Page, show: Show) -> None:
    page.goto(authorize_path())
    expect(page.get_by_role("switch")).to_have_count(2)
    expect(page.get_by_text("Required")).to_be_visible()


def test_the_error_page_names_the_parameter_and_nothing_else(
    page: Page, show: Show, complaints: list[str]
) -> None:
    page.goto(authorize_path(client_key="nobody"))
    expect(page.locator("main")).to_have_text("Something went wrong client_key")
    complaints.clear()  # Chromium logs the page's own status


def test_a_draft_is_opened_changed_and_posted(
    page: Page, show: Show, now: float, running: RunningSimulator
) -> None:
    show(content.newsroom(now))
    draft = content.draft(0, now)
    page.goto("/@aimaq_kz")
    page.get_by_role("link", name="Inbox").click()
    page.get_by_role("button", name=f"Open {draft.title}").click()
    page.get_by_label("Title").fill("Өңделген тақырып")
    page.get_by_label("Who can see this post").select_option("MUTUAL_FOLLOW_FRIENDS")
    page.get_by_label("Allow comments").uncheck()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", name="Өңделген тақырып")).to_be_visible()
    expect(page.locator(".badges")).to_contain_text("Comments off")
    posted = running.simulator.post(draft.publish_id)
    assert posted is not None
    assert (posted.privacy_level, posted.disable_comment) == ("MUTUAL_FOLLOW_FRIENDS", True)


def test_a_draft_needs_a_choice_of_who_can_see_it(
    page: Page, show: Show, now: float, running: RunningSimulator
) -> None:
    show(content.newsroom(now))
    draft = content.draft(0, now)
    page.goto(f"/@aimaq_kz/inbox/{draft.publish_id}")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_label("Who can see this post")).to_be_focused()
    kept = running.simulator.post(draft.publish_id)
    assert kept is not None
    assert kept.status == "SEND_TO_USER_INBOX"


def test_a_draft_is_thrown_away(page: Page, show: Show, now: float) -> None:
    show(content.newsroom(now))
    page.goto(f"/@aimaq_kz/inbox/{content.draft(0, now).publish_id}")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("list", name="Drafts")).to_contain_text("Discarded")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_another_web_site_cannot_post_or_delete(
    running: RunningSimulator, show: Show, now: float, headers: dict[str, str]
) -> None:
    show(content.newsroom(now))
    post, draft = content.direct(0, now).publish_id, content.draft(0, now).publish_id
    for path in (
        f"/posts/{post}/remove",
        f"/posts/{post}/privacy",
        f"/@aimaq_kz/inbox/{draft}/post",
        f"/@aimaq_kz/inbox/{draft}/discard",
    ):
        answer = running.http.post(path, headers=headers, data={"privacy_level": "SELF_ONLY"})
        assert answer.status_code == 403, path
