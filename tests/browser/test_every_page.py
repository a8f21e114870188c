"""Promises that hold for every page: accessible, without complaints, and readable without JS."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import content
from tests.browser.axe import AXE, violations
from tests.browser.conftest import Show, watch
from tests.browser.screenshots import views
from tests.support.servers import RunningSimulator

#: pages whose state is worth the check; names as `views` gives them
CHECKED = (
    "home-empty", "profile-empty", "home", "profile-failed", "post",
    "post-processing", "post-failed", "post-35", "inbox-empty", "inbox", "draft", "log", "consent",
    "opaque", "missing",
)  # fmt: skip


@pytest.fixture
def at_rest(browser: Browser, running: RunningSimulator, complaints: list[str]) -> Iterator[Page]:
    # Axe is added from outside, which the pages' own policy rightly forbids.
    context = browser.new_context(base_url=running.url, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    watch(page, complaints)
    yield page
    context.close()


@pytest.mark.parametrize("name", CHECKED)
def test_axe_finds_nothing(at_rest: Page, show: Show, now: float, name: str) -> None:
    """Nor does any page scroll sideways."""
    page = at_rest
    state, path = next((state, path) for other, state, path in views(now) if other == name)
    show(state)
    page.add_init_script(path=AXE)
    page.goto(path)
    found = violations(page)
    assert not found, "\n".join(found)


FAINT = ".note { color: #888; background: #999 }"
HIDDEN = ".note { display: none }"


def on(what: str, rule: str) -> str:
    return f"@media ({what}) {{ {rule} }}"


DARK, LIGHT = "prefers-color-scheme: dark", "prefers-color-scheme: light"
PHONE, DESK = "max-width: 500px", "min-width: 501px"


@pytest.mark.parametrize(
    ("style", "where"),
    [
        pytest.param(FAINT, {"phone, light", "desk, dark"}, id="everywhere"),
        pytest.param(on(DARK, FAINT), {"desk, dark"}, id="in the dark"),
        pytest.param(on(DARK, FAINT) + on(DESK, HIDDEN), {"phone, dark"}, id="there on a phone"),
        pytest.param(on(LIGHT, FAINT) + on(PHONE, HIDDEN), {"desk, light"}, id="by day on a desk"),
        pytest.param(".note { width: 1000px }", {"phone"}, id="too wide"),
    ],
)
def test_axe_finds_what_is_wrong_in_one_size_and_theme_only(
    browser: Browser, style: str, where: set[str]
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_content(
        "<!doctype html><html lang='en'><title>One</title><style>:root { color-scheme: light dark }"
        f"{style}</style><main><h1>One</h1><p class='note'>A note</p></main>"
    )
    page.evaluate(AXE.read_text())
    assert {line.partition(":")[0] for line in violations(page)} == where
    context.close()


def test_no_page_breaks_its_own_policy(
    page: Page, show: Show, now: float, complaints: list[str]
) -> None:
    show(content.newsroom(now))
    for _, state, path in views(now):
        if state.posts:
            page.goto(path)
            complaints[:] = [line for line in complaints if "status of 40" not in line]
            assert complaints == [], path


def test_pages_work_without_javascript(
    browser: Browser, running: RunningSimulator, show: Show, now: float
) -> None:
    show(content.newsroom(now))
    context = browser.new_context(base_url=running.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("heading", name="Аймақ жаңалықтары").get_by_role("link").click()
    page.get_by_role("link", name="«Байқоңырдан»").click()
    expect(page.locator(".caption")).to_contain_text("желтоқсанда келеді")
    expect(page.get_by_role("img", name="Photo 1 of 4")).to_be_visible()
    expect(page.get_by_role("button", name="Next photo")).to_be_hidden()
    page.goto("/@aimaq_kz/inbox")
    page.get_by_role("button", name="Open").first.click()
    page.get_by_label("Who can see this post").select_option("SELF_ONLY")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".badges")).to_contain_text("Only you")
    context.close()


def test_kazakh_words_are_set_in_one_typeface(page: Page, show: Show, now: float) -> None:
    show(content.newsroom(now))
    page.goto(f"/posts/{content.direct(0, now).publish_id}")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "text => [...document.fonts].filter(f => f.status === 'loaded')"
        ".map(f => f.family.replaceAll('\"', '')).sort()", ""
    )  # fmt: skip
    assert loaded.count("TikTok Sans") == 4
    assert "Numero" in loaded


def test_the_keyboard_reaches_a_cover_and_shows_where_it_is(
    page: Page, show: Show, now: float
) -> None:
    show(content.newsroom(now))
    page.goto("/@aimaq_kz")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    cover = page.locator(".cover a").first
    expect(cover).to_be_focused()
    assert cover.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"


def test_no_page_shows_a_token(running: RunningSimulator, show: Show, now: float) -> None:
    state = content.newsroom(now)
    show(state)
    token = running.token(content.APP, "aimaq_kz")
    refresh = running.simulator.state.grants[-1].refresh_token
    running.http.post("/v2/user/info/?fields=open_id", headers={"Authorization": f"Bearer {token}"})
    for path in ("/", "/@aimaq_kz", "/log", f"/posts/{state.posts[0].publish_id}"):
        text = running.http.get(path).text
        assert token not in text
        assert refresh not in text


def test_a_preview_is_sent_once(running: RunningSimulator, show: Show, now: float) -> None:
    show(content.newsroom(now))
    path = f"/photo/{content.direct(0, now).publish_id}/1.jpg"
    first = running.http.get(path)
    assert first.headers["content-type"] == "image/jpeg"
    again = running.http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert running.http.get(path.replace("1.jpg", "99.jpg")).status_code == 404
