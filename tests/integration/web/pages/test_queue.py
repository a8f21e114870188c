"""The first page: who is waited for, what is on its way and why it waits, and what failed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages import ledger
from tests.integration.web.pages.ledger import text_of
from tests.support import rows

from zharia.accounts import AccountState, Mode, StateReason, configuration
from zharia.publishing.model import AccountPause, Precedence, RateSlot
from zharia.publishing.states import State
from zharia.publishing.webhook_model import UnknownPost
from zharia.tiktok import PostMode
from zharia.users import User


def page(browser: TestClient, at: str = "/admin") -> str:
    answer = browser.get(at)
    assert answer.status_code == 200, answer.text
    return text_of(answer.text)


def speak(newsroom: Newsroom, language: str) -> None:
    with newsroom.database.write() as session:
        session.query(User).update({"language": language})


def test_the_head_says_in_one_line_what_waits(newsroom: Newsroom, editor: TestClient) -> None:
    kz = ledger.account(newsroom)
    for number in range(2):
        ledger.publication(newsroom, kz, f"d{number}")
    ledger.publication(newsroom, kz, "p", state=State.PROCESSING)
    ledger.publication(newsroom, kz, "u", state=State.UNCONFIRMED, needs_resolution=True)
    ledger.failed(newsroom, kz, "f")
    said = page(editor)
    assert (
        "2 posts wait for approval. Somebody has to look at 1 on TikTok. 1 is on its way. 1 failed."
        in said
    )
    assert "All 5 Waits for approval 2 On its way 1 Failed 2" in said
    speak(newsroom, "ru")
    assert "2 записи ждут одобрения." in page(editor)


def test_each_that_waits_says_why(newsroom: Newsroom, editor: TestClient) -> None:
    kz = ledger.account(newsroom)
    with newsroom.database.write() as session:
        # Reserved for a moment that no test waits for, however slow the machine is.
        soon = newsroom.database.now(session) + timedelta(minutes=5)
        for _ in range(6):
            session.add(RateSlot(account_id=kz, kind="init", at=soon))
    for number in range(4):
        ledger.publication(
            newsroom, kz, str(number), state=State.SCHEDULED, wake_at=rows.NOW,
            due_at=rows.NOW - timedelta(minutes=9 - number),
        )  # fmt: skip
    ledger.publication(
        newsroom, kz, "later", state=State.SCHEDULED, due_at=rows.NOW + timedelta(days=40)
    )
    said = page(editor, "/admin?tab=way")
    leaves = r"leaves at \d\d:\d\d; TikTok allows 6 a minute\."
    assert re.findall(rf"(\w+) in line, {leaves}", said) == ["Next", "2nd", "3rd", "4th"]
    assert said.index("Next in line") < said.index("4th in line") < said.index("Planned for")
    speak(newsroom, "kk")
    assert re.search(r"Кезекте 4-орында, сағат \d\d:\d\d шамасында", page(editor))


def test_a_failure_says_who_must_act_and_how_in_the_readers_language(
    newsroom: Newsroom, editor: TestClient
) -> None:
    one = ledger.failed(newsroom, ledger.account(newsroom))
    said = page(editor, "/admin?tab=failed")
    assert "The photos' domain is not verified with TikTok." in said
    assert "The administrator: In TikTok's developer console" in said
    assert f'action="/admin/publications/{one}/retry"' in editor.get("/admin").text
    speak(newsroom, "kk")
    assert "Фотолар тұрған домен TikTok-та расталмаған." in page(editor)


def test_a_failure_that_the_same_again_cannot_mend_leads_to_the_article(
    newsroom: Newsroom, editor: TestClient
) -> None:
    kz = ledger.account(newsroom)
    one = ledger.failed(
        newsroom, kz, error_code="picture_size_check_failed", retry="never", who_acts="editor"
    )
    article = ledger.row(newsroom, one).article_id
    assert f'href="/admin/articles/{article}"' in editor.get("/admin").text
    assert "Prepare it anew" in page(editor)


def test_what_was_mended_or_is_long_ago_has_failed_no_more(
    newsroom: Newsroom, editor: TestClient
) -> None:
    kz = ledger.account(newsroom)
    ledger.failed(newsroom, kz, "again")
    ledger.publication(newsroom, kz, "again", number=2)
    ledger.failed(newsroom, kz, "old", due_at=rows.NOW - timedelta(days=15))
    assert "Nothing has failed" in page(editor, "/admin?tab=failed")
    assert "Failed 0" in page(editor)


def test_only_a_person_can_say_how_it_ended_so_both_answers_stand_there(
    newsroom: Newsroom, editor: TestClient
) -> None:
    one = ledger.publication(
        newsroom, ledger.account(newsroom), state=State.PROCESSING, needs_resolution=True,
        error_code="outcome_unclear", who_acts="editor",
    )  # fmt: skip
    shown = editor.get("/admin").text
    assert f'action="/admin/publications/{one}/resolve"' in shown
    assert re.findall(r'name="ending" value="(\w+)"', shown) == ["live", "not_live"]
    assert 'href="https://www.tiktok.com/@aimaq_kz"' in shown or "/@aimaq_kz" in shown


def test_a_breaking_story_is_marked_and_stands_first(
    newsroom: Newsroom, editor: TestClient
) -> None:
    kz = ledger.account(newsroom)
    ledger.publication(newsroom, kz, "fire", precedence=Precedence.BREAKING)
    ledger.publication(newsroom, kz, "park")
    said = page(editor)
    assert said.index("Жаңалық fire") < said.index("Жаңалық park")
    assert said.count("Breaking") == 1


def test_an_account_shows_todays_quota_and_when_the_next_may_leave(
    newsroom: Newsroom, editor: TestClient
) -> None:
    kz = ledger.account(newsroom)
    ru = ledger.account(newsroom, "ru", mode=Mode.INBOX)
    with newsroom.database.write() as session:
        for number in range(15):
            at = rows.NOW - timedelta(hours=2, minutes=number)
            session.add(RateSlot(account_id=kz, kind=PostMode.DIRECT_POST, at=at))
        session.add(RateSlot(account_id=ru, kind=PostMode.MEDIA_UPLOAD, at=rows.NOW))
        until = rows.NOW + timedelta(hours=30)
        session.add(
            AccountPause(account_id=ru, not_before=until, reason="spam_risk_too_many_posts")
        )
    shown = editor.get("/admin").text
    assert '<progress value="15" max="15" class="is-full">' in shown
    said = text_of(shown)
    assert re.search(r"15 of 15 posts in 24 hours The next post can leave: .*\d\d:\d\d\.", said)
    assert re.search(r"1 of 5 drafts in 24 hours TikTok asked to wait: .+\. On again: ", said)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"state": AccountState.NEEDS_RECONNECT, "state_reason": StateReason.REFUSED},
            "TikTok no longer takes our access"),
        ({"state": AccountState.DISCONNECTED, "state_reason": StateReason.BY_OWNER},
            "removed our access"),
        ({"enabled": False}, "This account is switched off."),
    ],
)  # fmt: skip
def test_an_account_in_trouble_leads_an_administrator_to_the_settings(
    newsroom: Newsroom, admin: TestClient, trouble: dict[str, Any], said: str
) -> None:
    ledger.account(newsroom, **trouble)
    assert said in page(admin)
    look = 'Look under <a href="/admin/settings/social-media">Social media</a>.'
    assert look in admin.get("/admin").text


def test_an_editor_is_told_whom_to_tell(newsroom: Newsroom, editor: TestClient) -> None:
    ledger.account(newsroom, state=AccountState.NEEDS_RECONNECT)
    said = page(editor)
    assert "Tell an administrator." in said
    assert "Look under" not in said


def test_an_account_that_an_administrator_ended_is_no_trouble(
    newsroom: Newsroom, editor: TestClient
) -> None:
    reason = StateReason.BY_ADMINISTRATOR
    ledger.account(newsroom, "ru", state=AccountState.DISCONNECTED, state_reason=reason)
    ledger.account(newsroom)
    said = page(editor)
    assert "aimaq_kz" in said
    assert "aimaq_ru" not in said


def test_words_find_a_post_in_any_case(newsroom: Newsroom, editor: TestClient) -> None:
    kz = ledger.account(newsroom)
    ledger.publication(newsroom, kz, "1", title="Өрт сөндірілді")
    ledger.publication(newsroom, kz, "2", title="Саябақ ашылды")
    said = page(editor, "/admin?q=өРТ")
    assert "Өрт сөндірілді" in said
    assert "Саябақ" not in said
    assert "No post in the queue has these words." in page(editor, "/admin?q=zzz")


def test_a_tab_shows_more_on_demand(newsroom: Newsroom, editor: TestClient) -> None:
    kz = ledger.account(newsroom)
    for number in range(4):
        ledger.publication(newsroom, kz, str(number))
    shown = editor.get("/admin?tab=approval&show=3").text
    assert shown.count("data-row=") == 3
    assert 'href="/admin?tab=approval&amp;show=9"' in shown
    assert editor.get("/admin?tab=approval&show=9").text.count("data-row=") == 4


def test_an_empty_queue_says_what_to_do(newsroom: Newsroom, editor: TestClient) -> None:
    ledger.account(newsroom)
    said = page(editor)
    assert "Nothing waits." in said
    assert "New articles appear here by themselves." in said


def test_a_platform_that_is_off_is_said(newsroom: Newsroom, editor: TestClient) -> None:
    ledger.account(newsroom)
    with newsroom.database.write() as session:
        configuration(session).enabled = False
    said = page(editor)
    assert "TikTok is switched off" in said
    assert "An administrator can switch it on under “Social media”." in said


def test_a_platform_that_is_off_leads_an_administrator_to_the_switch(
    newsroom: Newsroom, admin: TestClient
) -> None:
    ledger.account(newsroom)
    with newsroom.database.write() as session:
        configuration(session).enabled = False
    admin.cookies.set("lang", "ru")
    assert '<a href="/admin/settings/social-media">Соцсети</a>' in admin.get("/admin").text


def test_the_first_steps_lead_an_administrator(newsroom: Newsroom, admin: TestClient) -> None:
    shown = admin.get("/admin").text
    assert 'href="/admin/settings/social-media">Connect an account' in shown
    assert 'href="/admin/settings/feeds">Add a feed' in shown
    assert text_of(shown).count("Done") == 1, "the key is there already, nothing else"


def test_an_editor_learns_whom_to_ask_for_an_account(
    newsroom: Newsroom, editor: TestClient
) -> None:
    said = page(editor)
    assert "Ask one of them: admin@news.example" in said
    assert "Add a feed" not in said


def test_many_posts_cost_no_more_questions_than_few(newsroom: Newsroom, editor: TestClient) -> None:
    kz = ledger.account(newsroom)

    def fill(names: range) -> None:
        for number in names:
            ledger.publication(newsroom, kz, f"d{number}")
            ledger.publication(newsroom, kz, f"w{number}", state=State.SCHEDULED)
            ledger.failed(newsroom, kz, f"f{number}")

    def asked() -> int:
        statements: list[str] = []
        engine = newsroom.database.engine
        listener: Any = lambda *given: statements.append(given[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        try:
            editor.get("/admin")
        finally:
            event.remove(engine, "before_cursor_execute", listener)
        return len(statements)

    fill(range(2))
    few = asked()
    fill(range(2, 10))
    assert asked() == few < 60


def test_it_says_that_somebody_else_posts_with_the_same_app(
    newsroom: Newsroom, admin: TestClient
) -> None:
    known = ledger.account(newsroom)
    page = f"/admin/settings/social-media/accounts/{known}"
    said = "Somebody else posts here with this app: 2 posts in seven days."
    assert said not in admin.get("/admin").text
    with newsroom.database.write() as session:
        now = newsroom.database.now(session)
        for number, origin in enumerate(("foreign", "foreign", "nobodys", "ours")):
            session.add(
                UnknownPost(
                    publish_id=str(number),
                    account_id=known,
                    received_at=now,
                    created_at=now,
                    kind="complete",
                    origin=origin,
                )
            )
    assert said in admin.get("/admin").text
    assert said in admin.get(page).text
    assert newsroom.get("/api/social-media/accounts").json()[0]["foreignPosts"] == 2
    assert newsroom.figure('zharia_unknown_posts{state="foreign"}') == 2
