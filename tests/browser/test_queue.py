"""The queue in a browser: it lives without a reload, and the keyboard alone runs it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import update

from tests.browser.conftest import watch
from tests.browser.newsroom import EDITOR, Newsroom
from tests.support import rows
from zharia.accounts import Account, Mode
from zharia.articles import Article
from zharia.demo.stories import load_stories
from zharia.publishing import actions
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import add_event
from zharia.publishing.model import Publication
from zharia.publishing.states import State


class Day:
    """A newsroom whose ledger a test writes by hand; nothing moves by itself."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        self.account = room.connect("aimaq_kz", mode=Mode.REVIEW)
        self.articles = [room.tell(story) for story in load_stories()[:3]]

    def draft(self, title: str, story: int = 0, **more: Any) -> str:
        with self.room.service.database.write() as session:
            article = session.get_one(Article, self.articles[story])
            session.refresh(article, ["images"])
            values: dict[str, Any] = {
                "state": State.DRAFT,
                "wake_at": None,
                "title": title,
                "photo_urls": [image.url for image in article.images],
                "number": session.query(Publication).count() + 1,
                **more,
            }
            account = session.get_one(Account, self.account)
            made = rows.publication(session, article, account, **values)
            # As composing would; it is what pages listen for.
            add_event(session, made, now=rows.NOW, who=EDITOR, what=EventType.COMPOSED)
            return made.id

    def clear(self) -> None:
        """What earlier tests left is withdrawn and long ago."""
        with self.room.service.database.write() as session:
            session.execute(
                update(Publication).values(state=State.CANCELLED, needs_resolution=False)
            )

    def withdraw(self, publication_id: str) -> None:
        with self.room.service.database.write() as session:
            known = session.get_one(Publication, publication_id)
            actions.cancel(session, known, "somebody else", rows.NOW)

    def row(self, publication_id: str) -> Publication:
        with self.room.service.database.read() as session:
            return session.get_one(Publication, publication_id)


@pytest.fixture(scope="session")
def _day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with Newsroom(tmp_path_factory.mktemp("queue"), works=False) as room:
        yield Day(room)


@pytest.fixture
def day(_day: Day) -> Day:
    _day.clear()
    return _day


@pytest.fixture
def context(browser: Browser, day: Day) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=day.room.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    day.room.sign_in(context, EDITOR, "en")
    yield context
    context.close()


