"""Batch of deliveries: what they need of the database is read by a few queries for all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from zharia.articles import queries, questions
from zharia.articles.bulk_insert import NewArticles
from zharia.articles.content import IncomingArticle, Scope
from zharia.articles.grouping import OnJoin
from zharia.articles.languages import mismatched_language
from zharia.articles.model import Article, ArticleEdition, ArticleKey
from zharia.articles.near_duplicates import Lookalikes, Version


@dataclass(slots=True)
class Batch:
    """What the deliveries of one call share; `known` grows with them.

    New articles gather in `new` until something asks the database for what they could be part of.
    """

    session: Session
    source: str
    known: dict[str, ArticleKey]
    now: datetime
    feed_id: str | None
    on_join: OnJoin
    new: NewArticles
    lookalikes: Lookalikes = field(default_factory=Lookalikes)
    #: ids of articles about which nothing was asked
    _unquestioned: set[str] = field(default_factory=set)
    #: what the session would else forget before it is asked for
    _loaded: list[Sequence[Article] | Sequence[ArticleEdition]] = field(default_factory=list)

    def load(self, deliveries: Sequence[IncomingArticle]) -> None:
        """Read what those need that come for the first time, or changed."""
        news = [one for one in deliveries if one.keys and not self.is_unchanged(one)]
        ids = {
            self.known[key].article_id for one in news for key in one.all_keys if key in self.known
        }
        articles = queries.articles(self.session, ids)
        self._loaded += [articles, queries.current_editions(self.session, ids)]
        self._unquestioned = ids - questions.questioned(self.session, ids)
        versions = [
            version
            for one in news
            if is_checked_for_duplicates(one)
            for version in one.content.translations
        ]
        if versions:
            # Two sources may bring one story in the same second.
            queries.lock_source(self.session, "")
            versions_of = [version for article in articles for version in article.translations]
            self.lookalikes.load(self.session, [*versions, *versions_of])

    def is_unchanged(self, delivery: IncomingArticle) -> bool:
        """Whether it is what its source has said before, under the same first key."""
        lead = self.known.get(delivery.keys[0]) if delivery.keys else None
        return lead is not None and lead.delivery_hash == delivery.hash

    def load_new(self, delivery: IncomingArticle) -> None:
        """Make those of its keys known that a new article of this batch has."""
        names = self.new.keys.intersection(delivery.all_keys)
        if names:
            self.new.insert(self.session)
            self.known |= queries.find_keys(self.session, self.source, names)
            self.new.keys -= names

    def is_simply_new(self, delivery: IncomingArticle) -> bool:
        """Whether it is a new article about which there is nothing to ask, and nothing to read."""
        if not delivery.keys or not self.known.keys().isdisjoint(delivery.all_keys):
            return False
        versions = delivery.content.translations
        return not is_checked_for_duplicates(delivery) or not (
            _is_doubted(delivery, versions) or self.lookalikes.exist(versions)
        )

    def may_be_questioned(self, article: Article) -> bool:
        """Whether there may be questions about a stored article, answered or not."""
        return article.id not in self._unquestioned

    def needs_questions(self, article: Article, delivery: IncomingArticle) -> bool:
        """Whether a changed article may raise a question, or settle one."""
        return is_checked_for_duplicates(delivery) and (
            self.may_be_questioned(article)
            or _is_doubted(delivery, article.translations)
            or self.lookalikes.exist(article.translations, besides=article.id)
        )

    def update_questions(self, article: Article, delivery: IncomingArticle) -> None:
        by_feed = delivery.scope is Scope.LANGUAGES
        questions.update_questions(self.session, article, now=self.now, languages=by_feed)
        self._unquestioned.discard(article.id)


def is_checked_for_duplicates(delivery: IncomingArticle) -> bool:
    """Whether it may be a near duplicate of an article under another key.

    A feed's item is one, and what a CMS delivers under its id; not what knows both.
    """
    return delivery.scope is Scope.LANGUAGES or not delivery.keys


def _is_doubted(delivery: IncomingArticle, versions: Collection[Version]) -> bool:
    """Whether a text does not look like its language. A CMS is believed, see `questions`."""
    return delivery.scope is Scope.LANGUAGES and any(
        mismatched_language(one.language, one.full_text) for one in versions
    )
