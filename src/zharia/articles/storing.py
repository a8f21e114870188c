"""Upsert of articles: deliveries become rows, by the keys under which a source knows them.

Nothing commits here: whoever opened the transaction does.

A delivery that says nothing new changes nothing, and leaves an editor's correction standing. One
that changes what a post could show makes a new edition; whether that is ever posted is for
`publishing` to decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from zharia.articles import matching, queries, questions
from zharia.articles.batch import Batch
from zharia.articles.bulk_insert import NewArticles
from zharia.articles.content import Image, IncomingArticle, Scope
from zharia.articles.editing import create, current_content, current_version, revise, source_version
from zharia.articles.grouping import OnJoin, join
from zharia.articles.model import Article, ArticleKey
from zharia.articles.retractions import clear_retractions
from zharia.articles.three_way_merge import Version, merge_correction
from zharia.articles.two_way_merge import merge


class Outcome(StrEnum):
    CREATED = "created"
    #: something changed; a new edition if `StoreResult.new_edition`, else only its times or flags
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class StoreResult:
    """The result of storing one delivery."""

    outcome: Outcome
    article_id: str
    edition: int
    new_edition: bool = False


def store(
    session: Session,
    source: str,
    deliveries: Sequence[IncomingArticle],
    *,
    now: datetime,
    on_join: OnJoin,
    feed_id: str | None = None,
) -> list[StoreResult]:
    """Create or update the articles of one source, in the order of the deliveries.

    Where a delivery shows that two known articles are versions of one story, they are joined.
    """
    queries.lock_source(session, source)
    known = queries.find_keys(session, source, {key for one in deliveries for key in one.all_keys})
    new = NewArticles(source, now, feed_id)
    batch = Batch(session, source, known, now, feed_id, on_join, new)
    batch.load(deliveries)
    stored = [_store(batch, delivery) for delivery in deliveries]
    new.insert(session)
    session.flush()
    shown = {
        (one.article_id, language)
        for one, delivery in zip(stored, deliveries, strict=True)
        if one.outcome is not Outcome.CREATED
        for language in delivery.content.languages
    }
    clear_retractions(session, shown, now, feed_id)
    return stored


def _store(batch: Batch, delivery: IncomingArticle) -> StoreResult:
    batch.load_new(delivery)
    digest = delivery.hash if delivery.keys else ""
    if batch.is_simply_new(delivery):
        article_id = batch.new.add(delivery, digest)
        batch.lookalikes.add(article_id, delivery.content.translations)
        return StoreResult(Outcome.CREATED, article_id, 1, new_edition=True)
    lead = batch.known.get(delivery.keys[0]) if delivery.keys else None
    unchanged = batch.is_unchanged(delivery)
    if lead and unchanged and not matching.is_ambiguous(batch.known, delivery):
        return StoreResult(Outcome.UNCHANGED, lead.article.id, lead.article.edition)
    batch.new.insert(batch.session)
    article, joined = _join_all(batch, _find_articles(batch, delivery))
    if lead and unchanged and not joined:
        # Its keys lead to several stories: the source names a page that cannot be meant.
        return StoreResult(Outcome.UNCHANGED, lead.article.id, lead.article.edition)
    if (
        article is not None
        and delivery.scope is Scope.LANGUAGES
        and batch.may_be_questioned(article)
    ):
        content = questions.apply_language_answers(batch.session, article, delivery.content)
        delivery = replace(delivery, content=content)
        joined |= questions.move_doubted_text(batch.session, article, content, batch.now)
    if article is None:
        article = create(
            batch.session, batch.source, delivery, now=batch.now, feed_id=batch.feed_id
        )
        stored = StoreResult(Outcome.CREATED, article.id, 1, new_edition=True)
    else:
        stored = _update(batch.session, article, delivery, batch.now)
    _save_keys(batch, article, delivery, digest)
    if not delivery.keys:
        found = matching.find_by_address(batch.session, article)
        kept, also = _join_all(batch, [article, *found])
        article, joined = kept or article, joined or also
    changed = joined or stored.new_edition
    if changed and (joined or batch.needs_questions(article, delivery)):
        batch.update_questions(article, delivery)
    batch.lookalikes.add(article.id, article.translations)
    if joined:
        return StoreResult(Outcome.UPDATED, article.id, article.edition, new_edition=True)
    return stored


def _find_articles(batch: Batch, delivery: IncomingArticle) -> Sequence[Article]:
    if delivery.keys:
        return matching.find_matches(batch.session, batch.known, delivery)
    known = queries.article_by_external_id(batch.session, batch.source, delivery.external_id)
    return [known] if known else []


def _join_all(batch: Batch, articles: Sequence[Article]) -> tuple[Article | None, bool]:
    """Join these articles; the one that is kept, and whether there were several."""
    if not articles:
        return None, False
    article, *others = articles
    for other in others:
        article = join(batch.session, article, other, now=batch.now, on_join=batch.on_join)
    return article, bool(others)


def _update(
    session: Session, article: Article, delivery: IncomingArticle, now: datetime
) -> StoreResult:
    """Apply a delivery to a stored article, and keep an editor's corrections."""
    known_languages = {translation.language for translation in article.translations}
    scope = _effective_scope(session, article, delivery)
    said = _new_source_version(session, article, delivery, scope)
    shown = said
    if article.delivered is not None:
        before = source_version(session, article)
        shown = merge_correction(before, current_version(session, article), said)
        article.delivered = None if shown == said else said.to_document()
    content = shown.content
    edited = revise(session, article, content, now=now)
    article.published_at = shown.published_at
    if delivery.scope is Scope.WHOLE:
        # An item of a feed decides on posting when it appears: one that is edited later must not
        # be posted by itself.
        also_wanted = article.auto_publish and scope is not Scope.WHOLE
        article.auto_publish = delivery.auto_publish or also_wanted
    if set(content.languages) - known_languages:
        # Its accounts were told that there is nothing for them; now there is.
        article.auto_publish_checked_at = None
    if not session.is_modified(article):
        return StoreResult(Outcome.UNCHANGED, article.id, article.edition)
    article.updated_at = now
    return StoreResult(Outcome.UPDATED, article.id, article.edition, new_edition=edited)


