"""An open page follows what happens, without a reload."""

import re
from dataclasses import replace
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import Show
from tests.support.servers import PhotoHost, RunningSimulator
from zharia.simulator.seed import seeded_state

TITLE = "Қаңтардан бастап ең төменгі жалақы 95 000 ₸ болады"


def mark(page: Page) -> None:
    """Leave something in the page that a reload would lose."""
    page.evaluate("window.untouched = true")


def assert_not_reloaded(page: Page) -> None:
    assert page.evaluate("window.untouched")


def wait_until_live(page: Page) -> None:
    expect(page.locator("html[data-pulse=live]")).to_be_attached()


def post_for_real(running: RunningSimulator, host: PhotoHost, **post_info: Any) -> str:
    """Init over HTTP, as a client does; the photos are pulled from `host`."""
    urls = [host.photo(f"/{n}.jpg", (270, 360 + n)) for n in range(3)]
    running.control("PATCH", f"/apps/{content.APP}", {"verified_prefixes": [f"{host.url}/"]})
    token = running.token(content.APP, "aimaq_kz")
    answer = running.http.post(
        "/v2/post/publish/content/init/",
        headers={"Authorization": f"Bearer {token}"},
        json={
            "media_type": "PHOTO",
            "post_mode": "DIRECT_POST",
            "post_info": {
                "title": TITLE,
                "privacy_level": "PUBLIC_TO_EVERYONE",
                "brand_content_toggle": False,
                "brand_organic_toggle": False,
                **post_info,
            },
            "source_info": {
                "source": "PULL_FROM_URL", "photo_images": urls, "photo_cover_index": 1,
            },
        },
    ).json()  # fmt: skip
    assert answer["error"]["code"] == "ok", answer
    return str(answer["data"]["publish_id"])


def test_a_post_appears_on_the_open_profile_without_a_reload(
    page: Page, running: RunningSimulator, show: Show
) -> None:
    page.goto("/@aimaq_kz")
    wait_until_live(page)
    expect(page.get_by_text("No posts yet")).to_be_visible()
    mark(page)
    with PhotoHost() as host:
        post_for_real(running, host)
        cover = page.get_by_role("list", name="Posts").get_by_role("listitem")
        expect(cover).to_have_count(1)
        expect(cover.get_by_text(TITLE)).to_be_visible()
        expect(cover.locator("img")).to_be_visible()
        expect(cover).not_to_have_class("is-processing")
    expect(page.get_by_text("No posts yet")).to_be_hidden()
    expect(page.locator("#news")).to_contain_text(TITLE)
    assert_not_reloaded(page)
    with page.expect_navigation():
        cover.get_by_role("link").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/@aimaq_kz/photo/7\d{18}$"))


def test_the_home_page_counts_and_welcomes_no_longer(
    page: Page, running: RunningSimulator, show: Show, now: float
) -> None:
    page.goto("/")
    wait_until_live(page)
    expect(page.get_by_text("Nothing is posted yet")).to_be_visible()
    mark(page)
    state = seeded_state()
    state.posts = [content.direct(0, now), content.direct(1, now)]
    show(state)
    expect(page.locator("#tally div").first).to_contain_text("2")
    expect(page.get_by_text("Nothing is posted yet")).to_be_hidden()
    expect(page.get_by_role("list", name="Latest posts of aimaq_ru")).to_be_visible()
    assert_not_reloaded(page)


def test_an_open_carousel_keeps_its_place_while_the_post_changes(
    page: Page, show: Show, now: float
) -> None:
    state = seeded_state()
    post = content.direct(0, now)
    state.posts = [replace(post, public_at=0.0)]
    show(state)
    page.goto(f"/posts/{post.publish_id}")
    wait_until_live(page)
    page.get_by_role("button", name="Next photo").click()
    expect(page.locator(".place")).to_have_text("Photo 2/5")
    expect(page.locator("#truth-panel")).to_contain_text("In moderation")
    state.posts = [post]
    show(state)
    expect(page.locator("#truth-panel")).not_to_contain_text("In moderation")
    expect(page.locator(".place")).to_have_text("Photo 2/5")


def test_a_half_written_draft_survives_what_happens_meanwhile(
    page: Page, show: Show, now: float
) -> None:
    state = seeded_state()
    draft = content.draft(0, now)
    state.posts = [draft]
    show(state)
    page.goto(f"/@aimaq_kz/inbox/{draft.publish_id}")
    page.get_by_label("Title").fill("Жаңа тақырып")
    state.posts = [draft, content.direct(2, now)]
    show(state)
    expect(page.get_by_label("Title")).to_have_value("Жаңа тақырып")


def test_the_call_log_grows_by_itself(page: Page, running: RunningSimulator, show: Show) -> None:
    page.goto("/log?only=errors")
    wait_until_live(page)
    mark(page)
    running.http.post("/v2/post/publish/creator_info/query/")
    expect(page.locator("#calls")).to_contain_text("access_token_invalid")
    assert_not_reloaded(page)


def test_a_page_returns_to_life_when_the_simulator_comes_back(
    page: Page, show: Show, complaints: list[str]
) -> None:
    page.goto("/")
    wait_until_live(page)
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("html[data-pulse=lost]")).to_be_attached()
    page.context.set_offline(False)
    wait_until_live(page)
    complaints.clear()
