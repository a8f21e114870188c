"""An editor's whole way, in a browser, beside the real service and a simulated TikTok."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watch
from tests.browser.newsroom import ADMIN, PASSWORD, Newsroom
from tests.support.servers import photo

TITLE_KK = "Сәтбаевта көл жағасындағы саябақ ашылды"


@pytest.fixture
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Empty: nobody is connected, nothing was written."""
    newsroom = Newsroom(tmp_path_factory.mktemp("flow"))
    # The engine does not start in a thread with an event loop, as Playwright's.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(newsroom.__enter__).result()
        yield newsroom
        apart.submit(newsroom.__exit__).result()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "park.jpg"
    file.write_bytes(photo((1600, 1200)))
    return file


def new_page(browser: Browser, newsroom: Newsroom, complaints: list[str], **more: object) -> Page:
    context = browser.new_context(base_url=newsroom.url, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    page = context.new_page()
    watch(page, complaints)
    return page


def test_from_signing_in_to_a_post_that_is_live(
    browser: Browser, newsroom: Newsroom, picture: Path, complaints: list[str]
) -> None:
    page = new_page(browser, newsroom, complaints, locale="en-GB")

    # Sign in; the page that was asked for comes afterwards.
    page.goto("/admin/settings/social-media")
    page.get_by_label("E-mail").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    # Connect an account on TikTok's consent page.
    page.get_by_role("link", name="Connect account").first.click()
    page.get_by_role("radio", name="@aimaq_kz").check()
    page.get_by_role("button", name="Authorize").click()
    expect(page.locator("#arrived")).to_contain_text("is connected")

    # Write an article with a photo of one's own.
    page.get_by_role("link", name="Articles").click()
    page.get_by_role("link", name="Write an article").first.click()
    kazakh = page.get_by_role("region", name="Kazakh")
    kazakh.get_by_label("Title").fill(TITLE_KK)
    kazakh.get_by_label("Summary").fill("Үш гектар жерге мың түп ағаш отырғызылды.")
    page.locator("input[type=file]").set_input_files(picture)
    expect(page.locator("[data-images] li")).to_have_count(1)
    page.get_by_role("button", name="Save", exact=True).last.click()

    # Look at it as TikTok will show it, choose, consent, publish.
    phone = page.locator(".phone")
    expect(phone).to_contain_text(TITLE_KK)
    page.get_by_label("Title").fill(f"{TITLE_KK}!")
    expect(phone).to_contain_text(f"{TITLE_KK}!")
    page.get_by_label("Who can see this post").select_option("PUBLIC_TO_EVERYONE")
    page.get_by_role("button", name="Publish on TikTok").click()

    # It becomes published while one looks, and is on TikTok.
    expect(page.locator("#standing")).to_contain_text("Published", timeout=30_000)
    link = page.get_by_role("link", name="Open on TikTok")
    expect(link).to_be_visible(timeout=30_000)
    page.goto(str(link.get_attribute("href")))
    expect(page.get_by_role("heading", name=f"{TITLE_KK}!")).to_be_visible()
    assert len(newsroom.posts()) == newsroom.inits() == 1
    page.context.close()
    assert complaints == []


def test_the_same_in_kazakh_on_a_phone(
    browser: Browser, newsroom: Newsroom, picture: Path, complaints: list[str]
) -> None:
    page = new_page(
        browser,
        newsroom,
        complaints,
        locale="kk-KZ",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page.goto("/admin")
    page.get_by_label("Электрондық пошта").fill(ADMIN)
    page.get_by_label("Құпиясөз").fill(PASSWORD)
    page.get_by_role("button", name="Кіру").tap()
    page.locator(".burger").tap()
    page.get_by_role("link", name="Әлеуметтік желілер").tap()
    page.get_by_role("link", name="Аккаунт қосу").first.tap()
    page.get_by_role("radio", name="@aimaq_kz").check()
    page.get_by_role("button", name="Authorize").tap()
    expect(page.locator("#arrived")).to_be_visible()
    page.goto("/admin/articles/new")
    page.get_by_label("Тақырып").first.fill(TITLE_KK)
    page.locator("input[type=file]").set_input_files(picture)
    expect(page.locator("[data-images] li")).to_have_count(1)
    page.get_by_role("button", name="Сақтау", exact=True).last.tap()
    page.locator("#privacy_level").select_option("PUBLIC_TO_EVERYONE")
    page.locator("[data-send]").tap()
    expect(page.locator("#standing")).to_contain_text("Жарияланды", timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not re.search(r"\b(Published|Queue|Save)\b", page.locator("body").inner_text())
    assert len(newsroom.posts()) == newsroom.inits() == 1
    page.context.close()
    assert complaints == []