def add_photo(session: Session, article: Article, image: Image, *, now: datetime) -> None:
    """Give an article without photos the one that its page shows.

    A correction of an editor stays: it counts as said by the source before.
    """
    content = current_content(session, article)
    if article.delivered is not None:
        said = source_version(session, article)
        with_photo = replace(said.content, images=(*said.content.images, image))
        article.delivered = replace(said, content=with_photo).to_document()
    if revise(session, article, replace(content, images=(*content.images, image)), now=now):
        article.updated_at = now
        # The photo may be that of a story which is there already.
        questions.update_questions(session, article, now=now, languages=False)


def _effective_scope(session: Session, article: Article, delivery: IncomingArticle) -> Scope:
    """How much of this article the delivery replaces.

    A CMS that delivers one story as two articles sends each of them whole, under its own id. Once
    they are one here, neither delivery knows of the other's languages, so neither may take them
    away: each speaks for the languages it holds, whichever id it comes under. Nor does it call
    off what the other may have asked for, to be posted or to be urgent, or date the story later
    than the other did. A language that both drop stays until an editor takes it out.
    """
    if delivery.scope is Scope.WHOLE and queries.has_joined_articles(session, article):
        return Scope.LANGUAGES
    return delivery.scope


def _new_source_version(
    session: Session, article: Article, delivery: IncomingArticle, scope: Scope
) -> Version:
    """The whole article as its source has it after this delivery."""
    if scope is Scope.WHOLE and article.delivered is None:
        return Version(delivery.content, delivery.published_at or article.published_at)
    before = source_version(session, article)
    published_at = delivery.published_at or before.published_at
    if scope is Scope.WHOLE:
        return Version(delivery.content, published_at)
    # The first language to appear dates the story.
    return Version(merge(before.content, delivery.content), min(published_at, before.published_at))


def _save_keys(batch: Batch, article: Article, delivery: IncomingArticle, digest: str) -> None:
    """Store the delivery's keys; one that another article has stays with it."""
    for key in delivery.all_keys:
        if key not in batch.known:
            batch.known[key] = ArticleKey(
                source=batch.source, key=key, article=article, delivery_hash=""
            )
            batch.session.add(batch.known[key])
    if delivery.keys:
        batch.known[delivery.keys[0]].delivery_hash = digest
