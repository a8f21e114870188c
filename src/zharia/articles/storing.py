"""Deliveries become rows. Nothing commits here: whoever opened the transaction does.

A delivery that says nothing new changes nothing, and leaves an editor's correction standing. One
that changes what a post could show makes a new edition; whether that is ever posted is for
`publishing` to decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from zharia.articles import queries
from zharia.articles.content import Content, Delivery, Scope, to_document
from zharia.articles.correcting import Version, standing
from zharia.articles.merging import merge
from zharia.articles.searching import search_text
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
        article = create(
            batch.session, batch.source, delivery, now=batch.now, feed_id=batch.feed_id
        )
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


def create(
    session: Session,
    source: str,
    delivery: Delivery,
    *,
    now: datetime,
    feed_id: str | None = None,
    written_by: str = "",
    article_id: str | None = None,
) -> Article:
    """A new article with its first edition. `written_by` is the person, if it was one.

    `article_id` is for one that had an id before.
    """
    content = delivery.content
    article = Article(
        # Here, not at the flush: so a batch becomes a few large inserts.
        id=article_id or new_id(),
        source=source,
        external_id=delivery.external_id,
        feed_id=feed_id,
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
    session.add(article)
    _keep_edition(session, article, content, now, written_by)
    return article


def revise(
    session: Session, article: Article, content: Content, *, now: datetime, written_by: str = ""
) -> bool:
    """Make `content` the current edition. False if it is that already."""
    if content.hash == article.content_hash:
        return False
    article.edition += 1
    _show(article, content)
    _keep_edition(session, article, content, now, written_by)
    return True


def _update(session: Session, article: Article, delivery: Delivery, now: datetime) -> Stored:
    known_languages = {translation.language for translation in article.translations}
    said = _said(session, article, delivery)
    shown = said
    if article.delivered is not None:
        ours = Version(current_content(session, article), article.published_at)
        shown = standing(Version.from_document(article.delivered), ours, said)
        article.delivered = None if shown == said else said.as_document()
    content = shown.content
    edited = revise(session, article, content, now=now)
    article.published_at = shown.published_at
    if delivery.scope is Scope.WHOLE:
        # An item of a feed decides on posting when it appears: one that is edited later must not
        # be posted by itself.
        article.auto_publish = delivery.auto_publish
    if set(content.languages) - known_languages:
        # Its accounts were told that there is nothing for them; now there is.
        article.taken_up_at = None
    if not session.is_modified(article):
        return Stored(Outcome.UNCHANGED, article.id, article.edition)
    article.updated_at = now
    return Stored(Outcome.UPDATED, article.id, article.edition, new_edition=edited)


def _said(session: Session, article: Article, delivery: Delivery) -> Version:
    """What the source now says of the whole article."""
    if article.delivered is not None:
        before = Version.from_document(article.delivered)
    elif delivery.scope is Scope.LANGUAGES:
        before = Version(current_content(session, article), article.published_at)
    else:
        return Version(delivery.content, delivery.published_at or article.published_at)
    published_at = delivery.published_at or before.published_at
    if delivery.scope is Scope.WHOLE:
        return Version(delivery.content, published_at)
    # The first language to appear dates the story.
    return Version(merge(before.content, delivery.content), min(published_at, before.published_at))


def current_content(session: Session, article: Article) -> Content:
    """What the article says now, whole."""
    return session.get_one(ArticleEdition, (article.id, article.edition)).content


def _show(article: Article, content: Content) -> None:
    """Make the current edition's rows say what `content` says."""
    article.content_hash = content.hash
    article.search_text = search_text(
        article.external_id, (version.title for version in content.translations)
    )
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


def _keep_edition(
    session: Session, article: Article, content: Content, now: datetime, written_by: str
) -> None:
    session.add(
        ArticleEdition(
            article_id=article.id,
            number=article.edition,
            content_hash=article.content_hash,
            document=to_document(content),
            written_by=written_by,
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
