"""Rows that an older database lacks, restored from the attempt journal."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
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
from zharia.articles.recovery import restore_article
from zharia.journal import AttemptSent, SentAccount, SentArticle, SentPublication
from zharia.publishing import pulls, rate_limits, unknown_posts
from zharia.publishing.consent import approval_columns
from zharia.publishing.init_waits import SLOT_LIFETIME
from zharia.publishing.journal_history import AttemptHistory
from zharia.publishing.model import (
    BECAME_A_POST,
    Attempt,
    AttemptState,
    Publication,
    PullReceipt,
    RateSlot,
)
from zharia.publishing.states import State

_POSTS: Final = {
    State.DELIVERED: AttemptState.DELIVERED,
    State.PUBLISHED: AttemptState.LIVE,
    State.REMOVED: AttemptState.REMOVED,
}
#: who pulled is not in the journal
_UNKNOWN: Final = pulls.Requester("GET", "", "known from the journal")


def restore_attempt(session: Session, sent: AttemptSent, now: datetime) -> Attempt:
    """The attempt as it was sent, with whatever it needs that is missing too."""
    publication = session.get(Publication, sent.publication.id, populate_existing=True)
    if publication is None:
        publication = restore_publication(
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
        photos=list(sent.photos),
        sent_at=sent.sent_at,
    )
    session.add(attempt)
    session.flush()
    return attempt


def restore_publication(
    session: Session,
    was: SentPublication,
    article: SentArticle,
    account: SentAccount,
    *,
    now: datetime,
) -> Publication:
    """The publication, as cancelled: its real state is set by the caller."""
    account_id = _restore_account(session, account, was.language, now).id
    article_id = restore_article(session, article, was.language, now)
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
        language=was.language,
        state=State.CANCELLED,
        due_at=was.due_at,
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


def _restore_account(session: Session, was: SentAccount, language: str, now: datetime) -> Account:
    known = account_of(session, was.id, was.environment, was.open_id)
    if known is not None:
        return known
    # Its tokens were never journaled: its posts are known, and a person connects it again.
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


def restore_facts(session: Session, attempt: Attempt, history: AttemptHistory) -> None:
    """What the attempt's row lacks. A publish id weighs more than what seems to deny it."""
    _restore_receipts(session, attempt, history)
    if history.revoked is not None and attempt.revoked_at is None:
        attempt.revoked_at, attempt.state = history.revoked.at, AttemptState.REVOKED
    if history.answered is not None and attempt.answered_at is None:
        attempt.answered_at = history.answered.at
    if history.accepted is not None:
        attempt.publish_id = attempt.publish_id or history.accepted
        if attempt.revoked_at is None and attempt.state not in BECAME_A_POST:
            attempt.state = AttemptState.ACCEPTED
    elif history.refused and history.answered is not None:
        attempt.revoked_at = attempt.revoked_at or history.answered.at
        attempt.state = AttemptState.REFUSED
    if history.ended is not None and history.became_a_post:
        attempt.state = _POSTS[State(history.ended.how)]
    session.flush()
    if attempt.publish_id is not None:
        # A webhook may have come while the database lacked it.
        unknown_posts.mark_as_ours(session, attempt)


def pulled_photos(session: Session, attempt_ids: Sequence[str]) -> defaultdict[str, set[int]]:
    """Attempt id → the photos that have a receipt, also if it turned out later that the end did not
    arrive.
    """
    found: defaultdict[str, set[int]] = defaultdict(set)
    if attempt_ids:
        receipts = select(PullReceipt.attempt_id, PullReceipt.photo).where(
            PullReceipt.attempt_id.in_(attempt_ids), PullReceipt.status == 200
        )
        for attempt_id, photo in session.execute(receipts):
            found[attempt_id].add(photo)
    return found


def _restore_receipts(session: Session, attempt: Attempt, history: AttemptHistory) -> None:
    known = pulled_photos(session, [attempt.id])[attempt.id]
    for photo, pulled in history.pulled.items():
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
    if not history.pulled:
        return
    moments = [one.at for one in history.pulled.values()]
    attempt.first_pulled_at = min(attempt.first_pulled_at or moments[0], *moments)
    attempt.last_pulled_at = max(attempt.last_pulled_at or moments[0], *moments)
    session.flush()
    if pulls.all_pulled(session, attempt.id):
        attempt.all_pulled_at = attempt.all_pulled_at or attempt.last_pulled_at


def restore_slots(
    session: Session, attempt: Attempt, history: AttemptHistory, now: datetime
) -> None:
    """The slots that the attempt uses, unless they are there already."""
    if attempt.sent_at < now - SLOT_LIFETIME:
        return
    publication = session.get_one(Publication, attempt.publication_id)
    # What TikTok refused or failed used up a call of the minute, but no post of the day.
    void = attempt.revoked_at is not None and attempt.state not in BECAME_A_POST
    if void:
        rate_limits.refund_day(session, attempt.id, now)
    at = history.answered.at if history.answered is not None else attempt.sent_at
    for kind in ("init",) if void else ("init", publication.post_mode):
        held = select(RateSlot.id).where(RateSlot.attempt_id == attempt.id, RateSlot.kind == kind)
        if session.scalar(held.limit(1)) is None:
            session.add(rate_limits.init_slot(publication, attempt.id, kind, at))
    session.flush()
