"""Progress of publications, for a command that waits for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.accounts import Account
from zharia.articles import ArticleTranslation
from zharia.errors import WhoActs
from zharia.publishing.holds import MESSAGES, HoldReason, held_accounts
from zharia.publishing.model import Publication
from zharia.publishing.states import IDLE, POSTED, State


@dataclass(frozen=True, slots=True)
class PublicationProgress:
    """Current state of one publication."""

    publication_id: str
    article_id: str
    headline: str
    account: str
    username: str
    language: str
    state: State
    photos: int
    #: of the last error, for a person
    message: str
    #: queued, but somebody has to fix something first: what; else empty
    stuck: str
    #: when a scheduled one is due
    wake_at: datetime | None
    created_at: datetime
    published_at: datetime | None
    #: TikTok's id of the public post, once there is one
    post_id: str | None

    @property
    def settled(self) -> bool:
        """Waiting is over: it has ended, or a person has to act."""
        return self.state in IDLE | POSTED or bool(self.stuck)

    @property
    def seconds(self) -> float | None:
        """From its creation to the post."""
        if self.published_at is None:
            return None
        return (self.published_at - self.created_at).total_seconds()

    def waits_until(self, now: datetime) -> datetime | None:
        """When it is due, if that is yet to come."""
        waits = self.state is State.SCHEDULED and self.wake_at is not None and self.wake_at > now
        return self.wake_at if waits else None


def progress_of(session: Session, ids: Collection[str] | None = None) -> list[PublicationProgress]:
    """The named publications, or all of them, in the order of their creation."""
    wanted = (
        select(Publication, Account, ArticleTranslation.title)
        .join(Account, Account.id == Publication.account_id)
        .outerjoin(
            ArticleTranslation,
            (ArticleTranslation.article_id == Publication.article_id)
            & (ArticleTranslation.language == Publication.language),
        )
        .order_by(Publication.created_at, Publication.id)
    )
    held = held_accounts(session)
    if ids is not None:
        wanted = wanted.where(Publication.id.in_(ids))
    found = session.execute(wanted.execution_options(populate_existing=True)).all()
    return [
        PublicationProgress(
            publication_id=publication.id,
            article_id=publication.article_id,
            headline=title or publication.title,
            account=account.name,
            username=account.username,
            language=publication.language,
            state=State(publication.state),
            photos=len(publication.photo_urls),
            message=publication.error_message or "",
            stuck=_stuck(publication, held),
            wake_at=publication.wake_at,
            created_at=publication.created_at,
            published_at=publication.published_at,
            post_id=publication.post_id,
        )
        for publication, account, title in found
    ]


def _stuck(publication: Publication, held: Mapping[str, HoldReason]) -> str:
    if publication.state not in {State.SCHEDULED, State.PREPARING}:
        return ""
    if reason := held.get(publication.account_id):
        return MESSAGES[reason]
    asks = publication.who_acts == WhoActs.ADMIN and publication.state == State.SCHEDULED
    return publication.error_message or "" if asks else ""
