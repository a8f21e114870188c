"""Retractions: a source removes what it had published, and perhaps shows it again.

The article stays, with all its editions: it was delivered, and something may have been posted of
it. What follows for its publications is for `publishing` to decide, which looks here.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, tuple_
from sqlalchemy.orm import Session

from zharia.articles import matching, queries
from zharia.articles.content import IncomingArticle, Retraction, RetractionReason
from zharia.articles.model import Article, ArticleRetraction, ArticleTranslation
from zharia.articles.questions import corrected_languages

log = logging.getLogger(__name__)


def retractions_of(session: Session, article_id: str) -> dict[str, ArticleRetraction]:
    """The retractions of an article, by language."""
    found = select(ArticleRetraction).where(ArticleRetraction.article_id == article_id)
    return {one.language: one for one in session.scalars(found)}


def retracted_versions(
    session: Session, article_ids: Collection[str], *conditions: ColumnElement[bool]
) -> set[tuple[str, str]]:
    """The retracted versions of these articles, as ids and languages."""
    ids = sorted(article_ids)
    retracted = select(ArticleRetraction.article_id, ArticleRetraction.language).where(*conditions)
    return {
        (row.article_id, row.language)
        for start in range(0, len(ids), 500)
        for row in session.execute(
            retracted.where(ArticleRetraction.article_id.in_(ids[start : start + 500]))
        )
    }


def store_retractions(
    session: Session,
    source: str,
    retractions: Sequence[Retraction],
    *,
    now: datetime,
    feed_id: str | None = None,
    delivered: Sequence[IncomingArticle] = (),
) -> list[Retraction]:
    """Store what a source no longer shows; returns the retractions that are new.

    `delivered` is what it shows at the same time, perhaps of the same story under another name.
    """
    queries.lock_source(session, source)
    named = [one.article for one in retractions]
    wanted = {key for delivery in (*named, *delivered) for key in delivery.keys}
    known = queries.find_keys(session, source, wanted)
    public = {
        (known[key].article_id, language)
        for delivery in delivered
        for key in delivery.keys
        if key in known
        for language in delivery.content.languages
    }
    new = []
    for one in retractions:
        for article in matching.find_matches(session, known, one.article)[:1]:
            had = [version.language for version in article.translations]
            others = corrected_languages(session, [article.id])
            # A text may be here in another language than its source gives.
            under = {said: given for (_, said), given in others.items() if said not in had}
            stays = {under.get(said, said) for other, said in public if other == article.id}
            gone = {under.get(said, said) for said in one.languages} or set(had)
            languages = [language for language in had if language in gone - stays]
            if retract(session, article, languages, one.reason, now=now, feed_id=feed_id):
                new.append(one)
    return new


def retract(
    session: Session,
    article: Article,
    languages: Iterable[str],
    reason: RetractionReason,
    *,
    now: datetime,
    feed_id: str | None = None,
) -> bool:
    """Store that an article's versions are no longer public; False if nothing is new."""
    before = retractions_of(session, article.id)
    new = [language for language in languages if language not in before]
    for language in new:
        session.add(
            ArticleRetraction(
                article_id=article.id,
                language=language,
                reason=reason,
                feed_id=feed_id,
                noticed_at=now,
            )
        )
        log.warning(
            "article %s (%s) of %s is %s at its source in %s",
            article.id,
            article.external_id,
            article.source,
            reason,
            language,
        )
    if new:
        article.updated_at = now
        session.flush()
    return bool(new)


def clear_retractions(
    session: Session,
    shown: Collection[tuple[str, str]],
    now: datetime,
    feed_id: str | None = None,
) -> None:
    """Delete the retractions of these article ids and languages: they were delivered again.

    Only the feed that told of it is believed, since another may show an older state of the site.
    Whether they go out by themselves is then looked at once more.
    """
    own = or_(ArticleRetraction.feed_id.is_(None), ArticleRetraction.feed_id == feed_id)
    # Hardly ever any: so one query for all.
    pairs = retracted_versions(session, {article_id for article_id, _ in shown}, own)
    if not pairs:
        return
    others = corrected_languages(session, {article_id for article_id, _ in pairs})
    pairs &= {
        (one, given) for one, said in shown for given in (said, others.get((one, said), said))
    }
    if not pairs:
        return
    columns = tuple_(ArticleRetraction.article_id, ArticleRetraction.language)
    session.execute(delete(ArticleRetraction).where(columns.in_(sorted(pairs))))
    for article_id in {article_id for article_id, _ in pairs}:
        article = session.get_one(Article, article_id)
        article.auto_publish_checked_at, article.updated_at = None, now
        log.info("article %s is shown by its source again", article_id)
    session.flush()


def merge_retractions(session: Session, kept_id: str, gone_id: str) -> bool:
    """Merge the retractions of two articles: a version is retracted where neither shows it.

    A site that trashes a story's double, or its first edition, still shows the story. Answers
    whether something is shown of the other that was taken back of the one.
    """
    versions = select(ArticleTranslation.article_id, ArticleTranslation.language).where(
        ArticleTranslation.article_id.in_([kept_id, gone_id])
    )
    had = {(row.article_id, row.language) for row in session.execute(versions)}
    ours, theirs = retractions_of(session, kept_id), retractions_of(session, gone_id)
    public = {language for one, language in had if language not in (ours, theirs)[one == gone_id]}
    for language, one in ours.items():
        if language in public:
            session.delete(one)
    for language, one in theirs.items():
        session.delete(one)
        if language not in public and language not in ours:
            session.add(
                ArticleRetraction(
                    article_id=kept_id,
                    language=language,
                    reason=one.reason,
                    feed_id=one.feed_id,
                    noticed_at=one.noticed_at,
                )
            )
    return bool(public & (ours.keys() | theirs.keys()))
