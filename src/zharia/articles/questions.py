"""Review queue: doubts about an article that only a person can settle, and what became of them.

An article that looks like one that is there already, or whose text does not look like its
language, is taken in like any other, with a question beside it. As long as that is open, nothing
of it goes out by itself, see `review_rules`. An answer stands for good: the same doubt is not
raised again, unless there is more behind it than there was. A doubt that the source itself has
cleared up is withdrawn.

Nothing commits here: whoever opened the transaction does.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from zharia.articles import near_duplicates, queries, relabelling, resembling
from zharia.articles.content import Content
from zharia.articles.languages import doubted
from zharia.articles.model import Article, ArticleQuestion
from zharia.errors import ErrorCode


class Doubt(StrEnum):
    """What is asked. Stable: the error book knows each."""

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
    """One that nobody has answered yet."""

    article_id: str
    code: Doubt
    #: the other article's id, or the doubted language
    subject: str
    #: what speaks for it: words of `resembling.evidence`, or the language that it looks like
    facts: str
    asked_at: datetime

    def concerns(self, language: str) -> bool:
        """Whether a post in this language waits for the answer."""
        return self.code is Doubt.LOOKS_LIKE_ANOTHER or self.subject == language


def look(session: Session, article: Article, *, now: datetime, languages: bool) -> None:
    """Ask what is to be asked of an article that says something new, and withdraw what is not.

    `languages` is false for a CMS, which names the language of each text itself and is believed.
    """
    session.flush()
    found = {(Doubt.LOOKS_LIKE_ANOTHER, one): facts for one, facts in _alike(session, article)}
    looked_at = {Doubt.LOOKS_LIKE_ANOTHER}
    if languages:
        looked_at.add(Doubt.LANGUAGE_DOUBTED)
        found |= {
            (Doubt.LANGUAGE_DOUBTED, text.language): facts
            for text in article.translations
            if (facts := doubted(text.language, text.whole))
        }
    known = {(Doubt(one.code), one.subject): one for one in _rows(session, article.id)}
    for (code, subject), facts in found.items():
        if (before := known.get((code, subject))) is not None:
            _ask_again(before, facts, now)
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
    """By article, what nobody has answered yet, in the order in which it was asked."""
    found: dict[str, list[Question]] = {}
    rows = session.scalars(
        select(ArticleQuestion)
        .where(ArticleQuestion.article_id.in_(article_ids), ArticleQuestion.answered_at.is_(None))
        .order_by(ArticleQuestion.asked_at, ArticleQuestion.code, ArticleQuestion.subject)
    )
    for row in rows:
        found.setdefault(row.article_id, []).append(_question(row))
    return found


def newest_asked(session: Session, *, limit: int) -> list[str]:
    """The ids of articles with an open question, those asked about last first."""
    asked = (
        select(ArticleQuestion.article_id)
        .where(ArticleQuestion.answered_at.is_(None))
        .group_by(ArticleQuestion.article_id)
        .order_by(func.max(ArticleQuestion.asked_at).desc(), ArticleQuestion.article_id.desc())
    )
    return list(session.scalars(asked.limit(limit)))


def count_asked(session: Session) -> int:
    """How many articles have an open question."""
    asked = select(func.count(ArticleQuestion.article_id.distinct()))
    return session.scalar(asked.where(ArticleQuestion.answered_at.is_(None))) or 0


def settle(session: Session, question: Question, answer: str, *, who: str, now: datetime) -> bool:
    """Write down a person's answer; whether it was open. Its article is looked at anew."""
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


def as_answered(session: Session, article: Article, content: Content) -> Content:
    """What a feed says, under the languages that a person has given to this article's texts."""
    for row in _rows(session, article.id):
        if row.code == Doubt.LANGUAGE_DOUBTED and row.answer not in {"", row.subject}:
            text = content.translation(row.subject)
            if text and doubted(row.subject, text.whole):
                content = relabelling.relabelled(content, row.subject, row.answer)
    return content


