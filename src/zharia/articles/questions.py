"""Review queue: doubts about an article that only a person can settle, and what became of them.

An article that looks like one that is there already, or whose text does not look like its
language, is taken in like any other, with a question beside it. As long as that is open, nothing
of it goes out by itself, see `publishing.review_rules`. An answer stands for good: the same doubt
is not raised again, unless there is more behind it than there was. A doubt that the source itself
has cleared up is withdrawn.

Nothing commits here: whoever opened the transaction does.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from zharia.articles import language_correction, near_duplicates, queries
from zharia.articles.content import Content
from zharia.articles.languages import mismatched_language
from zharia.articles.model import Article, ArticleQuestion
from zharia.errors import ErrorCode


class QuestionCode(StrEnum):
    """The kinds of questions. Stable: the error book knows each."""

    #: is it one story with that other article?
    LOOKS_LIKE_ANOTHER = ErrorCode.LOOKS_LIKE_ANOTHER
    #: in which language is it?
    LANGUAGE_DOUBTED = ErrorCode.LANGUAGE_DOUBTED


class Answer(StrEnum):
    """To `LOOKS_LIKE_ANOTHER`; `LANGUAGE_DOUBTED` is answered by a language."""

    SAME_STORY = "same_story"
    ANOTHER_STORY = "another_story"


@dataclass(frozen=True, slots=True)
class Question:
    """An open question about an article."""

    article_id: str
    code: QuestionCode
    #: the other article's id, or the doubted language
    subject: str
    #: what speaks for it: words of `near_duplicates.evidence`, or the language that it looks like
    facts: str
    asked_at: datetime

    def concerns(self, language: str) -> bool:
        """Whether a post in this language waits for the answer."""
        return self.code is QuestionCode.LOOKS_LIKE_ANOTHER or self.subject == language


def update_questions(session: Session, article: Article, *, now: datetime, languages: bool) -> None:
    """Add the questions that a changed article raises, and delete those that it settles.

    `languages` is false for a CMS, which names the language of each text itself and is believed.
    """
    session.flush()
    found = {
        (QuestionCode.LOOKS_LIKE_ANOTHER, one): facts
        for one, facts in _find_duplicate(session, article)
    }
    looked_at = {QuestionCode.LOOKS_LIKE_ANOTHER}
    if languages:
        looked_at.add(QuestionCode.LANGUAGE_DOUBTED)
        found |= {
            (QuestionCode.LANGUAGE_DOUBTED, text.language): facts
            for text in article.translations
            if (facts := mismatched_language(text.language, text.full_text))
        }
    known = {(QuestionCode(one.code), one.subject): one for one in _rows(session, article.id)}
    for (code, subject), facts in found.items():
        if (before := known.get((code, subject))) is not None:
            _reopen(before, facts, now)
            continue
        session.add(
            ArticleQuestion(
                article_id=article.id, code=code, subject=subject, facts=facts, asked_at=now
            )
        )
    for key, row in known.items():
        if key not in found and key[0] in looked_at and row.answered_at is None:
            session.delete(row)
            # Whoever waited for the answer need not any more.
            article.auto_publish_checked_at = None
    session.flush()


def open_questions(session: Session, article_ids: Collection[str]) -> dict[str, list[Question]]:
    """The unanswered questions by article, oldest first."""
    found: dict[str, list[Question]] = {}
    rows = session.scalars(
        select(ArticleQuestion)
        .where(ArticleQuestion.article_id.in_(article_ids), ArticleQuestion.answered_at.is_(None))
        .order_by(ArticleQuestion.asked_at, ArticleQuestion.code, ArticleQuestion.subject)
    )
    for row in rows:
        question = Question(
            row.article_id, QuestionCode(row.code), row.subject, row.facts, row.asked_at
        )
        found.setdefault(row.article_id, []).append(question)
    return found


def questioned(session: Session, article_ids: Collection[str]) -> set[str]:
    """Those of these articles about which something was asked, whether it was answered or not."""
    asked = select(ArticleQuestion.article_id).where(ArticleQuestion.article_id.in_(article_ids))
    return set(session.scalars(asked.distinct())) if article_ids else set()


def recently_questioned(session: Session, *, limit: int) -> list[str]:
    """The ids of articles with an open question, the last asked first."""
    asked = (
        select(ArticleQuestion.article_id)
        .where(ArticleQuestion.answered_at.is_(None))
        .group_by(ArticleQuestion.article_id)
        .order_by(func.max(ArticleQuestion.asked_at).desc(), ArticleQuestion.article_id.desc())
    )
    return list(session.scalars(asked.limit(limit)))


def count_questioned(session: Session) -> int:
    """How many articles have an open question."""
    asked = select(func.count(ArticleQuestion.article_id.distinct()))
    return session.scalar(asked.where(ArticleQuestion.answered_at.is_(None))) or 0


def record_answer(
    session: Session, question: Question, answer: str, *, who: str, now: datetime
) -> bool:
    """Store a person's answer. False if the question was not open (compare-and-set)."""
    settled = session.execute(
        update(ArticleQuestion)
        .where(
            ArticleQuestion.article_id == question.article_id,
            ArticleQuestion.code == question.code,
            ArticleQuestion.subject == question.subject,
            ArticleQuestion.answered_at.is_(None),
        )
        .values(answered_at=now, answered_by=who, answer=answer)
        .returning(ArticleQuestion.article_id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(settled)


def apply_language_answers(session: Session, article: Article, content: Content) -> Content:
    """A feed's content with the languages that a person has corrected for this article."""
    for row in _rows(session, article.id):
        if row.code == QuestionCode.LANGUAGE_DOUBTED and row.answer not in {"", row.subject}:
            text = content.translation(row.subject)
            if text and mismatched_language(row.subject, text.full_text):
                content = language_correction.with_language_changed(
                    content, row.subject, row.answer
                )
    return content


def corrected_languages(
    session: Session, article_ids: Collection[str]
) -> dict[tuple[str, str], str]:
    """The language set by a person, by article and the language that its source declares."""
    row = ArticleQuestion
    answered = select(row.article_id, row.subject, row.answer).where(
        row.article_id.in_(article_ids),
        row.code == QuestionCode.LANGUAGE_DOUBTED,
        row.answer != "",
        row.answer != row.subject,
    )
    return {(one.article_id, one.subject): one.answer for one in session.execute(answered)}


def move_doubted_text(session: Session, article: Article, content: Content, now: datetime) -> bool:
    """Move a text to the language in which its feed, corrected meanwhile, delivers it again.

    Else the story would have the same text twice. Returns whether that was so.
    """
    moved = False
    for question in open_questions(session, [article.id]).get(article.id, ()):
        if (
            question.code is not QuestionCode.LANGUAGE_DOUBTED
            or question.subject in content.languages
        ):
            continue
        version = content.translation(question.facts)
        stood = next((t for t in article.translations if t.language == question.subject), None)
        if version and stood and _is_same_page(version.url, stood.url):
            language_correction.change_language(
                session, article, question.subject, question.facts, now=now
            )
            moved = True
    return moved


def merge_questions(session: Session, kept_id: str, gone_id: str) -> bool:
    """Merge the questions of two joined articles, except whether they are one.

    Returns whether that question was open, so that something may wait for its answer.
    """
    waited = _is_open(session, kept_id, gone_id) or _is_open(session, gone_id, kept_id)
    asked = {(one.code, one.subject) for one in _rows(session, kept_id)}
    for row in _rows(session, gone_id):
        key = (row.code, row.subject)
        if key in asked or row.subject == kept_id:
            session.delete(row)
        else:
            row.article_id = kept_id
    session.flush()
    ours = ArticleQuestion.article_id == kept_id
    session.execute(
        delete(ArticleQuestion)
        .where(ours, ArticleQuestion.subject == gone_id)
        .execution_options(synchronize_session=False)
    )
    leading = select(ArticleQuestion).where(ArticleQuestion.subject == gone_id)
    for row in session.scalars(leading).all():
        if session.get(ArticleQuestion, (row.article_id, row.code, kept_id)) is None:
            row.subject = kept_id
        else:
            session.delete(row)
    session.flush()
    return waited


def _is_open(session: Session, article_id: str, other_id: str) -> bool:
    known = session.get(ArticleQuestion, (article_id, QuestionCode.LOOKS_LIKE_ANOTHER, other_id))
    return known is not None and known.answered_at is None


def _reopen(known: ArticleQuestion, facts: str, now: datetime) -> None:
    if set(facts.split()) <= set(known.facts.split()):
        return
    known.facts = facts
    if known.answered_at is not None:
        known.asked_at, known.answered_at = now, None
        known.answered_by = known.answer = ""


def _find_duplicate(session: Session, article: Article) -> list[tuple[str, str]]:
    """The oldest near duplicate of an article, and its evidence."""
    # Two sources may bring one story in the same second.
    queries.lock_source(session, "")
    ids = near_duplicates.find_candidates(session, article)
    if not ids:
        return []
    ours = near_duplicates.fingerprint(article)
    known = {
        one.id: one
        for one in queries.articles(session, ids)
        if near_duplicates.can_share_stories(article, one)
    }
    doubtful = set(
        session.scalars(
            select(ArticleQuestion.article_id).where(
                ArticleQuestion.article_id.in_(known),
                ArticleQuestion.code == QuestionCode.LOOKS_LIKE_ANOTHER,
                ArticleQuestion.answered_at.is_(None),
            )
        )
    )
    traits = {one.id: near_duplicates.fingerprint(one) for one in known.values()}
    asked_of = select(ArticleQuestion.article_id).where(
        ArticleQuestion.article_id.in_(known), ArticleQuestion.subject == article.id
    )
    already = set(session.scalars(asked_of))
    for candidate in sorted(known):
        # Of two that are alike only one is asked about.
        if candidate in already:
            continue
        others = [traits[one] for one in known if one != candidate and one not in doubtful]
        if facts := near_duplicates.evidence(ours, traits[candidate], others):
            return [(candidate, facts)]
    return []


def _rows(session: Session, article_id: str) -> Sequence[ArticleQuestion]:
    asked = select(ArticleQuestion).where(ArticleQuestion.article_id == article_id)
    return session.scalars(asked).all()


def _is_same_page(one: str, other: str) -> bool:
    return (
        bool(near_duplicates.comparable_pages([one]) & near_duplicates.comparable_pages([other]))
        or one == other
    )
