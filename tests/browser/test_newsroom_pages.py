"""Promises that hold for every page of the newsroom: accessible, in one window, no complaints."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import AXE, violations
from tests.browser.conftest import watch
from tests.browser.doubtful import doubtful
from tests.browser.newsroom import Newsroom, fill, paused
from tests.browser.pages import Look, looks

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
    found += violations(page)
    context.close()
    assert not found, "\n".join(found)
