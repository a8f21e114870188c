"""Articles come in from a CMS, and can be looked at."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from pydantic import Field
from starlette.status import HTTP_201_CREATED

from zharia.articles import (
    Article,
    InvalidArticleError,
    Outcome,
    read_article,
    recent_articles,
)
from zharia.articles.languages import contradiction
from zharia.articles.queries import article_row
from zharia.articles.questions import Doubt, open_questions
from zharia.errors import ErrorCode
from zharia.newsroom.articles import known_article, receive
from zharia.publishing.review_rules import MESSAGES as ASKED
from zharia.publishing.review_rules import ReviewReason
from zharia.publishing.why_not import MESSAGES, WhyNot, why_not_published
from zharia.web.auth import ArticleReader, ArticleWriter
from zharia.web.context import Context
from zharia.web.problems import (
    INPUT,
    PARAMETERS,
    SIGNED_IN,
    FieldProblem,
    Problem,
    documented,
    wrong_field,
)
from zharia.web.schemas import Cursor, Id, Limit, Page, Schema, page

router = APIRouter(prefix="/api/articles", tags=["Articles"])

EXAMPLE: dict[str, Any] = {
    "externalId": "1042",
    "publishedAt": "2026-11-22T09:00:00+05:00",
    "isBreaking": False,
    "aiGenerated": False,
    "sponsored": False,
    "autoPublish": False,
    "category": {"slug": "qogam", "nameKz": "Қоғам", "nameRu": "Общество"},
    "tags": [{"slug": "mektep", "nameKz": "мектеп", "nameRu": "школа"}],
    "translations": {
        "kz": {
            "title": "Сәтбаевта жаңа мектеп ашылды",
            "excerpt": "Қалада 900 орындық мектеп ашылды.",
            "content": "<p>Қалада 900 орындық мектеп ашылды.</p>",
            "url": "https://news.example/kz/1042",
        }
    },
    "images": [{"url": "https://news.example/1042.jpg", "alt": "Мектеп", "credit": "А. Сейіт"}],
}


class TermAnswer(Schema):
    slug: str
    names: dict[str, str] = Field(description="by language", examples=[{"kz": "Қоғам"}])


class TranslationAnswer(Schema):
    title: str
    excerpt: str
    content: str
    url: str


class ImageAnswer(Schema):
    url: str
    alt: str
    credit: str
    language: str = Field(description="empty: of every language's version")


class ArticleAnswer(Schema):
    id: str
    source: str = Field(description="`api`, or the feed's site")
    external_id: str
    edition: int = Field(description="rises with every change of what a post could show")
    published_at: datetime
    is_breaking: bool
    ai_generated: bool
    sponsored: bool
    auto_publish: bool
    category: TermAnswer | None
    tags: list[TermAnswer]
    translations: dict[str, TranslationAnswer] = Field(description="by language: kz, ru, …")
    images: list[ImageAnswer]
    created_at: datetime
    updated_at: datetime


class NotPublished(Schema):
    account_id: str
    code: WhyNot
    message: str


class QuestionAnswer(Schema):
    code: Doubt
    subject: str = Field(description="id of the article that it looks like, or its language")
    facts: str = Field(
        description="what the two articles share (title, page, photo, date), or the language that"
        " the text looks like"
    )
    message: str
    asked_at: datetime


class WholeArticle(ArticleAnswer):
    questions: list[QuestionAnswer] = Field(
        description="what an editor is asked: before it is answered, nothing of the article goes"
        " out by itself"
    )
    not_published: list[NotPublished] = Field(
        description="each account without a publication of it, and why; for the others see"
        " `getPublicationsOfArticle`"
    )


class Taken(Schema):
    id: str
    external_id: str
    edition: int
    outcome: Outcome
    ignored: list[str] = Field(description="fields that were sent and mean nothing here")
    warnings: list[str] = Field(
        description="what looks wrong and was taken as it was sent, e.g. a text in another language"
    )


@router.post(
    "",
    operation_id="upsertArticle",
    summary="Create or update an article by its `externalId`",
    responses=SIGNED_IN
    | INPUT
    | {
        200: {"description": "It was known: changed, or the same as before"},
        201: {"description": "It is new", "model": Taken},
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/ArticlePayload"},
                    "example": EXAMPLE,
                }
            },
        }
    },
)
def upsert(
    context: Context, writer: ArticleWriter, response: Response, payload: Annotated[Any, Body()]
) -> Taken:
    """A delivery that says nothing new changes nothing; a change of what a post could show is a
    new edition. With `autoPublish`, or on accounts that take every new article, it is published
    once, in each account's mode, within a second or two: see `getPublicationsOfArticle`.
    """
    try:
        accepted = read_article(payload)
    except InvalidArticleError as error:
        errors = [FieldProblem(field=one.field, message=str(one.message)) for one in error.problems]
        raise Problem(422, ErrorCode.VALIDATION_FAILED, str(error), errors=errors) from None
    delivery = accepted.delivery
    with context.database.write() as session:
        stored = receive(session, writer, delivery, now=context.database.now(session))
    if stored.outcome is Outcome.CREATED:
        response.status_code = HTTP_201_CREATED
    return Taken(
        id=stored.article_id,
        external_id=delivery.external_id,
        edition=stored.edition,
        outcome=stored.outcome,
        ignored=list(accepted.ignored),
        warnings=[
            f"translations.{text.language}: the text is {odd}"
            for text in delivery.content.translations
            if (odd := contradiction(text.language, text.whole))
        ],
    )


@router.get(
    "",
    operation_id="listArticles",
    summary="List articles, newest first",
    responses=SIGNED_IN | PARAMETERS,
)
def list_articles(
    context: Context,
    _reader: ArticleReader,
    limit: Limit = 50,
    cursor: Cursor = None,
    language: Annotated[
        str | None, Query(pattern=r"^[a-z]{2,3}$", description="has a version in it: kz, ru, …")
    ] = None,
    is_breaking: Annotated[bool | None, Query(alias="isBreaking")] = None,
    external_id: Annotated[str | None, Query(alias="externalId", max_length=500)] = None,
) -> Page[ArticleAnswer]:
    """By their date of publication."""
    with context.database.read() as session:
        before = article_row(session, cursor) if cursor else None
        if cursor and before is None:
            raise wrong_field("cursor", "is none of ours: take `nextCursor` of the page before")
        found = recent_articles(
            session,
            limit=limit,
            before=before,
            language="kz" if language == "kk" else language,
            is_breaking=is_breaking,
            external_id=external_id,
        )
        return page([_answer(one) for one in found], [one.id for one in found], limit)


@router.get(
    "/{article_id}",
    operation_id="getArticle",
    summary="One article",
    responses=SIGNED_IN | PARAMETERS | documented(p404="article_unknown: there is no such article"),
)
def get_article(context: Context, _reader: ArticleReader, article_id: Id) -> WholeArticle:
    """Its current edition, and why it is not published where it is not. Of one that was joined
    into another, that other, with its own id.
    """
    with context.database.read() as session:
        known = known_article(session, article_id)
        reasons = why_not_published(session, known, context.database.now(session))
        return WholeArticle(
            **dict(_answer(known)),
            questions=[
                QuestionAnswer(
                    code=one.code,
                    subject=one.subject,
                    facts=one.facts,
                    message=ASKED[ReviewReason(one.code)],
                    asked_at=one.asked_at,
                )
                for one in open_questions(session, [known.id]).get(known.id, ())
            ],
            not_published=[
                NotPublished(account_id=account_id, code=reason, message=MESSAGES[reason])
                for account_id, reason in reasons.items()
            ],
        )


def _answer(one: Article) -> ArticleAnswer:
    category = None
    if one.category_slug:
        category = TermAnswer(slug=one.category_slug, names=one.category_names)
    return ArticleAnswer(
        id=one.id,
        source=one.source,
        external_id=one.external_id,
        edition=one.edition,
        published_at=one.published_at,
        is_breaking=one.is_breaking,
        ai_generated=one.ai_generated,
        sponsored=one.sponsored,
        auto_publish=one.auto_publish,
        category=category,
        tags=[TermAnswer(slug=tag.slug, names=tag.names) for tag in one.tags],
        translations={t.language: TranslationAnswer.model_validate(t) for t in one.translations},
        images=[ImageAnswer.model_validate(image) for image in one.images],
        created_at=one.created_at,
        updated_at=one.updated_at,
    )
