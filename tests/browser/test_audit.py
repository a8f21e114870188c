"""What TikTok's Direct Post audit looks at, point by point (`content-sharing-guidelines`).

The points are those of the guidelines: 1 the creator, 2 title, privacy and comments, 3 commercial
disclosure, 4 the consent line, 5 preview, consent and status, 6 the content. In English, whose
wording has to be TikTok's own. One stage serves all tests; each has an article of its own.
"""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import watch
from tests.browser.newsroom import EDITOR, PASSWORD, Newsroom
from tests.support import rows
from zharia.accounts import Account, Mode, configuration
from zharia.publishing.consent import content_hash
from zharia.publishing.model import Publication
from zharia.publishing.states import State

MUSIC = "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"
BRANDED = "https://www.tiktok.com/legal/page/global/bc-policy/en"
DISCLOSE = "You need to indicate if your content promotes yourself, a third party, or both."
NEVER_PRIVATE = "Branded content visibility cannot be set to private."

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    # Tests come quicker one after the other than editors do.
    stage = Newsroom(tmp_path_factory.mktemp("audit"), creator_info_per_minute=600)
    # In a thread of its own: the engine does not start in one with an event loop, as Playwright's.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(stage.__enter__).result()
        yield stage
        apart.submit(stage.__exit__).result()


@pytest.fixture(scope="module")
def accounts(stage: Newsroom) -> dict[str, str]:
    names = ("aimaq_kz", "aimaq_quiet", "aimaq_private", "aimaq_banned")
    return {
        name: stage.connect(name, mode=Mode.REVIEW, privacy_level=None, language="kz")
        for name in names
    }


@pytest.fixture(autouse=True)
def _afresh(stage: Newsroom) -> Iterator[None]:
    """TikTok's limits of a minute belong to one test."""
    stage.simulator.advance(61)
    yield
    stage.simulator.control("DELETE", "/faults")


@dataclass
class Form:
    """The publish form in a browser."""

    stage: Newsroom
    page: Page
    article: str
    account: str

    def open(self, **query: str) -> "Form":
        asked = "".join(f"&{name}={value}" for name, value in query.items())
        self.page.goto(
            f"{self.stage.url}/admin/articles/{self.article}?account={self.account}{asked}"
        )
        return self

    @property
    def creator(self) -> Locator:
        """What TikTok answered about the creator, once it has."""
        return self.page.locator("#creator[data-name]")

    @property
    def privacy(self) -> Locator:
        return self.page.get_by_role("combobox", name="Who can see this post")

    @property
    def publish(self) -> Locator:
        return self.page.get_by_role("button", name="Publish on TikTok")

    @property
    def disclosure(self) -> Locator:
        return self.page.get_by_role("switch", name="Disclose commercial content")

    @property
    def your_brand(self) -> Locator:
        return self.page.get_by_role("checkbox", name="Your brand")

    @property
    def branded_content(self) -> Locator:
        return self.page.get_by_role("checkbox", name="Branded content")

    @property
    def phone(self) -> Locator:
        return self.page.locator("#phone")

    @property
    def slides(self) -> Locator:
        return self.phone.locator(".phone-slide")

    def asked(self) -> int:
        """How often TikTok was asked for the creator."""
        calls = self.stage.simulator.simulator.state.calls
        return sum(call.endpoint == "creator_info" for call in calls)

    def made(self) -> list[Publication]:
        with self.stage.service.database.read() as session:
            found = session.query(Publication).filter_by(article_id=self.article)
            return found.order_by(Publication.number).all()


@pytest.fixture(scope="module")
def photos(stage: Newsroom) -> tuple[str, ...]:
    return tuple(
        stage.newsroom.photo(f"/shot-{number}.jpg", (900 + number, 1200)) for number in (1, 2, 3)
    )


