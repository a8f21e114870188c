"""Publishing an article: one row for each account."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session
from starlette.status import HTTP_202_ACCEPTED

from zharia.accounts import Mode, Platform
from zharia.articles.urls import MAX_URL
from zharia.errors import ErrorCode
from zharia.journal import pause_of
from zharia.newsroom.errors import AccountUnknown
from zharia.newsroom.order import order
from zharia.publishing.choices import Choices
from zharia.publishing.orders import Order, Outcome, StillUnderWay
from zharia.publishing.states import CANCELLABLE, State
from zharia.storage import idempotency
from zharia.tiktok import PrivacyLevel
from zharia.users import Principal
from zharia.web.auth import Editor
from zharia.web.context import Context, WebContext
from zharia.web.problems import INPUT, SIGNED_IN, InTheWay, Problem, documented, wrong_field
from zharia.web.schemas import RequestSchema, Schema

router = APIRouter(prefix="/api/social-media", tags=["Publishing"])

PhotoUrl = Annotated[str, Field(max_length=MAX_URL)]


class ChoicesAsked(RequestSchema):
    """What a person chose for the post. What is left out comes from article and account."""

    privacy_level: PrivacyLevel | None = None
    title: Annotated[str, Field(max_length=300)] | None = None
    description: Annotated[str, Field(max_length=8000)] | None = None
    allow_comment: bool | None = None
    disclosed: bool | None = Field(
        None,
        description="whether the post discloses that it is an advertisement; of a sponsored article"
        " somebody has to say, here or by the two next",
    )
    brand_organic: bool | None = Field(None, description="promotes the newsroom itself")
    brand_content: bool | None = Field(None, description="a paid partnership")
    is_aigc: bool | None = Field(None, description="label the photos as made by AI")
    auto_add_music: bool | None = Field(
        None, description="TikTok adds music of its choice; left out: none"
    )
    photo_urls: (
        Annotated[tuple[Annotated[str, Field(max_length=MAX_URL)], ...], Field(max_length=100)]
        | None
    ) = Field(
        None,
        description="which of the article's photos, in which order; left out: the first 35",
        examples=[["https://news.example/2.jpg", "https://news.example/1.jpg"]],
    )
    cover_index: int | None = Field(
        None, description="which of the chosen photos is the cover, counted from 0", examples=[0]
    )
    scheduled_at: AwareDatetime | None = Field(
        None,
        description="not before this moment; left out: at once, or at the article's own time if"
        " that is a day or more ahead",
    )

    def choices(self) -> Choices:
        return Choices(
            title=self.title,
            description=self.description,
            privacy_level=self.privacy_level,
            allow_comment=self.allow_comment,
            brand_organic=self.brand_organic,
            brand_content=self.brand_content,
            disclosed=self.disclosed,
            is_aigc=self.is_aigc,
            auto_add_music=self.auto_add_music,
            photo_urls=self.photo_urls,
            cover_index=self.cover_index,
        )


class PublishAsked(ChoicesAsked):
    article_id: Annotated[str, Field(min_length=1, max_length=26, pattern=r"^[0-9a-z]+$")]
    platforms: Annotated[tuple[Platform, ...], Field(min_length=1, max_length=1)] = (
        Platform.TIKTOK,
    )
    force_republish: bool = Field(
        default=False,
        description="publish once more where it is live; one that is under way comes first",
    )
    account_ids: Annotated[tuple[str, ...], Field(min_length=1, max_length=100)] | None = Field(
        None, description="left out: every account of the active environment"
    )
    mode: Mode | None = Field(None, description="left out: each account's own")


class PublishRow(Schema):
    platform: Platform = Platform.TIKTOK
    account_id: str
    publication_id: str | None = Field(description="of the known one, if skipped for it")
    state: State | None
    skipped: bool
    message: str = Field(description="for people: what happens now, or why it was skipped")


IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="a name of your own for this request: sent again within 24 hours, it is"
        " answered as the first time and carried out no second time",
        examples=["7c1f0d2e-publish-1042"],
    ),
]


@router.post(
    "/publish",
    operation_id="publishArticle",
    summary="Publish an article",
    status_code=HTTP_202_ACCEPTED,
    responses=SIGNED_IN
    | INPUT
    | documented(
        p404="article_unknown: there is no such article",
        p409="no_account: no account is connected; or platform_disabled, or"
        " idempotency_key_reused: the key belongs to another request; or still_under_way: forced"
        " where one is under way, `publications` says which; nothing was done",
    ),
)
def publish_article(
    context: Context,
    editor: Editor,
    response: Response,
    asked: PublishAsked,
    idempotency_key: IdempotencyKey = None,
) -> list[PublishRow]:
    """One row for each account. By mode: `review` makes a draft that waits for approval,
    `inbox` a draft in the creator's TikTok inbox, `auto` a direct post.

    An article that is live or under way on an account is skipped there and said so, unless
    `forceRepublish`; so is a disconnected account, and one whose language the article lacks. On an
    account that may not send now, being switched off or to be connected again, it waits until it
    may: `message` says for what. Without `scheduledAt`, an article that is dated a day or more
    ahead waits for its own time. A choice that the mode does not send is refused by its name.
    """
    try:
        with context.database.write() as session:
            now = context.database.now(session)
            answered = None
            if idempotency_key is not None:
                request = asked.model_dump(mode="json", exclude_unset=True)
                answered = idempotency.claim(session, editor.id, idempotency_key, request, now)
            if answered is not None:
                response.headers["Idempotency-Replayed"] = "true"
                return [PublishRow.model_validate(one) for one in answered]
            rows = _publish(context, session, editor, asked, now)
            if idempotency_key is not None:
                kept: list[Any] = [one.model_dump(mode="json", by_alias=True) for one in rows]
                idempotency.keep(session, editor.id, idempotency_key, kept)
            return rows
    except AccountUnknown as error:
        index = (asked.account_ids or ()).index(error.account_id)
        raise wrong_field(f"accountIds.{index}", str(error), code=error.code) from None
    except StillUnderWay as error:
        raise Problem(
            409,
            ErrorCode.STILL_UNDER_WAY,
            str(error),
            publications=[
                in_the_way(one.id, account_id, one.state)
                for account_id, one in error.blocking.items()
            ],
        ) from None
    except idempotency.KeyReused:
        raise Problem(
            409,
            ErrorCode.IDEMPOTENCY_KEY_REUSED,
            "This Idempotency-Key belongs to another request: choose a new key for a new request.",
        ) from None


def _publish(
    context: WebContext, session: Session, editor: Principal, asked: PublishAsked, now: datetime
) -> list[PublishRow]:
    wanted = Order(
        editor.name,
        mode=asked.mode,
        choices=asked.choices(),
        due_at=asked.scheduled_at,
        force=asked.force_republish,
    )
    outcomes = order(
        session,
        editor,
        asked.article_id,
        wanted,
        account_ids=asked.account_ids,
        engine=context.engine,
        limits=context.style,
        now=now,
    )
    paused = pause_of(session, context.installation) is not None
    return [row(outcome, paused=paused) for outcome in outcomes]


def in_the_way(publication_id: str, account_id: str, state: State) -> InTheWay:
    """What keeps another publication from being made or sent."""
    return InTheWay(
        id=publication_id, account_id=account_id, state=state, can_cancel=state in CANCELLABLE
    )


def row(outcome: Outcome, *, paused: bool = False) -> PublishRow:
    """What became of an article on one account."""
    message = outcome.message
    if paused and not outcome.skipped:
        message = f"{message}; Zharia is paused, so it waits until an administrator resumes"
    return PublishRow(
        account_id=outcome.account_id,
        publication_id=outcome.publication_id,
        state=outcome.state,
        skipped=outcome.skipped,
        message=message,
    )