@pytest.fixture
def queue(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page that fails its test on any console error, such as a breach of our own CSP."""
    page = context.new_page()
    watch(page, complaints)
    yield page
    assert complaints == []


def test_the_queue_changes_without_a_reload(queue: Page, day: Day) -> None:
    first = day.draft("First story")
    queue.goto("/admin")
    expect(queue.locator("html")).to_have_attribute("data-pulse", "live")
    queue.evaluate("window.same = true")
    expect(queue.get_by_text("1 post waits for approval.")).to_be_visible()

    day.draft("Second story", 1)
    expect(queue.locator("h3").get_by_text("Second story")).to_be_visible()
    expect(queue.get_by_text("2 posts wait for approval.")).to_be_visible()
    expect(queue.locator("#news")).to_have_text("New in the queue: Second story")
    expect(queue.locator("#menu [aria-current]")).to_contain_text("2")

    day.withdraw(first)
    expect(queue.locator("h3").get_by_text("First story")).to_have_count(0)
    assert queue.evaluate("window.same"), "the page was loaded anew"


def test_what_somebody_does_meanwhile_is_left_alone(queue: Page, day: Day) -> None:
    """A field that is typed in, the focus, and the chosen row survive an update."""
    day.draft("First story")
    queue.goto("/admin")
    expect(queue.locator("html")).to_have_attribute("data-pulse", "live")
    queue.keyboard.press("/")
    queue.keyboard.type("half a wo")
    day.draft("Second story", 1)
    expect(queue.locator("h3").get_by_text("Second story")).to_be_visible()
    search = queue.get_by_role("searchbox")
    expect(search).to_be_focused()
    expect(search).to_have_value("half a wo")


def test_the_keyboard_alone_runs_the_queue(queue: Page, day: Day) -> None:
    chosen = {"privacy_level": "PUBLIC_TO_EVERYONE"}
    oldest = day.draft("Oldest", 0, **chosen)
    middle = day.draft("Middle", 1, **chosen)
    day.draft("Newest", 2, **chosen)
    queue.goto("/admin?tab=approval")
    link = queue.get_by_role("link", name="Newest", exact=True)

    queue.keyboard.press("j")
    expect(link).to_be_focused()
    queue.keyboard.press("j")
    expect(queue.get_by_role("link", name="Middle", exact=True)).to_be_focused()

    queue.keyboard.press("x")
    asked = queue.get_by_role("dialog", name="Withdraw this post?")
    expect(asked).to_be_visible()
    queue.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    assert day.row(middle).state == State.DRAFT

    queue.keyboard.press("a")
    asked = queue.get_by_role("dialog", name="Publish this on TikTok?")
    expect(asked).to_contain_text("you agree to TikTok's Music Usage Confirmation")
    asked.get_by_role("button", name="Publish").press("Enter")
    expect(queue.locator("#notice")).to_contain_text("Approved.")
    assert day.row(middle).state == State.SCHEDULED
    # The keyboard stays where it was: at the row that took its place.
    expect(queue.get_by_role("link", name="Oldest", exact=True)).to_be_focused()

    queue.keyboard.press("s")
    planning = queue.get_by_role("dialog", name="When may it leave?")
    expect(planning).to_contain_text("Oldest")
    due = (rows.NOW + timedelta(days=2)).strftime("%Y-%m-%dT10:15")
    planning.get_by_label("Not before").fill(due)
    planning.get_by_role("button", name="Plan").press("Enter")
    expect(queue.locator("#notice")).to_contain_text("Planned for")
    assert day.row(oldest).due_at > rows.NOW + timedelta(days=1)

    queue.keyboard.press("?")
    expect(queue.get_by_role("dialog", name="Keys")).to_contain_text("Next and previous post")
    queue.keyboard.press("Escape")
    link.focus()
    queue.keyboard.press("Enter")
    expect(queue.get_by_role("heading", level=1)).to_have_text("Newest")


def test_a_question_asked_right_after_another_gets_its_own_answer(queue: Page, day: Day) -> None:
    chosen = day.draft("Chosen", privacy_level="PUBLIC_TO_EVERYONE")
    queue.goto("/admin?tab=approval")
    # In one task: a browser tells of a closed dialog only when the next one is open already.
    queue.evaluate(
        """() => {
            document.querySelector('[data-row] [data-key="x"]').click();
            document.getElementById('confirm').close();
            document.querySelector('[data-row] [data-key="a"]').click();
        }"""
    )
    asked = queue.get_by_role("dialog", name="Publish this on TikTok?")
    asked.get_by_role("button", name="Publish").press("Enter")
    expect(queue.locator("#notice")).to_contain_text("Approved.")
    assert day.row(chosen).state == State.SCHEDULED


def test_the_phone_shows_the_chosen_post(queue: Page, day: Day) -> None:
    day.draft("Older story")
    day.draft("Newer story", 1)
    queue.goto("/admin")
    phone = queue.get_by_role("complementary", name="The chosen post")
    expect(phone).to_contain_text("Newer story")
    queue.keyboard.press("j")
    queue.keyboard.press("j")
    expect(phone).to_contain_text("Older story")
    chosen = queue.locator(".post.is-chosen")
    expect(chosen).to_contain_text("Older story")
    queue.set_viewport_size({"width": 390, "height": 844})
    expect(phone).to_be_hidden()


def test_a_double_click_publishes_once(queue: Page, day: Day) -> None:
    one = day.draft("Broken", state=State.FAILED, error_code="internal", who_acts="tiktok")
    queue.goto("/admin?tab=failed")
    queue.get_by_role("button", name="Retry").dblclick()
    expect(queue.locator("#notice")).to_contain_text("In line")
    with day.room.service.database.read() as session:
        told = session.get_one(Publication, one).events
        assert [event.what for event in told].count("retried") == 1


def test_the_queue_works_without_javascript(browser: Browser, day: Day) -> None:
    one = day.draft("A story", privacy_level="PUBLIC_TO_EVERYONE")
    context = browser.new_context(base_url=day.room.url, java_script_enabled=False)
    day.room.sign_in(context, EDITOR, "en")
    page = context.new_page()
    page.goto("/admin")
    # Approving shows first what one agrees to: on the form, where no script can ask.
    approve = page.get_by_role("link", name="Approve")
    expect(approve).to_have_attribute(
        "href", f"/admin/articles/{day.articles[0]}?publication={one}"
    )
    page.get_by_role("link", name="Plan").click()
    due = (rows.NOW + timedelta(days=2)).strftime("%Y-%m-%dT10:15")
    page.get_by_label("Not before").first.fill(due)
    page.get_by_role("button", name="Plan").first.click()
    expect(page.locator("#notice")).to_contain_text("Planned for")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator("#notice")).to_contain_text("Withdrawn.")
    assert day.row(one).state == State.CANCELLED
    context.close()
