"""What the publish form learns of a creator from the web process, and why it may be closed."""

from datetime import timedelta

import pytest
from tests.integration.web.newsroom import EVERYTHING, Newsroom

from zharia.accounts import Account
from zharia.publishing.creators import (
    DAY_FULL,
    MINUTE_FULL,
    PRIVATE_ACCOUNTS_ONLY,
    Blocked,
    creator_options,
)
from zharia.publishing.model import RateSlot
from zharia.tiktok import CreatorInfo


def ask(newsroom: Newsroom, account_id: str) -> CreatorInfo | Blocked:
    context = newsroom.context
    with context.database.read() as session:
        account = session.get_one(Account, account_id)
    return creator_options(
        account,
        database=context.database,
        client=context.clients.of,
        tokens=context.vault,
        limits=context.limits,
    )


def blocked(newsroom: Newsroom, account_id: str) -> Blocked:
    answer = ask(newsroom, account_id)
    assert isinstance(answer, Blocked)
    assert answer.message
    return answer


def calls(newsroom: Newsroom) -> int:
    """How often TikTok was asked, but for the one time when the account was connected."""
    made = newsroom.tiktok.simulator.state.calls
    return sum(call.endpoint == "creator_info" for call in made) - 1


def take_slots(newsroom: Newsroom, account_id: str, kind: str, count: int) -> None:
    with newsroom.database.write() as session:
        now = newsroom.database.now(session)
        for number in range(count):
            at = now - timedelta(seconds=number)
            session.add(RateSlot(account_id=account_id, kind=kind, at=at))


def test_every_opening_of_the_form_asks_afresh(newsroom: Newsroom) -> None:
    account = newsroom.ready_to_publish()
    for opened in (1, 2):
        info = ask(newsroom, account)
        assert isinstance(info, CreatorInfo)
        assert info.creator_nickname == "Аймақ жаңалықтары"
        assert info.privacy_level_options[0] == "PUBLIC_TO_EVERYONE"
        assert calls(newsroom) == opened


@pytest.mark.parametrize(
    ("code", "who", "hours"),
    [
        ("spam_risk_too_many_posts", "nobody", 24),
        ("reached_active_user_cap", "nobody", 24),
        ("spam_risk_user_banned_from_posting", "admin", None),
        ("unaudited_client_can_only_post_to_private_accounts", "admin", None),
        ("rate_limit_exceeded", "nobody", 0),
    ],
)
def test_tiktoks_no_closes_the_form_with_its_code_and_number(
    newsroom: Newsroom, code: str, who: str, hours: int | None
) -> None:
    account = newsroom.ready_to_publish()
    newsroom.tiktok.fault("code", "creator_info", value=code)
    found = blocked(newsroom, account)
    assert (found.code, found.who_acts) == (code, who)
    assert found.log_id
    assert (found.until is None) == (hours is None)
    if found.until is not None and hours is not None:
        with newsroom.database.read() as session:
            wait = found.until - newsroom.database.now(session)
        assert timedelta(hours=hours) - timedelta(minutes=5) < wait < timedelta(hours=hours + 1)


def test_without_an_answer_the_form_says_so(newsroom: Newsroom) -> None:
    account = newsroom.ready_to_publish()
    newsroom.tiktok.fault("cut", "creator_info", times=-1)
    found = blocked(newsroom, account)
    assert (found.code, found.who_acts) == ("answer_lost", "nobody")
    assert found.until


def test_an_account_whose_access_is_gone_asks_the_administrator(newsroom: Newsroom) -> None:
    account = newsroom.ready_to_publish()
    newsroom.post(f"/api/social-media/accounts/{account}/disconnect", as_=newsroom.admin)
    found = blocked(newsroom, account)
    assert (found.code, found.who_acts) == ("account_not_connected", "admin")


def test_an_account_that_did_not_allow_direct_posts_asks_the_administrator(
    newsroom: Newsroom,
) -> None:
    newsroom.connect("aimaq_ru", scopes=[scope for scope in EVERYTHING if "publish" not in scope])
    with newsroom.database.read() as session:
        account = session.query(Account).one()
    assert blocked(newsroom, account.id).code == "scope_not_granted"


def test_before_the_audit_a_private_account_may_post_for_itself_and_a_public_one_not_at_all(
    newsroom: Newsroom,
) -> None:
    public = newsroom.ready_to_publish("aimaq_kz")
    private = newsroom.ready_to_publish("aimaq_private")
    newsroom.configure(audited=False)
    assert blocked(newsroom, public).code == PRIVATE_ACCOUNTS_ONLY
    info = ask(newsroom, private)
    assert isinstance(info, CreatorInfo)
    assert info.privacy_level_options == ("SELF_ONLY",)


def test_the_form_and_the_worker_share_the_calls_of_a_minute(newsroom: Newsroom) -> None:
    account = newsroom.ready_to_publish()
    take_slots(newsroom, account, "creator info", 20)
    found = blocked(newsroom, account)
    assert (found.code, calls(newsroom)) == (MINUTE_FULL, 0)
    assert found.until
    newsroom.database.ahead += timedelta(seconds=62)
    assert isinstance(ask(newsroom, account), CreatorInfo)


def test_an_account_that_has_had_its_posts_of_the_day_is_told_when_the_next_is_free(
    newsroom: Newsroom,
) -> None:
    account = newsroom.ready_to_publish()
    take_slots(newsroom, account, "DIRECT_POST", 15)
    found = blocked(newsroom, account)
    assert (found.code, calls(newsroom)) == (DAY_FULL, 0)
    with newsroom.database.read() as session:
        now = newsroom.database.now(session)
    assert found.until
    assert timedelta(hours=23, minutes=55) < found.until - now <= timedelta(hours=24, seconds=1)
