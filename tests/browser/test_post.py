"""A post on the phone-like stage."""

import re
from dataclasses import replace

from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import Show
from zharia.simulator.seed import seeded_state


def test_the_arrow_keys_turn_thirty_five_photos(page: Page, show: Show, now: float) -> None:
    show(content.long_carousel(now))
    page.goto(f"/posts/{content.direct(0, now).publish_id}")
    place = page.locator(".place")
    expect(place).to_have_text("Photo 1/35")
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    expect(place).to_have_text("Photo 35/35")
    expect(page.get_by_role("button", name="Next photo")).to_be_disabled()
    page.keyboard.press("ArrowLeft")
    expect(place).to_have_text("Photo 34/35")
    expect(page.get_by_role("img", name="Photo 34 of 35")).to_be_in_viewport()


def test_a_long_caption_is_folded_and_flows_on_one_line(page: Page, show: Show, now: float) -> None:
    show(content.newsroom(now))
    page.goto(f"/posts/{content.direct(0, now).publish_id}")
    caption = page.locator(".caption")
    more = page.get_by_role("button", name="more")
    expect(more).to_have_attribute("aria-expanded", "false")
    folded = caption.bounding_box()
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="less")).to_have_attribute("aria-expanded", "true")
    unfolded = caption.bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert unfolded["height"] > folded["height"]
    expect(caption.locator(".hashtag").first).to_have_text("#шұғыл")
    expect(caption.locator(".mention")).to_have_text("@ulytau_tjd")
    assert "\n" not in (caption.text_content() or "").strip()


def test_a_short_caption_has_nothing_to_unfold(page: Page, show: Show, now: float) -> None:
    state = seeded_state()
    state.posts = [replace(content.direct(5, now), description="#город")]
    show(state)
    page.goto(f"/posts/{state.posts[0].publish_id}")
    expect(page.locator(".caption")).to_have_text("#город")
    expect(page.locator(".fold")).to_be_hidden()


def test_labels_say_what_tiktok_says(page: Page, show: Show, now: float) -> None:
    state = seeded_state()
    own = replace(content.direct(0, now), brand_organic=True, is_aigc=True)
    both = replace(content.direct(2, now), brand_organic=True, brand_content=True)
    state.posts = [own, both]
    show(state)
    page.goto(f"/posts/{own.publish_id}")
    expect(page.locator(".labels")).to_have_text(re.compile(r"Promotional content\s+AI-generated"))
    page.goto(f"/posts/{both.publish_id}")
    expect(page.locator(".labels")).to_have_text("Paid partnership")


def test_text_from_a_client_is_text(page: Page, show: Show, now: float) -> None:
    state = seeded_state()
    nasty = "<img src=x onerror=alert(1)> #<b>x</b> \"'"
    post = content.direct(0, now)
    photos = [replace(photo, url="javascript:alert(1)//<script>") for photo in post.photos]
    state.posts = [replace(post, title=nasty, description=nasty, photos=photos)]
    state.users[0].bio = state.users[0].nickname = nasty
    show(state)
    page.goto(f"/posts/{post.publish_id}")
    expect(page.get_by_role("heading", name=nasty)).to_be_visible()
    assert page.locator("a[href^=javascript]").count() == 0
    page.goto("/@aimaq_kz")
    expect(page.locator(".bio")).to_have_text(nasty)


def test_its_author_makes_a_post_private_and_deletes_it(page: Page, show: Show, now: float) -> None:
    show(content.newsroom(now))
    page.goto(f"/posts/{content.direct(0, now).publish_id}")
    page.get_by_label("Who can see it").select_option("SELF_ONLY")
    page.get_by_role("button", name="Change").click()
    expect(page.locator(".badges")).to_contain_text("Only you")
    page.get_by_role("button", name="Delete the post").click()
    expect(page.locator(".badges")).to_contain_text("Removed")


def test_a_failed_post_says_why_in_words(page: Page, show: Show, now: float) -> None:
    show(content.newsroom(now))
    page.goto("/@aimaq_ru")
    failed = page.locator(".cover.is-failed")
    expect(failed).to_contain_text("picture_size_check_failed")
    expect(failed).to_contain_text("over 1080 pixels")
