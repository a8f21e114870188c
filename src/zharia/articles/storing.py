"""Deliveries become rows. Nothing commits here: whoever opened the transaction does.

A delivery that says nothing new changes nothing. One that changes what a post could show makes a
new edition; whether that is ever posted is for `publishing` to decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from zharia.articles import queries
from zharia.articles.content import Content, Delivery, Scope, to_document
from zharia.articles.merging import merge
from zharia.articles.tables import (
    Article,
    ArticleEdition,
    ArticleImage,
    ArticleKey,
    ArticleTag,
    ArticleTranslation,
)
from zharia.ids import new_id


class Outcome(StrEnum):
    CREATED = "created"
    #: something changed; a new edition if `Stored.new_edition`, else only its times or flags
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one delivery."""

    outcome: Outcome
    article_id: str
    edition: int
    new_edition: bool = False


def store(
    session: Session,
    source: str,
    deliveries: Sequence[Delivery],
    *,
    now: datetime,
    feed_id: str | None = None,
) -> list[Stored]:
    """Create or update the articles of one source, in the order of the deliveries."""
    queries.hold_source(session, source)
    wanted = {key for d in deliveries for key in (*d.keys, *d.shared_keys)}
    known = queries.keys(session, source, wanted)
    batch = _Batch(session, source, known, now, feed_id)
    stored = [_store(batch, delivery) for delivery in deliveries]
    session.flush()
    return stored


@dataclass(frozen=True, slots=True)
class _Batch:
    """What the deliveries of one call share; `known` grows with them."""

    session: Session
    source: str
    known: dict[str, ArticleKey]
    now: datetime
    feed_id: str | None


def _store(batch: _Batch, delivery: Delivery) -> Stored:
    digest = delivery.hash if delivery.keys else ""
    lead = batch.known.get(delivery.keys[0]) if delivery.keys else None
    if lead is not None and lead.delivery_hash == digest:
        return Stored(Outcome.UNCHANGED, lead.article_id, lead.article.edition)
    article = _find(batch, delivery)
    if article is None:
        article = _create(batch, delivery)
        stored = Stored(Outcome.CREATED, article.id, 1, new_edition=True)
    else:
        stored = _update(batch.session, article, delivery, batch.now)
    _remember(batch, article, delivery, digest)
    return stored


def _find(batch: _Batch, delivery: Delivery) -> Article | None:
    session, known = batch.session, batch.known
    for key in delivery.keys:
        if key in known:
            return queries.article(session, known[key].article_id)
    for key in delivery.shared_keys:
        if key not in known:
            continue
        article = queries.article(session, known[key].article_id)
        # An article that has this language already is another story: some sites name one page
        # as the other version of all their articles.
        spoken = set(delivery.content.languages)
        if article and not spoken & {t.language for t in article.translations}:
            return article
    if delivery.keys:
        return None
    return queries.article_by_external_id(session, batch.source, delivery.external_id)


def _create(batch: _Batch, delivery: Delivery) -> Article:
    content, now = delivery.content, batch.now
    article = Article(
        # Here, not at the flush: so a batch becomes a few large inserts.
        id=new_id(),
        source=batch.source,
        external_id=delivery.external_id,
        feed_id=batch.feed_id,
        edition=1,
        published_at=delivery.published_at or now,
        auto_publish=delivery.auto_publish,
        created_at=now,
        updated_at=now,
        translations=[],
        tags=[],
        images=[],
    )
    _show(article, content)
    batch.session.add(article)
    _keep_edition(batch.session, article, content, now)
    return article


def _update(session: Session, article: Article, delivery: Delivery, now: datetime) -> Stored:
    known_languages = {translation.language for translation in article.translations}
    content = delivery.content
    published_at = delivery.published_at or article.published_at
    auto_publish = delivery.auto_publish
    if delivery.scope is Scope.LANGUAGES:
        current = session.get_one(ArticleEdition, (article.id, article.edition))
        content = merge(current.content, content)
        # The first language to appear dates the story, and its arrival decides on posting: an
        # item that is edited later must not be posted by itself.
        published_at = min(published_at, article.published_at)
        auto_publish = article.auto_publish
    edited = content.hash != article.content_hash
    if edited:
        article.edition += 1
        _show(article, content)
        _keep_edition(session, article, content, now)
    article.published_at = published_at
    article.auto_publish = auto_publish
    if set(content.languages) - known_languages:
        # Its accounts were told that there is nothing for them; now there is.
        article.taken_up_at = None
    if not session.is_modified(article):
        return Stored(Outcome.UNCHANGED, article.id, article.edition)
    article.updated_at = now
    return Stored(Outcome.UPDATED, article.id, article.edition, new_edition=edited)


def _show(article: Article, content: Content) -> None:
    """Make the current edition's rows say what `content` says."""
    article.content_hash = content.hash
    article.is_breaking = content.is_breaking
    article.category_slug = content.category.slug if content.category else ""
    article.category_names = dict(content.category.names) if content.category else {}
    old = {t.language: t for t in article.translations}
    article.translations = []
    for new in content.translations:
        version = old.get(new.language) or ArticleTranslation(language=new.language)
        version.title, version.excerpt = new.title, new.excerpt
        version.content, version.url = new.content, new.url
        version.content_hash = content.hash_for(new.language)
        article.translations.append(version)
    for position, tag in enumerate(content.tags):
        if position == len(article.tags):
            article.tags.append(ArticleTag(position=position))
        article.tags[position].slug = tag.slug
        article.tags[position].names = dict(tag.names)
    del article.tags[len(content.tags) :]
    for position, image in enumerate(content.images):
        if position == len(article.images):
            article.images.append(ArticleImage(position=position))
        row = article.images[position]
        row.url, row.alt, row.credit = image.url, image.alt, image.credit
        row.language = image.language
    del article.images[len(content.images) :]


def _keep_edition(session: Session, article: Article, content: Content, now: datetime) -> None:
    session.add(
        ArticleEdition(
            article_id=article.id,
            number=article.edition,
            content_hash=article.content_hash,
            document=to_document(content),
            created_at=now,
        )
    )


def _remember(batch: _Batch, article: Article, delivery: Delivery, digest: str) -> None:
    """Note every key of the delivery; one that another article holds stays with it."""
    for key in (*delivery.keys, *delivery.shared_keys):
        if key not in batch.known:
            batch.known[key] = ArticleKey(
                source=batch.source, key=key, article=article, delivery_hash=""
            )
            batch.session.add(batch.known[key])
    if delivery.keys:
        batch.known[delivery.keys[0]].delivery_hash = digest
