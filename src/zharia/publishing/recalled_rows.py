"""Rows that an older database lacks, made again from the attempt journal."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.accounts import (
    Account,
    AccountState,
    Environment,
    HashtagSettings,
    Mode,
    StateReason,
    account_of,
)
from zharia.articles.recalling import bring_back as article_again
from zharia.journal import AttemptSent, SentAccount, SentArticle, SentPublication
from zharia.publishing import pulls, rate_limits, unknown_posts
from zharia.publishing.consent import approval_columns
from zharia.publishing.journal_history import Story
from zharia.publishing.model import (
    BECAME_A_POST,
    Attempt,
    AttemptState,
    Publication,
    PullReceipt,
    RateSlot,
)
from zharia.publishing.states import State

#: slots older than that count for nothing
_DAY: Final = timedelta(days=1, minutes=1)
_POSTS: Final = {
    State.DELIVERED: AttemptState.DELIVERED,
    State.PUBLISHED: AttemptState.LIVE,
    State.REMOVED: AttemptState.REMOVED,
}
#: the receipt's own visitor is not in the journal
_UNKNOWN: Final = pulls.Requester("GET", "", "known from the journal")


def attempt_again(session: Session, sent: AttemptSent, now: datetime) -> Attempt:
    """The attempt as it was sent, with whatever it needs that is missing too."""
    publication = session.get(Publication, sent.publication.id, populate_existing=True)
    if publication is None:
        publication = publication_again(
            session, sent.publication, sent.article, sent.account, now=now
        )
    numbers = set(
        session.scalars(select(Attempt.number).where(Attempt.publication_id == publication.id))
    )
    attempt = Attempt(
        id=sent.attempt_id,
        publication_id=publication.id,
        account_id=publication.account_id,
        number=max(numbers) + 1 if sent.number in numbers else sent.number,
        token=sent.token,
        state=AttemptState.SENT,
        photos=list(sent.photos),
        sent_at=sent.sent_at,
    )
    session.add(attempt)
    session.flush()
    return attempt


def publication_again(
    session: Session,
    was: SentPublication,
    article: SentArticle,
    account: SentAccount,
    *,
    now: datetime,
) -> Publication:
    """The publication, withdrawn: where it really stands is for the caller to say."""
    account_id = _account_again(session, account, was.language, now).id
    article_id = article_again(session, article, was.language, now)
    numbers = set(
        session.scalars(
            select(Publication.number).where(
                Publication.article_id == article_id, Publication.account_id == account_id
            )
        )
    )
    publication = Publication(
        id=was.id,
        article_id=article_id,
        account_id=account_id,
        number=max(numbers) + 1 if was.number in numbers else was.number,
        repeat=was.repeat,
        repeat_of=was.repeat_of,
        doubled=False,
        language=was.language,
        state=State.CANCELLED,
        due_at=was.due_at,
        wake_at=None,
        post_mode=was.post_mode,
        title=was.title,
        description=was.description,
        privacy_level=was.privacy_level,
        allow_comment=was.allow_comment,
        brand_organic=was.brand_organic,
        brand_content=was.brand_content,
        is_aigc=was.is_aigc,
        auto_add_music=was.auto_add_music,
        photo_urls=list(was.photo_urls),
        cover_index=was.cover_index,
        requested_by=was.requested_by,
        created_at=was.created_at,
    )
    if was.approved_by is not None:
        for column, value in approval_columns(publication, was.approved_by, was.created_at).items():
            setattr(publication, column, value)
    session.add(publication)
    session.flush()
    return publication


def _account_again(session: Session, was: SentAccount, language: str, now: datetime) -> Account:
    known = account_of(session, was.id, was.environment, was.open_id)
    if known is not None:
        return known
    # Its tokens were never written down: its posts are known, and a person connects it again.
    account = Account(
        id=was.id,
        environment=Environment(was.environment),
        open_id=was.open_id,
        language=language,
        mode=Mode.REVIEW,
        hashtags=HashtagSettings.default(language).model_dump(mode="json"),
        state=AccountState.NEEDS_RECONNECT,
        state_reason=StateReason.ANSWER_LOST,
        scopes=[],
        connected_at=now,
        issued_at=now,
        access_expires_at=now,
        refresh_due_at=now,
        created_at=now,
        updated_at=now,
    )
    session.add(account)
    session.flush()
    return account


def facts_again(session: Session, attempt: Attempt, story: Story) -> None:
    """What the attempt's row lacks. A publish id weighs more than what seems to deny it."""
    _receipts_again(session, attempt, story)
    if story.revoked is not None and attempt.revoked_at is None:
        attempt.revoked_at, attempt.state = story.revoked.at, AttemptState.REVOKED
    if story.answered is not None and attempt.answered_at is None:
        attempt.answered_at = story.answered.at
    if story.accepted is not None:
        attempt.publish_id = attempt.publish_id or story.accepted
        if attempt.revoked_at is None and attempt.state not in BECAME_A_POST:
            attempt.state = AttemptState.ACCEPTED
    elif story.refused and story.answered is not None:
        attempt.revoked_at = attempt.revoked_at or story.answered.at
        attempt.state = AttemptState.REFUSED
    if story.ended is not None and story.became_a_post:
        attempt.state = _POSTS[State(story.ended.how)]
    session.flush()
    if attempt.publish_id is not None:
        # A webhook may have told of it while the database did not know it.
        unknown_posts.mark_as_ours(session, attempt)


def _receipts_again(session: Session, attempt: Attempt, story: Story) -> None:
    known = set(
        session.scalars(
            select(PullReceipt.photo).where(
                PullReceipt.attempt_id == attempt.id, PullReceipt.status == 200
            )
        )
    )
    for photo, pulled in story.pulled.items():
        if photo not in known:
            pulls.add_receipt(
                session,
                attempt.id,
                photo,
                _UNKNOWN,
                status=200,
                now=pulled.at,
                size=pulled.size,
                complete=True,
            )
    if not story.pulled:
        return
    moments = [one.at for one in story.pulled.values()]
    attempt.first_pulled_at = min(attempt.first_pulled_at or moments[0], *moments)
    attempt.last_pulled_at = max(attempt.last_pulled_at or moments[0], *moments)
    session.flush()
    whole = session.scalar(
        select(func.count(func.distinct(PullReceipt.photo))).where(
            PullReceipt.attempt_id == attempt.id, PullReceipt.complete
        )
    )
    if whole == len(attempt.photos):
        attempt.all_pulled_at = attempt.all_pulled_at or attempt.last_pulled_at


def slots_again(session: Session, attempt: Attempt, story: Story, now: datetime) -> None:
    """The places that the attempt takes in TikTok's windows, unless they are taken already."""
    if attempt.sent_at < now - _DAY:
        return
    publication = session.get_one(Publication, attempt.publication_id)
    # What TikTok refused or failed used up a call of the minute, but no post of the day.
    void = attempt.revoked_at is not None and attempt.state not in BECAME_A_POST
    if void:
        rate_limits.refund_day(session, attempt.id)
    at = story.answered.at if story.answered is not None else attempt.sent_at
    for kind in ("init",) if void else ("init", publication.post_mode):
        held = select(RateSlot.id).where(RateSlot.attempt_id == attempt.id, RateSlot.kind == kind)
        if session.scalar(held.limit(1)) is None:
            session.add(rate_limits.init_slot(publication, attempt.id, kind, at))
    session.flush()
