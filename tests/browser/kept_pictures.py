"""The pictures that the documentation shows: `./run screenshots docs` draws them into docs/images.

For `docs/audit.md` the publish form in each state that TikTok's audit asks for, in English; for
the README the queue and the form in Kazakh.
"""

import io
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.browser.chromium import LAUNCH
from tests.browser.newsroom import ADMIN, EDITOR, Newsroom, fill
from tests.browser.screenshots import settle
from zharia.accounts import Mode
from zharia.demo.stories import load_stories

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def keep(shown: Page | Locator, name: str) -> None:
    """One picture, small enough for a repository."""
    file = IMAGES / f"{name}.webp"
    file.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(shown.screenshot())) as picture:
        picture.save(file, "WEBP", quality=80, method=6)


def for_the_readme(browser: Browser, newsroom: Newsroom, made: dict[str, str]) -> None:
    context = browser.new_context(
        base_url=newsroom.url,
        viewport={"width": 1440, "height": 900},
        device_scale_factor=1.5,
        reduced_motion="reduce",
    )
    newsroom.sign_in(context, ADMIN, "kk")
    page = context.new_page()
    for name, path in (("queue", "/admin"), ("publish", f"/admin/articles/{made['article']}")):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        settle(page)
        keep(page, name)
    context.close()


def for_the_audit(browser: Browser, newsroom: Newsroom) -> None:
    """One story on an account that may post and on one that may not, before an editor."""
    account = newsroom.connect("aimaq_kz", mode=Mode.REVIEW, privacy_level=None)
    banned = newsroom.connect("aimaq_banned", mode=Mode.REVIEW, privacy_level=None)
    article = newsroom.tell(load_stories()[0])
    context = browser.new_context(
        base_url=newsroom.url, viewport={"width": 1280, "height": 860}, reduced_motion="reduce"
    )
    newsroom.sign_in(context, EDITOR, "en")
    page = context.new_page()
    page.goto(f"/admin/articles/{article}?account={banned}")
    page.locator("#blocked").wait_for()
    keep(page.locator("#creator"), "audit/1-blocked")

    page.goto(f"/admin/articles/{article}?account={account}")
    creator = page.locator("#creator[data-name]")
    creator.wait_for()
    settle(page)
    keep(page, "audit/5-preview")
    keep(creator.locator(".creator-who"), "audit/1-nickname")
    keep(page.locator("section[aria-labelledby=texts]"), "audit/2-texts")
    keep(creator, "audit/2-privacy-and-comments")
    page.locator("#disclosed").check()
    keep(creator, "audit/3-nothing-indicated")
    page.get_by_role("checkbox", name="Your brand").check()
    keep(creator.locator(".disclosure"), "audit/3-promotional")
    page.get_by_role("checkbox", name="Branded content").check()
    keep(creator.locator(".disclosure"), "audit/3-paid-partnership")
    keep(creator.locator(".consent"), "audit/4-branded")
    page.locator("#disclosed").uncheck()
    keep(creator.locator(".consent"), "audit/4-music")
    page.locator("#privacy_level").select_option("PUBLIC_TO_EVERYONE")
    page.locator("[data-send]").click()
    page.locator("#standing .badge", has_text="Published").first.wait_for(timeout=60_000)
    settle(page)
    keep(page, "audit/5-status")
    context.close()


def close(apart: ThreadPoolExecutor, newsroom: Newsroom) -> None:
    apart.submit(newsroom.__exit__).result()


def main() -> None:
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
        # The engine does not start in a thread with an event loop, as Playwright's.
        apart = closing.enter_context(ThreadPoolExecutor(1))
        day, works = Newsroom(folder / "day", works=False), Newsroom(folder / "works")
        for newsroom in (day, works):
            apart.submit(newsroom.__enter__).result()
            closing.callback(close, apart, newsroom)
        made = fill(day)
        playwright = closing.enter_context(sync_playwright())
        browser = playwright.chromium.launch(**LAUNCH)
        closing.callback(browser.close)
        for_the_readme(browser, day, made)
        for_the_audit(browser, works)


if __name__ == "__main__":
    main()
