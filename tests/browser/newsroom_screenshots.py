"""Pictures of every page of the newsroom in every state: `./run screenshots [part of a name]`.

In Kazakh, light and dark, on a phone and a desk; the sign-in page and the queue in all languages.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.axe import SIZES
from tests.browser.chromium import LAUNCH
from tests.browser.doubtful import doubtful
from tests.browser.newsroom import Newsroom, fill, paused
from tests.browser.pages import Look, looks
from tests.browser.screenshots import settle

LANGUAGES = ("kk", "ru", "en")


def shoot(browser: Browser, newsrooms: dict[str, Newsroom], look: Look, out: Path) -> None:
    languages = LANGUAGES if look.name in {"login", "queue", "publish"} else LANGUAGES[:1]
    for language in languages:
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    reduced_motion="reduce",
                    locale=language,
                    base_url=newsrooms[look.of].url,
                )
                file = out / f"{look.name}-{language}-{size}-{scheme}.png"
                draw(context, newsrooms[look.of], look, language, file)
                context.close()


def draw(
    context: BrowserContext, newsroom: Newsroom, look: Look, language: str, file: Path
) -> None:
    if not look.stranger:
        newsroom.sign_in(context, language=language)
    page = context.new_page()
    page.goto(look.path)
    for selector in look.clicks:
        page.click(selector)
    # What it fetches after loading, such as the creator, is there.
    page.wait_for_load_state("networkidle")
    settle(page)
    page.screenshot(path=file, full_page=True)


def main() -> None:
    out, part = Path(sys.argv[1]), "".join(sys.argv[2:3])
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Newsroom(Path(folder) / "empty", works=False) as empty,
        Newsroom(Path(folder) / "filled", works=False) as filled,
        Newsroom(Path(folder) / "paused", works=False) as stopped,
        sync_playwright() as playwright,
    ):
        made = fill(filled)
        made |= doubtful(filled, made)
        paused(stopped)
        newsrooms = {"empty": empty, "filled": filled, "paused": stopped}
        browser = playwright.chromium.launch(**LAUNCH)
        for look in looks(made):
            if part in look.name:
                shoot(browser, newsrooms, look, out)
        browser.close()


if __name__ == "__main__":
    main()