@pytest.fixture(scope="module")
def desk(browser: Browser, stage: Newsroom) -> Iterator[Page]:
    """An editor's browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    stage.sign_in(context, EDITOR, "en")
    yield context.new_page()
    context.close()


@pytest.fixture
def form(
    desk: Page,
    stage: Newsroom,
    accounts: dict[str, str],
    photos: tuple[str, ...],
    complaints: list[str],
) -> Iterator[Form]:
    """An article of three photos that nobody has published, before an editor."""
    with stage.service.database.write() as session:
        article = rows.article(session, f"audit-{next(_numbers)}", photos=photos).id
    watch(desk, complaints)
    yield Form(stage, desk, article, accounts["aimaq_kz"])
    assert complaints == []


# ---- 1. The creator


def test_point_1_the_creator_is_asked_for_afresh_at_each_opening_and_named(form: Form) -> None:
    before = form.asked()
    expect(form.open().page.locator("#nickname")).to_have_text("Аймақ жаңалықтары")
    expect(form.creator).to_contain_text("@aimaq_kz")
    face = form.creator.locator(".face img")
    expect(face).to_have_js_property("complete", True)
    assert face.evaluate("picture => picture.naturalWidth") > 0
    assert form.asked() == before + 1
    try:
        form.stage.simulator.control("PATCH", "/users/aimaq_kz", {"nickname": "Аймақ ТВ"})
        expect(form.open().page.locator("#nickname")).to_have_text("Аймақ ТВ")
        expect(form.phone.locator("[data-name]")).to_have_text("Аймақ ТВ")
    finally:
        form.stage.simulator.control("PATCH", "/users/aimaq_kz", {"nickname": "Аймақ жаңалықтары"})
    assert form.asked() == before + 2


@pytest.mark.parametrize(
    ("code", "says", "opens_again"),
    [
        ("spam_risk_too_many_posts", "number of posts for a day is reached", True),
        ("reached_active_user_cap", "number of accounts for a day is reached", True),
        ("spam_risk_user_banned_from_posting", "banned the account from posting", False),
    ],
)
def test_point_1_publishing_stops_and_says_why_when_tiktok_takes_no_post_now(
    form: Form, code: str, says: str, opens_again: bool
) -> None:
    form.stage.simulator.control(
        "POST", "/faults", {"name": "code", "endpoint": "creator_info", "times": -1, "value": code}
    )
    blocked = form.open().page.get_by_role("alert").filter(has_text=says)
    expect(blocked).to_be_visible()
    if opens_again:
        expect(blocked).to_contain_text("It opens again:")
    else:
        expect(blocked).to_contain_text("appeal")
    expect(form.publish).to_have_count(0)
    expect(form.privacy).to_have_count(0)
    expect(form.page.get_by_role("button", name="Save as a draft")).to_be_enabled()


def test_point_1_a_form_that_was_open_stops_too_when_tiktok_takes_no_more(
    form: Form, complaints: list[str]
) -> None:
    form.open().privacy.select_option("SELF_ONLY")
    form.stage.simulator.control(
        "POST",
        "/faults",
        {"name": "code", "endpoint": "creator_info", "value": "spam_risk_too_many_posts"},
    )
    form.publish.click()
    expect(form.page.locator("#mistakes")).to_contain_text("TikTok takes no post of this account")
    assert form.made() == []
    complaints[:] = [line for line in complaints if "422" not in line]


# ---- 2. Title, privacy, comments


def test_point_2_title_and_description_are_editable_and_counted_as_tiktok_counts(
    form: Form,
) -> None:
    page = form.open().page
    title, description = page.get_by_label("Title"), page.get_by_label("Description")
    expect(title).to_have_value("Сәтбаевта жаңа мектеп ашылды")
    expect(description).to_be_editable()
    title.fill("🏫" * 45)
    expect(page.locator("#title-count")).to_have_text("90/90")
    title.fill("🏫" * 46)
    expect(page.locator("#title-count")).to_have_text("92/90 · 2 too many")
    title.fill("Мектеп")
    description.fill("Ашылды.\n\n#AIMAK")
    expect(page.locator("#description-count")).to_have_text("14/2200")


def test_point_2_privacy_is_a_dropdown_of_the_fresh_options_without_a_default(form: Form) -> None:
    privacy = form.open().privacy
    expect(privacy).to_have_value("")
    expect(privacy.locator("option")).to_have_text(
        ["Choose who can see this post", "Everyone", "Friends", "Only me"]
    )
    form.publish.click()
    assert privacy.evaluate("field => field.validity.valueMissing")
    assert form.made() == []
    form.stage.simulator.control("PATCH", "/users/aimaq_kz", {"account_type": "private"})
    try:
        expect(form.open().privacy.locator("option")).to_have_text(
            ["Choose who can see this post", "Followers", "Friends", "Only me"]
        )
    finally:
        form.stage.simulator.control("PATCH", "/users/aimaq_kz", {"account_type": "public"})


def test_point_2_only_comments_can_be_allowed_and_nothing_is_allowed_beforehand(
    form: Form, accounts: dict[str, str]
) -> None:
    allowed = form.open().creator.get_by_role("group", name="Allow users to")
    expect(allowed.get_by_role("checkbox")).to_have_count(1)
    expect(allowed.get_by_label("Allow comment")).not_to_be_checked()
    for word in ("Duet", "Stitch"):
        expect(form.page.get_by_text(word)).to_have_count(0)
    form.account = accounts["aimaq_quiet"]
    comment = form.open().page.get_by_label("Allow comment")
    expect(comment).to_be_disabled()
    expect(comment).not_to_be_checked()
    expect(form.creator).to_contain_text("Comments are switched off")


def test_point_2_before_the_audit_there_is_only_me_and_the_account_must_be_private(
    form: Form, accounts: dict[str, str]
) -> None:
    def audited(value: bool) -> None:
        with form.stage.service.database.write() as session:
            configuration(session).audited = value

    audited(False)
    try:
        blocked = form.open().page.get_by_role("alert")
        expect(blocked).to_contain_text("private")
        expect(form.publish).to_have_count(0)
        form.account = accounts["aimaq_private"]
        expect(form.open().privacy.locator("option")).to_have_text(
            ["Choose who can see this post", "Only me"]
        )
        expect(form.creator).to_contain_text("the account itself must be private in TikTok")
    finally:
        audited(True)


# ---- 3. Commercial disclosure


def test_point_3_disclosure_is_off_and_its_boxes_are_not_ticked(form: Form) -> None:
    expect(form.open().disclosure).not_to_be_checked()
    expect(form.your_brand).to_be_hidden()
    form.disclosure.check()
    for box in (form.your_brand, form.branded_content):
        expect(box).to_be_visible()
        expect(box).not_to_be_checked()


def test_point_3_the_labels_are_named_in_tiktoks_words(form: Form) -> None:
    form.open().disclosure.check()
    promotional = form.page.get_by_text(
        'Your photo/video will be labeled as "Promotional content"', exact=True
    )
    paid = form.page.get_by_text(
        'Your photo/video will be labeled as "Paid partnership"', exact=True
    )
    expect(promotional).to_be_hidden()
    expect(paid).to_be_hidden()
    form.your_brand.check()
    expect(promotional).to_be_visible()
    expect(form.phone.get_by_text("Promotional content", exact=True)).to_be_visible()
    form.branded_content.check()
    expect(promotional).to_be_hidden()
    expect(paid).to_be_visible()
    expect(form.phone.get_by_text("Paid partnership", exact=True)).to_be_visible()
    form.your_brand.uncheck()
    expect(paid).to_be_visible()


def test_point_3_nothing_ticked_under_it_disables_publishing_and_the_button_says_why(
    form: Form,
) -> None:
    form.open().privacy.select_option("PUBLIC_TO_EVERYONE")
    expect(form.publish).to_be_enabled()
    form.disclosure.check()
    expect(form.publish).to_be_disabled()
    assert form.publish.locator("xpath=..").get_attribute("title") == DISCLOSE
    expect(form.creator.get_by_text(DISCLOSE)).to_be_visible()
    form.your_brand.check()
    expect(form.publish).to_be_enabled()
    assert form.publish.locator("xpath=..").get_attribute("title") == ""
    # Switched off and on again, it begins anew.
    form.disclosure.uncheck()
    form.disclosure.check()
    expect(form.your_brand).not_to_be_checked()


def test_point_3_branded_content_cannot_be_private(form: Form) -> None:
    form.open().disclosure.check()
    form.branded_content.check()
    only_me = form.privacy.locator('option[value="SELF_ONLY"]')
    expect(only_me).to_be_disabled()
    assert only_me.get_attribute("title") == NEVER_PRIVATE
    expect(form.creator.get_by_text(NEVER_PRIVATE)).to_be_visible()
    form.branded_content.uncheck()
    expect(only_me).to_be_enabled()
    form.privacy.select_option("SELF_ONLY")
    expect(form.branded_content).to_be_disabled()
    assert form.page.locator("[data-branded]").get_attribute("title") == NEVER_PRIVATE
    form.privacy.select_option("PUBLIC_TO_EVERYONE")
    expect(form.branded_content).to_be_enabled()


# ---- 4. The consent line


def test_point_4_the_consent_line_stands_right_before_the_button(form: Form) -> None:
    agree = form.open().page.locator(".agree")
    said = "By posting, you agree to TikTok's Music Usage Confirmation"
    assert agree.inner_text() == said
    expect(
        agree.get_by_role("link", name="Music Usage Confirmation").locator("visible=true")
    ).to_have_attribute("href", MUSIC)
    form.disclosure.check()
    form.your_brand.check()
    assert agree.inner_text() == said
    form.branded_content.check()
    branded = (
        "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation"
    )
    assert agree.inner_text() == branded
    links = agree.get_by_role("link").locator("visible=true")
    assert [one.get_attribute("href") for one in links.all()] == [BRANDED, MUSIC]
    # Nothing but the row of buttons comes after it.
    row = agree.locator("xpath=following-sibling::*[1]")
    expect(row.get_by_role("button", name="Publish on TikTok")).to_be_visible()


# ---- 5. Preview, consent, status


def test_point_5_the_preview_follows_what_is_typed(form: Form) -> None:
    page = form.open().page
    expect(form.creator).to_be_visible()
    page.get_by_label("Title").fill("Жаңа тақырып")
    page.get_by_label("Description").fill("Бірінші жол.\nЕкінші жол #AIMAK және @aimaq")
    expect(form.phone.locator(".phone-title")).to_have_text("Жаңа тақырып")
    caption = form.phone.locator(".phone-caption")
    assert caption.text_content() == "Бірінші жол. Екінші жол #AIMAK және @aimaq"
    assert caption.locator("b").all_text_contents() == ["#AIMAK", "@aimaq"]
    expect(form.phone.locator("[data-more]")).to_be_hidden()
    page.get_by_label("Description").fill("Өте ұзын мәтін. " * 40)
    more = form.phone.get_by_role("button", name="more")
    more.click()
    expect(form.phone.get_by_role("button", name="less")).to_have_attribute("aria-expanded", "true")


def test_point_5_photos_are_ordered_chosen_and_left_out_in_the_preview(form: Form) -> None:
    page = form.open().page
    expect(form.creator).to_be_visible()
    expect(form.phone.locator("[data-place]")).to_have_text("1/3")

    def shown() -> list[Any]:
        photos = form.slides.locator(".phone-photo")
        return [str(photo.get_attribute("src")).partition("-")[2][:1] for photo in photos.all()]

    assert shown() == ["1", "2", "3"]
    # By keyboard: the first one to the end, and the focus stays with it.
    page.locator("#shot-1-down").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert shown() == ["2", "3", "1"]
    expect(page.locator("#shot-1-up")).to_be_focused()
    expect(page.locator("#news")).to_have_text("Photo 2 is now 3 of 3.")
    # By hand: the last one to the front.
    grip = page.locator("#shot-1 [data-grip]")
    grip.drag_to(page.locator("#shot-2"), target_position={"x": 40, "y": 10})
    assert shown() == ["1", "2", "3"]
    page.locator("#shot-3").get_by_role("radio", name="Cover").check()
    expect(form.slides.nth(2)).to_have_class("phone-slide is-cover")
    left_out = page.locator("#shot-3").get_by_role("checkbox", name="Leave out")
    left_out.check()
    assert shown() == ["1", "2"]
    expect(form.slides.nth(0)).to_have_class("phone-slide is-cover")
    expect(page.locator("[data-photo-count]")).to_have_text("2/35")
    left_out.uncheck()
    assert shown() == ["1", "2", "3"]
    form.phone.get_by_role("button", name="Next photo").click()
    expect(form.phone.locator("[data-place]")).to_have_text("2/3")
    expect(page.locator("#shot-1")).to_contain_text("901×1200 JPEG")


def test_point_5_nothing_is_sent_before_consent_and_the_status_shows_after_it(form: Form) -> None:
    before = form.stage.inits()
    page = form.open().page
    page.get_by_label("Title").fill("Көрсетілген мәтін")
    form.privacy.select_option("PUBLIC_TO_EVERYONE")
    form.page.get_by_label("Allow comment").check()
    expect(form.creator).to_contain_text("Nothing is sent before you press.")
    expect(form.creator).to_contain_text("it may take a few minutes")
    assert form.made() == []
    assert form.stage.inits() == before
    form.publish.click()
    expect(page.locator("#notice")).to_contain_text("It may take a few minutes")
    # Live: nobody reloads the page.
    status = page.locator("#standing .stand")
    expect(status.locator(".badge")).to_have_text("Published", timeout=40_000)
    expect(status.get_by_role("link", name="Open on TikTok")).to_be_visible(timeout=40_000)
    expect(status.get_by_role("link", name="The whole story")).to_be_visible()
    (made,) = form.made()
    assert made.approved_by == EDITOR
    assert made.approved_at is not None
    assert made.approved_hash == content_hash(made)
    post = next(one for one in form.stage.posts() if one.publish_id == made.publish_id)
    assert (post.title, post.privacy_level) == ("Көрсетілген мәтін", "PUBLIC_TO_EVERYONE")
    assert not post.disable_comment
    assert form.stage.inits() == before + 1
    assert form.stage.simulator.http.get(f"/posts/{made.publish_id}").status_code == 200
    # It is there: a second post only as an edition of its own that somebody asks for.
    form.open()
    expect(form.publish).to_have_count(0)
    page.get_by_role("link", name="Publish it once more").click()
    expect(form.publish).to_be_visible()
    expect(page.locator("#standing")).to_contain_text("a second post beside it")


def test_point_5_what_was_changed_after_consent_needs_consent_again(form: Form) -> None:
    page = form.open().page
    form.privacy.select_option("SELF_ONLY")
    page.get_by_label("Not before").fill("2027-06-01T10:00")
    form.publish.click()
    expect(page.locator("#notice")).to_contain_text("Approved")
    page.get_by_role("link", name="Change it").click()
    expect(form.privacy).to_have_value("")
    page.get_by_label("Title").fill("Түзетілген")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator("#standing .stand .badge")).to_have_text("Waits for approval")
    (made,) = form.made()
    assert (made.state, made.approved_by, made.approved_hash) == (State.DRAFT, None, None)


def test_point_5_a_double_click_makes_one_post(form: Form) -> None:
    form.open().privacy.select_option("SELF_ONLY")
    form.page.get_by_label("Not before").fill("2027-06-01T10:00")
    form.publish.dblclick()
    expect(form.page.locator("#standing .stand .badge")).to_have_text("In line")
    assert len(form.made()) == 1


# ---- 6. The content


def test_point_6_prefilled_hashtags_and_the_link_can_be_deleted(form: Form) -> None:
    description = form.open().page.get_by_label("Description")
    assert "#AIMAK" in description.input_value()
    advice = form.page.get_by_text("TikTok's rules for apps want no links")
    expect(advice).to_be_visible()
    form.privacy.select_option("SELF_ONLY")
    description.fill("")
    expect(advice).to_be_hidden()
    form.page.get_by_label("Not before").fill("2027-06-01T10:00")
    form.publish.click()
    expect(form.page.locator("#standing .stand .badge")).to_have_text("In line")
    assert form.made()[0].description == ""


# ---- Accounts that are not posted to directly by a person


def test_an_inbox_account_gets_a_draft_that_the_creator_finishes(form: Form) -> None:
    def mode(value: Mode) -> None:
        with form.stage.service.database.write() as session:
            session.get_one(Account, form.account).mode = value

    mode(Mode.INBOX)
    try:
        page = form.open().page
        expect(page.locator("#creator")).to_contain_text("opens the draft there")
        expect(form.privacy).to_have_count(0)
        page.get_by_role("button", name="Send to the TikTok inbox").click()
        expect(page.locator("#standing .stand .badge")).to_have_text(
            "In the TikTok inbox", timeout=40_000
        )
    finally:
        mode(Mode.REVIEW)


def test_what_was_typed_comes_back_after_the_session_was_lost(form: Form) -> None:
    page = form.open().page
    page.get_by_label("Title").fill("Жоғалмайды")
    page.context.clear_cookies()
    # Should news have come meanwhile, the page has found out by itself.
    save, password = (
        page.get_by_role("button", name="Save as a draft"),
        page.get_by_label("Password"),
    )
    save.or_(password).click()
    expect(password).to_be_visible()
    form.stage.sign_in(page.context, EDITOR, "en")
    form.open()
    expect(page.get_by_label("Title")).to_have_value("Жоғалмайды")
    expect(page.get_by_text("What you typed before is back.")).to_be_visible()


def test_a_page_that_finds_out_of_a_lost_session_keeps_the_last_letter_and_comes_back(
    form: Form,
) -> None:
    page = form.open().page
    expect(form.creator).to_be_visible()
    page.context.clear_cookies()
    page.evaluate(
        """() => {
          const title = document.getElementById('title');
          title.value = 'Жоғалмайды';
          title.dispatchEvent(new Event('input', { bubbles: true }));
          htmx.trigger(document.body, 'zharia:changed');
        }"""
    )
    page.get_by_label("E-mail").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Title")).to_have_value("Жоғалмайды")
    expect(page.get_by_text("What you typed before is back.")).to_be_visible()