def languages_shown(session: Session, article_ids: Collection[str]) -> dict[tuple[str, str], str]:
    """By article and the language that its source declares, the one that a person said it is."""
    row = ArticleQuestion
    answered = select(row.article_id, row.subject, row.answer).where(
        row.article_id.in_(article_ids),
        row.code == Doubt.LANGUAGE_DOUBTED,
        row.answer != "",
        row.answer != row.subject,
    )
    return {(one.article_id, one.subject): one.answer for one in session.execute(answered)}


def give_way(session: Session, article: Article, content: Content, now: datetime) -> bool:
    """A feed that was told its right language brings a story again, which stood under the wrong
    one: the text that was doubted is that version, and no second one. Whether that was so.
    """
    moved = False
    for question in open_questions(session, [article.id]).get(article.id, ()):
        if question.code is not Doubt.LANGUAGE_DOUBTED or question.subject in content.languages:
            continue
        version = content.translation(question.facts)
        stood = next((t for t in article.translations if t.language == question.subject), None)
        if version and stood and _is_one_page(version.url, stood.url):
            relabelling.relabel(session, article, question.subject, question.facts, now=now)
            moved = True
    return moved


def follow_join(session: Session, kept_id: str, gone_id: str) -> bool:
    """Two articles have become one: what was asked of either is asked of that, but for whether
    they are one. Answers whether that was asked, so that somebody may wait for the answer.
    """
    waited = _asks_of(session, kept_id, gone_id) or _asks_of(session, gone_id, kept_id)
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


def _asks_of(session: Session, article_id: str, other_id: str) -> bool:
    known = session.get(ArticleQuestion, (article_id, Doubt.LOOKS_LIKE_ANOTHER, other_id))
    return known is not None and known.answered_at is None


def _ask_again(known: ArticleQuestion, facts: str, now: datetime) -> None:
    if set(facts.split()) <= set(known.facts.split()):
        return
    known.facts = facts
    if known.answered_at is not None:
        known.asked_at, known.answered_at = now, None
        known.answered_by = known.answer = ""


def _alike(session: Session, article: Article) -> list[tuple[str, str]]:
    """The oldest other article that this may be one with, and what speaks for it."""
    # Two sources may bring one story in the same second.
    queries.hold_source(session, "")
    ids = near_duplicates.candidates(session, article)
    if not ids:
        return []
    ours = near_duplicates.trait(article)
    known = {
        one.id: one
        for one in queries.articles(session, ids)
        if near_duplicates.may_deliver_both(article, one)
    }
    doubtful = {
        row.article_id: row.subject
        for row in session.execute(
            select(ArticleQuestion.article_id, ArticleQuestion.subject).where(
                ArticleQuestion.article_id.in_(known),
                ArticleQuestion.code == Doubt.LOOKS_LIKE_ANOTHER,
                ArticleQuestion.answered_at.is_(None),
            )
        )
    }
    traits = {one.id: near_duplicates.trait(one) for one in known.values()}
    asked_of = select(ArticleQuestion.article_id).where(
        ArticleQuestion.article_id.in_(known), ArticleQuestion.subject == article.id
    )
    already = set(session.scalars(asked_of))
    for candidate in sorted(known):
        # Of two that are alike only one is asked about.
        if candidate in already:
            continue
        others = [traits[one] for one in known if one != candidate and one not in doubtful]
        if facts := resembling.evidence(ours, traits[candidate], others):
            return [(candidate, facts)]
    return []


def _rows(session: Session, article_id: str) -> Sequence[ArticleQuestion]:
    asked = select(ArticleQuestion).where(ArticleQuestion.article_id == article_id)
    return session.scalars(asked).all()


def _question(row: ArticleQuestion) -> Question:
    return Question(row.article_id, Doubt(row.code), row.subject, row.facts, row.asked_at)


def _is_one_page(one: str, other: str) -> bool:
    return bool(resembling.pages_of([one]) & resembling.pages_of([other])) or one == other
