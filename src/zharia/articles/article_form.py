"""Articles written, or corrected, by hand in a form.

A correction changes the article's own row, whoever delivered it, and is an edition of its own. It
stands until the source says something new, see `three_way_merge`. Writing never posts anything:
what is written here goes out when a person publishes it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from zharia.articles import field_texts, queries
from zharia.articles.content import Content, Image, IncomingArticle, Translation
from zharia.articles.editing import create, current_content, revise, source_version
from zharia.articles.errors import EditConflict, InvalidArticleError
from zharia.articles.form_validation import (
    Names,
    cleaned_image,
    cleaned_terms,
    cleaned_text,
    validation_errors,
)
from zharia.articles.languages import MAIN_LANGUAGES
from zharia.articles.model import Article
from zharia.articles.sources import DESK
from zharia.articles.storing import Outcome, StoreResult
from zharia.articles.three_way_merge import Version
from zharia.errors.field_error import FieldError
from zharia.media import uploads
from zharia.media.uploads import stored_key
from zharia.storage.ids import new_id


@dataclass(frozen=True, slots=True)
class ArticleForm:
    """The values of an article's form, not validated yet."""

    #: one for each language that the form shows; an empty one takes that language away, and
    #: languages that it does not show stay as they are
    translations: tuple[Translation, ...]
    #: language → name
    category: Names = field(default_factory=dict)
    #: each by language → name; empty ones are left out
    tags: tuple[Names, ...] = ()
    #: in their order; `url` may be that of an upload, see `zharia.media.uploads`
    images: tuple[Image, ...] = ()
    is_breaking: bool = False
    ai_generated: bool = False
    sponsored: bool = False
    #: None: now, or as it was
    published_at: datetime | None = None
    #: None for a new one
    article_id: str | None = None
    #: the edition that the form was opened with
    edition: int = 0
    #: of a new one, so that a form which is sent twice makes one article; empty: made up
    external_id: str = ""


def open_form(session: Session, article_id: str) -> ArticleForm | None:
    """The form of an existing article, with both main languages; None if there is none."""
    article = queries.article(session, article_id)
    if article is None:
        return None
    content = current_content(session, article)
    languages = sorted({*MAIN_LANGUAGES, *content.languages})
    return ArticleForm(
        translations=tuple(
            content.translation(language) or Translation(language, "") for language in languages
        ),
        category=dict(content.category.names) if content.category else {},
        tags=tuple(dict(tag.names) for tag in content.tags),
        images=content.images,
        is_breaking=content.is_breaking,
        ai_generated=content.ai_generated,
        sponsored=content.sponsored,
        published_at=article.published_at,
        article_id=article.id,
        edition=article.edition,
        external_id=article.external_id,
    )


def write_article(session: Session, form: ArticleForm, *, who: str, now: datetime) -> StoreResult:
    """Create an article from a form, or correct the one it was opened with.

    A form without changes changes nothing.

    Raises:
        InvalidArticleError: names every wrong field.
        EditConflict: the article has another edition than the form was opened with.
        LookupError: there is no such article.
    """
    article = _locked_article(session, form)
    known = current_content(session, article) if article else Content(())
    keys = {key for image in form.images if (key := stored_key(image.url.strip()))}
    kept = uploads.mark_used(session, keys, now)
    problems = validation_errors(form.translations, form.category, form.tags, form.images, kept)
    if form.published_at is not None and not 1990 <= form.published_at.year <= 2200:
        problems.append(FieldError("publishedAt", field_texts.ODD_YEAR))
    if problems:
        raise InvalidArticleError(tuple(problems))
    written = _form_content(form, known)
    if article is None:
        delivery = IncomingArticle(form.external_id or new_id(), written, form.published_at)
        article = create(session, DESK, delivery, now=now, written_by=who)
        # Nothing that is written here goes out by itself.
        article.auto_publish_checked_at = now
        session.flush()
        return StoreResult(Outcome.CREATED, article.id, 1, new_edition=True)
    before = Version(known, article.published_at)
    after = Version(written, _publication_date(form, article))
    if after == before:
        return StoreResult(Outcome.UNCHANGED, article.id, article.edition)
    if form.edition != article.edition:
        raise EditConflict(article.id, opened=form.edition, current=article.edition)
    return _correct(session, article, after, who=who, now=now)


def _locked_article(session: Session, form: ArticleForm) -> Article | None:
    """The article to correct, with its source locked; None: a new one."""
    if form.article_id is None:
        queries.lock_source(session, DESK)
        return queries.article_by_external_id(session, DESK, form.external_id)
    source = queries.source_of(session, form.article_id)
    if source is None:
        raise LookupError(f"no article {form.article_id}")
    queries.lock_source(session, source)
    return queries.article(session, form.article_id, refresh=True)


def _correct(
    session: Session, article: Article, after: Version, *, who: str, now: datetime
) -> StoreResult:
    if article.source != DESK:
        said = source_version(session, article)
        article.delivered = None if after == said else said.to_document()
    edited = revise(session, article, after.content, now=now, written_by=who)
    article.published_at = after.published_at
    article.updated_at = now
    session.flush()
    return StoreResult(Outcome.UPDATED, article.id, article.edition, new_edition=edited)


def _publication_date(form: ArticleForm, article: Article) -> datetime:
    known = article.published_at
    entered = form.published_at or known
    # A browser's field for a moment knows no seconds.
    return known if entered == known.replace(second=0, microsecond=0) else entered


def _form_content(form: ArticleForm, known: Content) -> Content:
    """The form's content, cleaned. What was not edited stays exactly as it was."""
    shown = {one.language for one in form.translations}
    kept = [one for one in known.translations if one.language not in shown]
    texts = [
        one if one == known.translation(one.language) else cleaned_text(one)
        for one in form.translations
    ]
    category = [known.category] if known.category else []
    images = (cleaned_image(image) for image in form.images)
    return replace(
        known,
        translations=tuple(
            sorted([*kept, *(one for one in texts if one.title)], key=lambda one: one.language)
        ),
        category=next(iter(cleaned_terms([form.category], category)), None),
        tags=cleaned_terms(form.tags, known.tags),
        images=tuple({(one.url, one.language): one for one in images if one.url}.values()),
        is_breaking=form.is_breaking,
        ai_generated=form.ai_generated,
        sponsored=form.sponsored,
    )
