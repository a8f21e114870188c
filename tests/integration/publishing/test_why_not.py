"""Every article and account have a publication, or exactly one reason why not."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.integration.publishing.silent import Silent
from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account, AccountState, Environment
from zharia.articles import Article
from zharia.posts import Style
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.model import Publication
from zharia.publishing.staleness import FRESH_FOR
from zharia.publishing.states import State
from zharia.publishing.why_not import (
    MESSAGES,
    ArticleOnAccount,
    WhyNot,
    on_each_account,
    should_publish,
    why_not,
    why_not_published,
)
from zharia.storage.database import Database

MOMENT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
moments = st.sampled_from(
    [
        MOMENT,
        MOMENT - FRESH_FOR,
        MOMENT - FRESH_FOR - timedelta(seconds=1),
        MOMENT + timedelta(days=9),
    ]
)
any_pair = st.builds(
    ArticleOnAccount,
    has_publication=st.booleans(),
    has_version=st.booleans(),
    retracted=st.booleans(),
    article_auto_publish=st.booleans(),
    published_at=moments,
    checked_at=st.none() | moments,
    account_auto_publish=st.booleans(),
    account_state=st.sampled_from(AccountState),
    active=st.booleans(),
)


@given(any_pair)
def test_each_pair_has_a_publication_or_exactly_one_reason(pair: ArticleOnAccount) -> None:
    reason = why_not(pair, MOMENT)
    assert (reason is None) == pair.has_publication
    assert reason is None or MESSAGES[reason]


@given(any_pair)
def test_a_look_makes_a_publication_or_leaves_a_reason_that_lasts(pair: ArticleOnAccount) -> None:
    before = replace(pair, checked_at=None)
    made = should_publish(before, MOMENT)
    after = replace(before, checked_at=MOMENT, has_publication=pair.has_publication or made)
    reason = why_not(after, MOMENT + timedelta(days=3))
    assert (reason is None) == after.has_publication
    assert reason not in {WhyNot.NOT_LOOKED_AT_YET, WhyNot.CAME_BEFORE}
    assert made == (why_not(before, MOMENT) is WhyNot.NOT_LOOKED_AT_YET)


@given(any_pair)
def test_what_lasts_is_never_hidden_by_what_passes(pair: ArticleOnAccount) -> None:
    reason = why_not(pair, MOMENT)
    passing = {WhyNot.NOT_LOOKED_AT_YET, WhyNot.CAME_BEFORE, WhyNot.TOO_OLD, WhyNot.NOT_AUTOMATIC}
    if reason in passing:
        assert pair.has_version
        assert not pair.retracted
        assert pair.active
        assert pair.account_state is not AccountState.DISCONNECTED


#: every kind of account that there can be
ACCOUNTS: list[dict[str, Any]] = [
    {"language": language, "auto_publish": auto, "state": state, "enabled": enabled} | more
    for language, auto, state, enabled, more in itertools.product(
        ("kz", "tr"),
        (True, False),
        AccountState,
        (True, False),
        ({}, {"environment": Environment.SANDBOX}),
    )
]
#: every kind of article
ARTICLES = list(itertools.product((True, False), (NOW, NOW - 2 * FRESH_FOR, NOW + 9 * FRESH_FOR)))


def test_what_is_taken_up_is_what_the_reason_says_whatever_is_switched_off(
    database: Database,
) -> None:
    """All kinds of articles before all kinds of accounts, with TikTok switched off."""
    with database.write() as session:
        rows.configuration(session, enabled=False)
        for number, kind in enumerate(ACCOUNTS):
            rows.account(session, **kind, nickname=f"account {number}")
        for number, (asks, published_at) in enumerate(ARTICLES):
            rows.article(session, str(number), auto=asks).published_at = published_at
    with database.read() as session:
        checked_at = {
            (article.id, account.id): pair
            for article in session.scalars(select(Article))
            for account, pair in on_each_account(session, article)
        }
    assert len(checked_at) == len(ACCOUNTS) * len(ARTICLES)
    engine = Silent()
    with database.write() as session:
        publish_new_articles(session, engine, limits=Style(), now=NOW)
    assert engine.woken == []
    with database.read() as session:
        made = {
            (one.article_id, one.account_id): one for one in session.scalars(select(Publication))
        }
        assert set(made) == {key for key, pair in checked_at.items() if should_publish(pair, NOW)}
        assert made
        for article in session.scalars(select(Article)):
            reasons = why_not_published(session, article, NOW)
            for account in session.scalars(select(Account)):
                key = article.id, account.id
                assert (account.id in reasons) != (key in made)
                if key not in made:
                    assert reasons[account.id] is why_not(checked_at[key], NOW)
        old = [one for one in made.values() if one.due_at == NOW and one.state == State.DRAFT]
        assert {one.error_code for one in old} == {"too_old_to_go"}
        waiting = [one for one in made.values() if one.state == State.SCHEDULED]
        assert {one.due_at for one in waiting} == {NOW, NOW + 9 * FRESH_FOR}


def test_an_account_that_comes_later_has_a_reason_too(database: Database) -> None:
    with database.write() as session:
        rows.configuration(session)
        article = rows.article(session, auto=True)
        publish_new_articles(session, Silent(), limits=Style(), now=NOW)
        late = rows.account(session)
        assert why_not_published(session, article, NOW) == {late.id: WhyNot.CAME_BEFORE}


def test_nothing_is_forgotten_because_a_switch_was_off_at_that_moment(database: Database) -> None:
    with database.write() as session:
        config = rows.configuration(session, enabled=False)
        rows.account(session, "kz", enabled=False)
        rows.account(session, "ru", state=AccountState.NEEDS_RECONNECT, auto_publish=True)
        rows.article(session, auto=True)
        publish_new_articles(session, Silent(), limits=Style(), now=NOW)
        assert session.query(Publication).count() == 2
        config.enabled = True
    engine = Silent()
    with database.write() as session:
        assert engine.send_due(session, database.now(session)) == 0
        for account in session.scalars(select(Account)):
            account.enabled, account.state = True, AccountState.CONNECTED
    with database.write() as session:
        assert engine.send_due(session, database.now(session)) == 2
