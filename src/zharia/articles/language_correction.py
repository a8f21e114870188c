"""Language correction: a text becomes the version of the language that it really is in."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from zharia.articles.content import Content, Term
from zharia.articles.editing import current_content, revise, source_version
from zharia.articles.model import Article, ArticleRetraction


def with_language_changed(content: Content, wrong: str, right: str) -> Content:
    """The content with the text in `wrong` relabelled as `right`, names and photos too. Pure.

    Where there is a version in the right language already, that stays, and the other goes.
    """
    moved = [
        replace(one, language=right) if one.language == wrong else one
        for one in content.translations
        if one.language != wrong or content.translation(right) is None
    ]
    return replace(
        content,
        translations=tuple(sorted(moved, key=lambda one: one.language)),
        category=content.category and _rename_language(content.category, wrong, right),
        tags=tuple(_rename_language(tag, wrong, right) for tag in content.tags),
        images=tuple(
            replace(one, language=right) if one.language == wrong else one for one in content.images
        ),
    )


def change_language(
    session: Session,
    article: Article,
    wrong: str,
    right: str,
    *,
    now: datetime,
    written_by: str = "",
) -> None:
    """Store the correction as a new edition, and apply it to what the source delivered."""
    if article.delivered is not None:
        said = source_version(session, article)
        said = replace(said, content=with_language_changed(said.content, wrong, right))
        article.delivered = said.to_document()
    known = current_content(session, article)
    _move_retraction(session, article.id, wrong, right, stays=known.translation(right) is not None)
    content = with_language_changed(known, wrong, right)
    revise(session, article, content, now=now, written_by=written_by)
    # Accounts in this language were told that there is nothing for them.
    article.auto_publish_checked_at = None
    article.updated_at = now
    session.flush()


def _move_retraction(
    session: Session, article_id: str, wrong: str, right: str, *, stays: bool
) -> None:
    """Keep a retraction under the right language.

    Unless there is a version in that language, which stays: of that nothing was said.
    """
    taken_back = session.get(ArticleRetraction, (article_id, wrong))
    if taken_back is None:
        return
    if stays or session.get(ArticleRetraction, (article_id, right)) is not None:
        session.delete(taken_back)
    else:
        taken_back.language = right


def _rename_language(term: Term, wrong: str, right: str) -> Term:
    names = {
        right if language == wrong else language: name
        for language, name in sorted(term.names.items(), key=lambda item: item[0] != wrong)
    }
    return Term(term.slug, dict(sorted(names.items())))
