"""Create publications of an article: one for each account, in its language and mode."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from zharia import posts
from zharia.accounts import Account, Mode
from zharia.articles.content import Content
from zharia.articles.model import Article
from zharia.articles.queries import edition, lock_for_publishing
from zharia.media.errors import NoPhotos
from zharia.publishing.choices import Choices
from zharia.publishing.composing import Draft, compose
from zharia.publishing.consent import approval_columns
from zharia.publishing.embargo import embargo
from zharia.publishing.engine import Engine
from zharia.publishing.error_columns import NO_ERROR, error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.holds import MESSAGES, HoldReason, held_accounts
from zharia.publishing.ledger import MACHINE, add_event
from zharia.publishing.model import Publication, precedence
from zharia.publishing.orders import (
    Order,
    Outcome,
    StillUnderWay,
    account_defaults,
    check_order,
    ineligible_reason,
    is_self_only,
)
from zharia.publishing.review_rules import ReviewReason, open_doubt, review_columns
from zharia.publishing.staleness import TOO_OLD
from zharia.publishing.states import State
from zharia.publishing.uniqueness import Available, Conflict, Sibling, check_new, siblings_of
from zharia.tiktok import PostMode

_MESSAGES = {State.SCHEDULED: "in line", State.DRAFT: "waits for approval", State.FAILED: "failed"}


def create_publications(
    session: Session,
    engine: Engine,
    article: Article,
    accounts: Sequence[Account],
    order: Order,
    *,
    limits: posts.Style,
    now: datetime,
) -> list[Outcome]:
    """Create the publications of an article and wake those that need no editor.

    An article that is live or under way on an account is skipped there; with `force`, one more is
    made over what is live. On an account that may not send now it waits until it may, and without
    a moment of the order's own, for its article's date.

    Raises:
        WrongChoice: a field was chosen that would not be sent, or that TikTok refuses; or a person
            agrees to a post of a sponsored article and does not say how it discloses that.
        StillUnderWay: forced where one is under way: two at once could not be told apart.
    """
    article = lock_for_publishing(session, article)
    content = _content(session, article)
    self_only = is_self_only(session)
    fit = [account for account in accounts if ineligible_reason(account, content) is None]
    for account in fit:
        check_order(order, account, content, limits, self_only=self_only)
    if order.force and not order.skip_under_way:
        _check_force(session, article, fit)
    run = _Run(session, article, content, order, limits, self_only, now, held_accounts(session))
    return [run.publish_on(account, engine) for account in accounts]


def preview(session: Session, article: Article, account: Account, limits: posts.Style) -> Draft:
    """What the article would be on the account, not stored.

    Raises `NoVersion`. For an article that is still being typed, see `composing.compose`.
    """
    return compose(_content(session, article), account, limits)


def _content(session: Session, article: Article) -> Content:
    kept = edition(session, article.id, article.edition)
    if kept is None:
        raise LookupError(f"article {article.id} has lost edition {article.edition}")
    return kept.content


def _check_force(session: Session, article: Article, accounts: Sequence[Account]) -> None:
    blocking = {
        account.id: check.sibling
        for account in accounts
        if isinstance(check := _check(session, article, account, force=True), Conflict)
    }
    if blocking:
        raise StillUnderWay(blocking)


def _check(
    session: Session, article: Article, account: Account, *, force: bool
) -> Available | Conflict:
    return check_new(siblings_of(session, article.id, account.id), force=force)


@dataclass(frozen=True, slots=True)
class _Run:
    """One order, executed on account after account."""

    session: Session
    article: Article
    content: Content
    order: Order
    limits: posts.Style
    self_only: bool
    now: datetime
    #: accounts that may not send now
    held: Mapping[str, HoldReason]

    def publish_on(self, account: Account, engine: Engine) -> Outcome:
        reason = ineligible_reason(account, self.content)
        if reason is not None:
            return Outcome(account.id, None, None, skipped=True, message=reason)
        check = _check(self.session, self.article, account, force=self.order.force)
        if isinstance(check, Conflict):
            return _skipped(account, check.sibling)
        try:
            publication = self.add(account, check)
        except IntegrityError:
            # Somebody ordered it in the same moment; theirs counts.
            check = _check(self.session, self.article, account, force=self.order.force)
            if isinstance(check, Conflict):
                if self.order.force and not self.order.skip_under_way:
                    raise StillUnderWay({account.id: check.sibling}) from None
                return _skipped(account, check.sibling)
            # Theirs has ended already, and blocks nothing but its number.
            publication = self.add(account, check)
        for what, detail in self.first_events(publication):
            add_event(
                self.session,
                publication,
                now=self.now,
                who=self.order.who,
                what=what,
                detail=detail,
            )
        state = State(publication.state)
        hold = self.held.get(account.id)
        if state is State.SCHEDULED and hold is None:
            engine.send(self.session, publication)
        message = self.message(publication, state, hold)
        return Outcome(account.id, publication.id, state, skipped=False, message=message)

    def add(self, account: Account, available: Available) -> Publication:
        """Raises `IntegrityError` if the indexes refuse it; the transaction then goes on."""
        with self.session.begin_nested():
            publication = self.build(account, available)
            self.session.add(publication)
            self.session.flush()
        return publication

    def first_events(self, publication: Publication) -> Iterator[tuple[EventType, dict[str, Any]]]:
        """The events of its creation, in order, each with its detail."""
        first = EventType.COMPOSED if publication.repeat == 1 else EventType.COMPOSED_AGAIN
        yield first, {"notes": publication.notes}
        if publication.error_code in set(ReviewReason):
            yield EventType.ASKED, {"code": publication.error_code}
        if self.order.too_old and publication.error_code == TOO_OLD["error_code"]:
            yield EventType.TOO_OLD_TO_GO, {}

    def message(self, publication: Publication, state: State, hold: HoldReason | None) -> str:
        if publication.error_message:
            return publication.error_message
        if hold is not None and state is State.SCHEDULED:
            return f"waits: {MESSAGES[hold]}"
        if publication.due_at > self.now and self.order.due_at is None:
            return (
                f"{_MESSAGES[state]}: the article is dated {publication.due_at:%Y-%m-%d %H:%M} UTC"
            )
        return _MESSAGES[state]

    def build(self, account: Account, available: Available) -> Publication:
        order, choices, content = self.order, self.order.choices, self.content
        mode = order.mode or Mode(account.mode)
        direct = mode is not Mode.INBOX
        draft = compose(content, account, self.limits, choices)
        # It is stored, as failed: somebody has to see that it was not posted.
        missing = None if draft.photos else NoPhotos()
        sponsored = content.sponsored
        decided = choices.discloses if direct else order.consent
        undisclosed = sponsored and not decided
        # The account's stored choices were not meant for advertisements.
        preset = (
            Choices() if undisclosed else account_defaults(order, account, mode, self.self_only)
        )
        chosen = choices.with_defaults(preset)
        ready = not direct or (
            chosen.privacy_level is not None and (mode is Mode.AUTO or order.consent)
        )
        reason = ReviewReason.SPONSORED if undisclosed else None
        if ready and (order.bulk or order.who == MACHINE):
            reason = open_doubt(self.session, self.article.id, account.language) or reason
        stale = order.too_old and ready and reason is None and missing is None
        ready = ready and not stale and reason is None
        # By when the article was delivered: on the eve it is still an embargo.
        moment = order.due_at or embargo(self.article.published_at, self.article.updated_at)
        due_at = max(moment or self.now, self.now)
        publication = Publication(
            article_id=self.article.id,
            account_id=account.id,
            number=self.next_number(account),
            repeat=available.repeat,
            repeat_of=available.repeat_of,
            article_edition=self.article.edition,
            language=account.language,
            state=State.FAILED if missing else State.SCHEDULED if ready else State.DRAFT,
            precedence=precedence(breaking=content.is_breaking),
            due_at=due_at,
            wake_at=due_at if ready and not missing else None,
            post_mode=PostMode.DIRECT_POST if direct else PostMode.MEDIA_UPLOAD,
            title=draft.title,
            description=draft.description,
            privacy_level=chosen.privacy_level,
            allow_comment=bool(chosen.allow_comment),
            brand_organic=bool(chosen.brand_organic),
            brand_content=bool(chosen.brand_content),
            disclosure_decided=decided if sponsored else _names_a_brand(choices),
            is_aigc=content.ai_generated if chosen.is_aigc is None else chosen.is_aigc,
            auto_add_music=bool(chosen.auto_add_music),
            photo_urls=list(draft.photos),
            cover_index=draft.cover_index,
            notes=[list(found) for found in draft.notes],
            requested_by=order.who,
            created_at=self.now,
            **_error(missing, reason, stale=stale),
        )
        if order.consent and ready and not missing:
            for column, value in approval_columns(publication, order.who, self.now).items():
                setattr(publication, column, value)
        return publication

    def next_number(self, account: Account) -> int:
        last = self.session.scalar(
            select(func.max(Publication.number)).where(
                Publication.article_id == self.article.id, Publication.account_id == account.id
            )
        )
        return (last or 0) + 1


def _error(missing: NoPhotos | None, reason: ReviewReason | None, *, stale: bool) -> dict[str, Any]:
    """The error columns of a new publication: the first of these."""
    if missing is not None:
        return error_columns(missing.code, str(missing))
    if reason is not None:
        return review_columns(reason)
    return TOO_OLD if stale else NO_ERROR


def _names_a_brand(choices: Choices) -> bool:
    """Whether a person discloses an advertisement, whatever the source says."""
    return bool(choices.brand_organic or choices.brand_content)


def _skipped(account: Account, known: Sibling) -> Outcome:
    return Outcome(
        account.id,
        known.id,
        known.state,
        skipped=True,
        message=f"This article is already {known.state} on {account.name}.",
    )
