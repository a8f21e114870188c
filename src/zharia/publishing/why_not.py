"""Why an article has no publication on an account: exactly one reason for each.

Auto-publishing (`auto_publish`) decides by the same rules, so that no article and account are left
without both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountState, configuration
from zharia.accounts.queries import all_accounts
from zharia.articles import awaits_photo
from zharia.articles.model import Article, ArticleTranslation
from zharia.articles.questions import open_questions
from zharia.articles.retractions import retractions_of
from zharia.publishing.model import Publication
from zharia.publishing.retracting import NOT_SENT_CODES
from zharia.publishing.review_rules import MESSAGES as ASKED
from zharia.publishing.review_rules import ReviewReason, first_doubt
from zharia.publishing.staleness import is_old


class WhyNot(StrEnum):
    """Reasons by precedence: what lasts goes before what passes."""

    #: the account belongs to the other set of credentials
    OTHER_ENVIRONMENT = "other_environment"
    DISCONNECTED = "disconnected"
    #: the article is not there in the account's language
    NO_VERSION = "no_version"
    #: the source has taken it back in the account's language
    RETRACTED = "retracted"
    #: it waits for an editor's answer, see `review_rules`
    LOOKS_LIKE_ANOTHER = ReviewReason.LOOKS_LIKE_ANOTHER
    LANGUAGE_DOUBTED = ReviewReason.LANGUAGE_DOUBTED
    #: neither article nor account asks for it: an editor orders it
    NOT_AUTOMATIC = "not_automatic"
    #: it was too old when it came in, and only the account's rule asks for it
    TOO_OLD = "too_old"
    #: its page could not be read for its photo; that is tried again for some minutes first
    WAITS_FOR_PHOTO = "waits_for_photo"
    #: a worker checks it within a second or two
    NOT_LOOKED_AT_YET = "not_looked_at_yet"
    #: nobody asked for it, or not for this account, when it was checked
    CAME_BEFORE = "came_before"


#: in English, for programs; pages have texts of their own
MESSAGES: Final[Mapping[WhyNot, str]] = {
    WhyNot.OTHER_ENVIRONMENT: "The account belongs to the other environment, which is not active.",
    WhyNot.DISCONNECTED: "The account is disconnected.",
    WhyNot.NO_VERSION: "The article has no version in the account's language.",
    WhyNot.RETRACTED: "The article's source has taken it back in the account's language.",
    WhyNot.LOOKS_LIKE_ANOTHER: ASKED[ReviewReason.LOOKS_LIKE_ANOTHER],
    WhyNot.LANGUAGE_DOUBTED: ASKED[ReviewReason.LANGUAGE_DOUBTED],
    WhyNot.NOT_AUTOMATIC: "Neither the article nor the account asks for it: an editor can order"
    " it.",
    WhyNot.TOO_OLD: "The article was older than a day when it came in, so the account did not take"
    " it by itself: an editor can order it.",
    WhyNot.WAITS_FOR_PHOTO: "It has no photo yet, since its page could not be read: that is tried"
    " again, and it goes out once the photo is there, or without it after half an hour at most.",
    WhyNot.NOT_LOOKED_AT_YET: "It has just come in and was not looked at yet.",
    WhyNot.CAME_BEFORE: "When the article was looked at, it was not meant for this account: an"
    " editor can order it.",
}


@dataclass(frozen=True, slots=True)
class ArticleOnAccount:
    """What decides whether an article is published on an account."""

    #: a publication of any state
    has_publication: bool
    has_version: bool
    #: the source shows that version no longer
    retracted: bool
    #: the source asks to post it without waiting for an editor
    article_auto_publish: bool
    published_at: datetime
    #: when auto-publishing last checked it; None: not yet
    checked_at: datetime | None
    #: new articles go to the account by themselves
    account_auto_publish: bool
    account_state: AccountState
    #: the account's environment is the active one
    active: bool
    #: not checked yet, since its page may have a photo any minute
    awaits_photo: bool = False
    #: the open question for this account's language
    asked: ReviewReason | None = None


def why_not(pair: ArticleOnAccount, now: datetime) -> WhyNot | None:
    """The reason; None where there is a publication. Pure."""
    if pair.has_publication:
        return None
    asked = pair.article_auto_publish or pair.account_auto_publish
    old = is_old(pair.published_at, pair.checked_at or now)
    reasons = {
        WhyNot.OTHER_ENVIRONMENT: not pair.active,
        WhyNot.DISCONNECTED: pair.account_state is AccountState.DISCONNECTED,
        WhyNot.NO_VERSION: not pair.has_version,
        WhyNot.RETRACTED: pair.retracted,
        WhyNot.LOOKS_LIKE_ANOTHER: pair.asked is ReviewReason.LOOKS_LIKE_ANOTHER,
        WhyNot.LANGUAGE_DOUBTED: pair.asked is ReviewReason.LANGUAGE_DOUBTED,
        WhyNot.NOT_AUTOMATIC: not asked,
        WhyNot.TOO_OLD: old and not pair.article_auto_publish,
        WhyNot.WAITS_FOR_PHOTO: pair.checked_at is None and pair.awaits_photo,
        WhyNot.NOT_LOOKED_AT_YET: pair.checked_at is None,
        WhyNot.CAME_BEFORE: True,
    }
    return next(reason for reason, applies in reasons.items() if applies)


def should_publish(pair: ArticleOnAccount, now: datetime) -> bool:
    """Whether auto-publishing now creates a publication. Pure."""
    return why_not(replace(pair, checked_at=None), now) is WhyNot.NOT_LOOKED_AT_YET


def why_not_published(session: Session, article: Article, now: datetime) -> dict[str, WhyNot]:
    """By account, why the article has no publication there; the others have one."""
    return {
        account.id: reason
        for account, reason in accounts_without_publication(session, article, now)
    }


def accounts_without_publication(
    session: Session, article: Article, now: datetime
) -> list[tuple[Account, WhyNot]]:
    """Every account without a publication of the article, and why."""
    asked = [
        (account, why_not(pair, now)) for account, pair in on_each_account(session, article, now)
    ]
    return [(account, reason) for account, reason in asked if reason is not None]


def on_each_account(
    session: Session, article: Article, now: datetime | None = None
) -> list[tuple[Account, ArticleOnAccount]]:
    """The article on every account that there is, by the account's id.

    With a moment, it also tells whether the article awaits its photo then.

    An article may have been merged with others, as a story's versions are: the publications of all
    of them count, whatever became of them.
    """
    had = set(
        session.scalars(
            select(Publication.account_id).where(
                Publication.article_id == article.id,
                # Cancelled by a retraction, and not by a person: it may be shown again.
                or_(
                    Publication.error_code.is_(None), Publication.error_code.not_in(NOT_SENT_CODES)
                ),
            )
        )
    )
    languages = set(
        session.scalars(
            select(ArticleTranslation.language).where(ArticleTranslation.article_id == article.id)
        )
    )
    questions = open_questions(session, [article.id]).get(article.id, ())
    retracted = retractions_of(session, article.id)
    active = configuration(session).environment
    awaited = now is not None and _awaits_photo(session, article, now)
    return [
        (
            account,
            ArticleOnAccount(
                has_publication=account.id in had,
                has_version=account.language in languages,
                retracted=account.language in retracted,
                article_auto_publish=article.auto_publish,
                published_at=article.published_at,
                checked_at=article.auto_publish_checked_at,
                account_auto_publish=account.auto_publish,
                account_state=AccountState(account.state),
                active=account.environment == active,
                awaits_photo=awaited,
                asked=first_doubt(questions, account.language),
            ),
        )
        for account in all_accounts(session)
    ]


def _awaits_photo(session: Session, article: Article, now: datetime) -> bool:
    found = select(Article.id).where(Article.id == article.id, awaits_photo(now))
    return session.scalar(found) is not None
