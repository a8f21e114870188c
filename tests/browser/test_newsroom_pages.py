"""Promises that hold for every page of the newsroom: accessible, in one window, no complaints."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import watch
from tests.browser.doubtful import doubtful
from tests.browser.newsroom import Newsroom, fill, paused
from tests.browser.pages import Look, looks
from tests.browser.screenshots import SIZES
from tests.browser.test_every_page import AXE, RUN_AXE, SCHEMES

#: the names do not depend on ids
NAMES = [look.name for look in looks(defaultdict(str))]


@pytest.fixture(scope="session")
def newsrooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Newsroom]]:
    with (
        Newsroom(tmp_path_factory.mktemp("empty"), works=False) as empty,
        Newsroom(tmp_path_factory.mktemp("filled"), works=False) as filled,
        Newsroom(tmp_path_factory.mktemp("paused"), works=False) as stopped,
    ):
        paused(stopped)
        yield {"empty": empty, "filled": filled, "paused": stopped}


@pytest.fixture(scope="session")
def seen(newsrooms: dict[str, Newsroom]) -> dict[str, Look]:
    made = fill(newsrooms["filled"])
    made |= doubtful(newsrooms["filled"], made)
    return {look.name: look for look in looks(made)}


@pytest.mark.parametrize("name", NAMES)
def test_axe_and_the_pages_own_policy_find_nothing(
    browser: Browser, newsrooms: dict[str, Newsroom], seen: dict[str, Look], name: str
) -> None:
    """Nor does any page scroll sideways, in both themes, on a phone and a desk."""
    look = seen[name]
    newsroom = newsrooms[look.of]
    context = browser.new_context(base_url=newsroom.url, reduced_motion="reduce")
    if not look.stranger:
        newsroom.sign_in(context)
    page = context.new_page()
    found: list[str] = []
    watch(page, found)
    answer = page.goto(look.path)
    assert answer is not None
    if name == "missing":
        assert answer.status == 404
        found.clear()
    else:
        assert answer.status == 200, answer.text()
    for selector in look.clicks:
        page.click(selector)
    page.evaluate(AXE.read_text())
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{size}: {wide(page)} is wider than the window")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{size}, {scheme}: {line}" for line in page.evaluate(RUN_AXE)]
    context.close()
    assert not found, "\n".join(found)


def wide(page: Page) -> str:
    """What reaches furthest out."""
    return str(
        page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right"
            " > innerWidth + 1).slice(0, 3).map(e => e.tagName + '.' + e.className).join(', ')"
        )
    )
