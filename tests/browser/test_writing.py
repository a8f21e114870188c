"""Writing an article in a browser: photos and tags by hand, and nothing typed is lost."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import watch
from tests.browser.newsroom import EDITOR, Newsroom
from zharia.articles import Article, editions


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("writing"), works=False) as newsroom:
        yield newsroom


@pytest.fixture
def page(browser: Browser, newsroom: Newsroom, complaints: list[str]) -> Iterator[Page]:
    context = browser.new_context(base_url=newsroom.url, reduced_motion="reduce")
    newsroom.sign_in(context, EDITOR, "en")
    page = context.new_page()
    watch(page, complaints)
    yield page
    context.close()
    assert complaints == []


def jpeg() -> bytes:
    photo = BytesIO()
    Image.new("RGB", (900, 1200), "teal").save(photo, "JPEG")
    return photo.getvalue()


def test_an_article_is_written_with_photos_and_survives_a_lost_session(
    page: Page, newsroom: Newsroom
) -> None:
    page.goto("/admin/articles/new")
    kazakh = page.get_by_role("region", name="Kazakh")
    kazakh.get_by_label("Title").fill("Көпір ашылды")
    expect(kazakh.locator(".counter")).to_have_text("12/90")
    page.get_by_role("region", name="Russian").get_by_label("Title").fill("Открыт мост")

    # A photo of our own, and one by its address; the second goes first, by keyboard.
    page.locator("#upload").set_input_files(
        FilePayload(name="bridge.jpg", mimeType="image/jpeg", buffer=jpeg())
    )
    rows = page.locator("[data-image-row]")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Uploaded here")
    expect(rows.first.locator("img")).to_have_js_property("complete", True)
    address = newsroom.newsroom.photo("/by-address.jpg", (900, 1200))
    page.get_by_role("button", name="Photo by its address").click()
    page.keyboard.type(address)
    page.keyboard.press("Tab")
    page.keyboard.type("Көпір")
    expect(rows.nth(1).locator("img")).to_have_js_property("complete", True)
    rows.nth(1).get_by_role("button", name="Earlier").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#news")).to_have_text("Photo 2 is now 1 of 2.")
    expect(rows.first.get_by_role("button", name="Later")).to_be_focused()
    for number in range(3):
        if number == 2:
            page.get_by_role("button", name="Another tag").click()
        page.get_by_label("Tag, Kazakh").nth(number).fill(f"тег {number}")

    # Signed out elsewhere: signing in leads back, and everything is there.
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page).to_have_url(f"{newsroom.url}/admin/login?next=/admin/articles/new")
    newsroom.sign_in(page.context, EDITOR, "en")
    page.goto("/admin/articles/new")
    expect(page.get_by_text("What you typed before is back.")).to_be_visible()
    expect(page.get_by_label("Tag, Kazakh").nth(2)).to_have_value("тег 2")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#notice")).to_contain_text("Saved")

    with newsroom.service.database.read() as session:
        (article,) = session.query(Article).all()
        content = editions(session, article.id)[-1].content
    assert [one.title for one in content.translations] == ["Көпір ашылды", "Открыт мост"]
    first, second = content.images
    assert (first.url, first.alt) == (address, "Көпір")
    assert second.url.startswith("stored:")
    assert [tag.names["kz"] for tag in content.tags] == ["тег 0", "тег 1", "тег 2"]
    # It is saved, so the next new one begins empty.
    page.goto("/admin/articles/new")
    expect(page.get_by_role("region", name="Kazakh").get_by_label("Title")).to_have_value("")


def test_a_file_that_is_no_photo_says_so_and_the_form_stays(page: Page) -> None:
    page.goto("/admin/articles/new")
    page.locator("#upload").set_input_files(
        FilePayload(name="notes.jpg", mimeType="image/jpeg", buffer=b"no photo")
    )
    expect(page.locator("[data-uploads]")).to_contain_text("notes.jpg")
    expect(page.locator("[data-image-row]")).to_have_count(0)
