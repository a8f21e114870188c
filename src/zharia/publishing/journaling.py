"""Journal records made of the ledger's rows, as they are in the current transaction.

Whoever takes a step appends its record once the step is committed, and before anything is sent.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.accounts import Account
from zharia.articles.model import Article, ArticleKey
from zharia.articles.queries import edition
from zharia.journal import (
    EXCERPT_LIMIT,
    AttemptAnswered,
    AttemptEnded,
    AttemptRevoked,
    AttemptSent,
    PublicationCancelled,
    SentAccount,
    SentArticle,
    SentPublication,
)
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.states import State

JournalFact = AttemptAnswered | AttemptRevoked | AttemptEnded | PublicationCancelled
#: states in which an attempt has ended
ENDS: Final = frozenset({State.PUBLISHED, State.DELIVERED, State.REMOVED, State.FAILED})


def attempt_record(
    session: Session, publication: Publication, attempt: Attempt, account: Account
) -> AttemptSent:
    """Everything that a database without this attempt would have to know of it."""
    return AttemptSent(
        attempt_id=attempt.id,
        token=attempt.token,
        number=attempt.number,
        sent_at=attempt.sent_at,
        photos=tuple(attempt.photos),
        publication=_publication(publication),
        article=_article(session, publication),
        account=_account(account),
    )


def fact_records(
    session: Session, publication: Publication, attempts: Sequence[Attempt], now: datetime
) -> list[JournalFact]:
    """What is known by now of a publication's attempts, and of the publication."""
    lines: list[JournalFact] = []
    for attempt in attempts:
        refused = attempt.state == AttemptState.REFUSED and attempt.publish_id is None
        if attempt.publish_id is not None:
            at = attempt.answered_at or now
            lines.append(AttemptAnswered(attempt.id, at, publish_id=attempt.publish_id))
        elif refused and attempt.answered_at is not None:
            code = publication.error_code or "refused"
            lines.append(AttemptAnswered(attempt.id, attempt.answered_at, code=code))
        if attempt.revoked_at is not None and not refused:
            lines.append(AttemptRevoked(attempt.id, attempt.revoked_at))
    state = State(publication.state)
    if state in ENDS and publication.attempt_id is not None:
        lines.append(
            AttemptEnded(
                publication.attempt_id,
                publication.published_at or now,
                how=state.value,
                post_id=publication.post_id,
                code=publication.error_code,
            )
        )
    if state is State.CANCELLED:
        lines.append(
            PublicationCancelled(
                publication.id,
                now,
                publication=_publication(publication),
                article=_article(session, publication),
                account=_account(session.get_one(Account, publication.account_id)),
            )
        )
    return lines


def _account(account: Account) -> SentAccount:
    return SentAccount(account.id, account.environment, account.open_id)


def _publication(sent: Publication) -> SentPublication:
    return SentPublication(
        id=sent.id,
        number=sent.number,
        repeat=sent.repeat,
        repeat_of=sent.repeat_of,
        post_mode=sent.post_mode,
        language=sent.language,
        title=sent.title,
        description=sent.description,
        privacy_level=sent.privacy_level,
        allow_comment=sent.allow_comment,
        brand_organic=sent.brand_organic,
        brand_content=sent.brand_content,
        is_aigc=sent.is_aigc,
        auto_add_music=sent.auto_add_music,
        photo_urls=tuple(sent.photo_urls),
        cover_index=sent.cover_index,
        requested_by=sent.requested_by,
        approved_by=sent.approved_by,
        created_at=sent.created_at,
        due_at=sent.due_at,
    )


def _article(session: Session, sent: Publication) -> SentArticle:
    # Columns, and not the row with all its words; once for each of its further keys.
    found = session.execute(
        select(
            Article.id,
            Article.source,
            Article.external_id,
            Article.published_at,
            Article.auto_publish,
            ArticleKey.source.label("key_source"),
            ArticleKey.key,
        )
        .outerjoin(ArticleKey, ArticleKey.article_id == Article.id)
        .where(Article.id == sent.article_id)
    ).all()
    article = found[0]
    kept = edition(session, sent.article_id, sent.article_edition)
    text = kept.content.translation(sent.language) if kept is not None else None
    return SentArticle(
        id=article.id,
        source=article.source,
        external_id=article.external_id,
        keys=tuple((row.key_source, row.key) for row in found if row.key is not None),
        published_at=article.published_at,
        auto_publish=article.auto_publish,
        title=text.title if text is not None else sent.title,
        excerpt=text.excerpt[:EXCERPT_LIMIT] if text is not None else "",
        url=text.url if text is not None else "",
        images=tuple(one.url for one in kept.content.images_for(sent.language)) if kept else (),
    )
