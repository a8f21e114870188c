"""An administrator sets Zharia up in a browser: through TikTok's consent page and back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watch
from tests.browser.newsroom import Newsroom
from zharia.accounts import Account
from zharia.users.model import ApiKey

PAGE = "/admin/settings/social-media"


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("settings"), works=False) as newsroom:
        yield newsroom


@pytest.fixture
def page(browser: Browser, newsroom: Newsroom, complaints: list[str]) -> Iterator[Page]:
    """An administrator's, in English."""
    context = browser.new_context(base_url=newsroom.url, reduced_motion="reduce")
    newsroom.sign_in(context, language="en")
    page = context.new_page()
    watch(page, complaints)
    yield page
    context.close()
    assert complaints == []


def consent(page: Page, username: str) -> None:
    page.goto(PAGE)
    page.get_by_role("main").get_by_role("link", name="Connect account").first.click()
    page.get_by_role("radio", name=f"@{username}").check()


def test_an_account_is_connected_and_set_to_post_alone(page: Page, newsroom: Newsroom) -> None:
    consent(page, "aimaq_kz")
    page.get_by_role("button", name="Authorize").click()
    expect(page.locator("#arrived")).to_contain_text("Аймақ жаңалықтары is connected.")
    page.get_by_role("link", name="Set its language and mode").click()

    responsibility = page.get_by_label("I know this")
    expect(responsibility).to_be_hidden()
    page.get_by_role("radio", name="Automatic").check()
    responsibility.check()
    page.get_by_label("Who can see the posts").select_option("SELF_ONLY")
    page.get_by_role("button", name="#жаңалықтар", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    with newsroom.service.database.read() as session:
        account = session.query(Account).one()
    assert (account.mode, account.privacy_level) == ("auto", "SELF_ONLY")
    assert account.hashtags["language"] == ["#жаңалықтар"]


def test_who_refuses_at_tiktok_reads_what_to_do(page: Page) -> None:
    consent(page, "aimaq_ru")
    page.get_by_role("button", name="Cancel").click()
    arrived = page.locator("#arrived")
    expect(arrived).to_contain_text("The account's owner said no")
    page.get_by_role("link", name="More in “Errors explained”").click()
    expect(page.locator("#access_denied")).to_be_in_viewport()


def test_errors_are_found_while_typing_and_by_their_link(page: Page) -> None:
    page.goto("/admin/help/errors")
    shown = page.locator(".error:visible")
    page.get_by_label("Search the errors").fill("rate_limit_exceeded")
    expect(shown).to_have_count(1)
    expect(page.locator("#rate_limit_exceeded")).to_be_visible()
    page.get_by_label("Search the errors").fill("no error has these words")
    expect(page.get_by_text("No such error here")).to_be_visible()
    # A link to what the search hides shows it all the same.
    page.evaluate("location.hash = 'spam_risk_text'")
    expect(page.locator("#spam_risk_text")).to_be_in_viewport()


def reload_at_once(page: Page) -> None:
    """As early as a person can press the key: before the scripts that are deferred have run."""
    expect(page.locator(".secret code")).not_to_be_empty()
    page.unroute_all()
    page.reload()


def hold_scripts(page: Page) -> None:
    page.route("**/app*.js*", lambda _: None)


def test_a_key_is_made_once_however_often_its_page_is_loaded(
    page: Page, newsroom: Newsroom
) -> None:
    page.goto("/admin/keys")
    page.get_by_label("Name").fill("WordPress")
    hold_scripts(page)
    page.get_by_role("button", name="Make the key").click(no_wait_after=True)
    reload_at_once(page)
    expect(page.get_by_role("heading", name="API keys", level=1)).to_be_visible()
    with newsroom.service.database.read() as session:
        assert session.query(ApiKey).count() == 1


def test_a_password_is_made_once_however_often_its_page_is_loaded(page: Page) -> None:
    page.goto("/admin/users")
    page.get_by_role("link", name="aigerim@news.example").click()
    page.get_by_role("button", name="Set a new password").click()
    hold_scripts(page)
    asked = page.get_by_role("dialog").get_by_role("button", name="Set a new password")
    asked.click(no_wait_after=True)
    reload_at_once(page)
    expect(page.get_by_role("heading", name="New password")).to_be_visible()


def test_taking_somebodys_access_asks_first(page: Page) -> None:
    page.goto("/admin/users")
    page.get_by_role("link", name="aigerim@news.example").click()
    page.get_by_role("button", name="Take away the access").click()
    page.get_by_role("dialog").get_by_role("button", name="Back").click()
    expect(page.get_by_text("May not sign in")).to_have_count(0)
    page.get_by_role("button", name="Take away the access").click()
    page.get_by_role("dialog").get_by_role("button", name="Take away the access").click()
    expect(page.get_by_text("can no longer sign in.").first).to_be_visible()
