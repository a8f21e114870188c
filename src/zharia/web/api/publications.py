"""Publications: what became of an article, and what a person may do about it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy.orm import Session

from zharia.accounts import Account, Platform
from zharia.accounts.queries import accounts_by_id
from zharia.errors import ErrorCode
from zharia.errors.book import explain
from zharia.newsroom import publications
from zharia.newsroom.articles import known_article
from zharia.newsroom.publications import UseCase
from zharia.publishing.actions import Ending, NotPossible
from zharia.publishing.consent import content_hash
from zharia.publishing.holds import MESSAGES, HoldReason, held_accounts
from zharia.publishing.ledger import load
from zharia.publishing.links import post_url
from zharia.publishing.model import Publication
from zharia.publishing.public_posts import further_ids
from zharia.publishing.queries import publication, publications_of, recent_publications
from zharia.publishing.states import SIMPLE_STATUS, State
from zharia.tiktok import PostMode, RetryKind
from zharia.users import Principal
from zharia.web.api.publish import ChoicesAsked, in_the_way
from zharia.web.auth import Editor
from zharia.web.context import Context, WebContext
from zharia.web.problems import INPUT, PARAMETERS, SIGNED_IN, Problem, documented
from zharia.web.schemas import Cursor, Id, Limit, Page, RequestSchema, Schema, page

router = APIRouter(prefix="/api/social-media/publications", tags=["Publications"])

_ACTION = (
    SIGNED_IN
    | INPUT
    | documented(
        p404="publication_unknown: there is no such publication",
        p409="not_possible: its state does not allow this; `detail` says what is; or"
        " changed_meanwhile: it is no longer what `seen` names; or still_under_way, already_live:"
        " another publication of the article on this account stands in the way, `publications` says"
        " which",
    )
)


class ErrorAnswer(Schema):
    code: str = Field(description="TikTok's, or ours; stable")
    message: str
    who_acts: str | None = Field(description="nobody, editor, admin or tiktok")
    retry: str | None = Field(description="whether a retry can help")
    log_id: str | None = Field(description="TikTok's number for its answer")


class EventAnswer(Schema):
    at: datetime
    who: str
    what: str
    state: State
    log_id: str | None
    detail: dict[str, Any]


class PublicationAnswer(Schema):
    id: str
    article_id: str
    platform: Platform = Platform.TIKTOK
    account_id: str
    number: int = Field(description="counts every order of the article on this account")
    edition: int = Field(description="the old name of `number`", deprecated=True)
    repeat: int = Field(
        description="which post of the article there: 2 and more, one more that a person ordered"
    )
    language: str
    state: State
    status: str = Field(description="PENDING, SUCCESS or FAILED", examples=["SUCCESS"])
    mode: PostMode
    title: str
    description: str
    privacy_level: str | None
    allow_comment: bool
    brand_organic: bool
    brand_content: bool
    disclosure_decided: bool = Field(
        description="a person has said how it discloses that its article is paid for"
    )
    is_aigc: bool
    auto_add_music: bool
    photo_urls: Sequence[str]
    cover_index: int = Field(description="of the cover within `photoUrls`, counted from 0")
    publish_id: str | None
    external_id: str | None = Field(
        description="TikTok's id of the post: 19 digits, so a string",
        examples=["7395112233445566778"],
    )
    post_url: str | None
    further_ids: list[str] = Field(
        description="of further posts that the creator made of the same draft, public ones"
    )
    needs_resolution: bool = Field(description="only a person can say how it ended: see resolve")
    needs_word: bool = Field(description="the old name of `needsResolution`", deprecated=True)
    error: ErrorAnswer | None = Field(
        description="why it failed, or what it waits for although its turn may have come"
    )
    requested_by: str
    approved_by: str | None
    content_hash: str = Field(
        description="SHA-256 in hex of all that TikTok would show: `seen` of an approval"
    )
    scheduled_at: datetime
    created_at: datetime
    published_at: datetime | None
    events: list[EventAnswer]


class ApproveAsked(ChoicesAsked):
    seen: Annotated[str, Field(min_length=64, max_length=64)] | None = Field(
        None,
        description="the `contentHash` that the person was shown: what has changed since is not"
        " approved",
    )


class ResolveAsked(RequestSchema):
    ending: Ending = Field(description="what a person saw on TikTok")


@router.get(
    "",
    operation_id="listPublications",
    summary="List publications, newest first",
    responses=SIGNED_IN | PARAMETERS,
)
def list_publications(
    context: Context,
    _editor: Editor,
    limit: Limit = 50,
    cursor: Cursor = None,
    state: Annotated[list[State] | None, Query(description="may be given several times")] = None,
    account_id: Annotated[str | None, Query(alias="accountId", max_length=26)] = None,
) -> Page[PublicationAnswer]:
    """Of all articles."""
    with context.database.read() as session:
        found = recent_publications(
            session, limit=limit, before=cursor, states=state, account_id=account_id
        )
        return page(_answers(context, session, found), [one.id for one in found], limit)


@router.get(
    "/{article_id}",
    operation_id="getPublicationsOfArticle",
    summary="What became of an article",
    responses=SIGNED_IN | PARAMETERS | documented(p404="article_unknown: there is no such article"),
)
def of_article(context: Context, _editor: Editor, article_id: Id) -> list[PublicationAnswer]:
    """Newest first, each with its whole story."""
    with context.database.read() as session:
        known = known_article(session, article_id)
        return _answers(context, session, publications_of(session, known.id))


@router.post(
    "/{publication_id}/approve",
    operation_id="approvePublication",
    summary="Approve a draft",
    responses=_ACTION,
)
def approve(
    context: Context, editor: Editor, publication_id: Id, asked: ApproveAsked | None = None
) -> PublicationAnswer:
    """Agrees to exactly what the draft shows, after the changes in the body, if there are any.

    With `seen`, only what the person was shown: `changed_meanwhile` if it is another by now.
    One that waits in line is approved anew with changes in the body; without, there is nothing to
    approve.
    """
    asked = asked or ApproveAsked.model_validate({})
    act = partial(
        publications.approve,
        seen=asked.seen,
        choices=asked.choices(),
        due=asked.scheduled_at,
        limits=context.style,
    )
    return _do(context, editor, publication_id, act)


@router.post(
    "/{publication_id}/retry",
    operation_id="retryPublication",
    summary="Send a failed publication again",
    responses=_ACTION,
)
def retry(context: Context, editor: Editor, publication_id: Id) -> PublicationAnswer:
    """Only one that has certainly failed: what may be live is never sent twice."""
    return _do(context, editor, publication_id, publications.retry)


@router.post(
    "/{publication_id}/cancel",
    operation_id="cancelPublication",
    summary="Withdraw a publication that was not sent",
    responses=_ACTION,
)
def cancel(context: Context, editor: Editor, publication_id: Id) -> PublicationAnswer:
    """A draft, or one that waits for its turn or is made ready."""
    return _do(context, editor, publication_id, publications.cancel)


@router.post(
    "/{publication_id}/resolve",
    operation_id="resolvePublication",
    summary="Say how a publication ended",
    responses=_ACTION,
)
def resolve(
    context: Context, editor: Editor, publication_id: Id, asked: ResolveAsked
) -> PublicationAnswer:
    """For one that `needsResolution`: evidence stayed unclear, a person has looked at TikTok."""
    act = partial(publications.resolve, ending=asked.ending)
    return _do(context, editor, publication_id, act)


def _do(
    context: WebContext, editor: Principal, publication_id: str, act: UseCase
) -> PublicationAnswer:
    """Carry a use case out in a transaction of its own; answers how the publication then stands."""
    database = context.database
    try:
        with database.write() as session:
            act(session, editor, publication_id, now=database.now(session))
    except NotPossible as error:
        raise _not_possible(context, error) from None
    with database.read() as session:
        changed = publication(session, publication_id)
        assert changed is not None  # noqa: S101 - publications are never deleted
        return _answers(context, session, [changed])[0]


def _not_possible(context: WebContext, error: NotPossible) -> Problem:
    if error.other is None:
        code = error.code if error.code == ErrorCode.CHANGED_MEANWHILE else ErrorCode.NOT_POSSIBLE
        return Problem(409, code, str(error))
    with context.database.read() as session:
        other = load(session, error.other)
    way = in_the_way(other.id, other.account_id, State(other.state))
    return Problem(409, error.code, str(error), publications=[way])


def _answers(
    context: WebContext, session: Session, found: Sequence[Publication]
) -> list[PublicationAnswer]:
    accounts = accounts_by_id(session, {one.account_id for one in found})
    held = held_accounts(session)
    tiktok = context.settings.tiktok_authorize_url
    return [
        _answer(one, accounts[one.account_id], held.get(one.account_id), tiktok) for one in found
    ]


def _answer(
    one: Publication, account: Account, hold: HoldReason | None, tiktok: str
) -> PublicationAnswer:
    error = None
    if hold is not None and one.state in {State.SCHEDULED, State.PREPARING}:
        # While its account may not send, whatever else it waits for counts for nothing.
        error = ErrorAnswer(
            code=hold,
            message=MESSAGES[hold],
            who_acts=explain(hold).who,
            retry=RetryKind.NEEDS_A_PERSON.value,
            log_id=None,
        )
    elif one.error_code is not None:
        error = ErrorAnswer(
            code=one.error_code,
            message=one.error_message or "",
            who_acts=one.who_acts,
            retry=one.retry,
            log_id=one.log_id,
        )
    link = None
    if one.post_id and account.username:
        link = post_url(tiktok, account.username, one.post_id)
    return PublicationAnswer(
        id=one.id,
        article_id=one.article_id,
        account_id=one.account_id,
        number=one.number,
        edition=one.number,
        repeat=one.repeat,
        language=one.language,
        state=one.state,
        status=SIMPLE_STATUS[State(one.state)],
        mode=PostMode(one.post_mode),
        title=one.title,
        description=one.description,
        privacy_level=one.privacy_level,
        allow_comment=one.allow_comment,
        brand_organic=one.brand_organic,
        brand_content=one.brand_content,
        disclosure_decided=one.disclosure_decided,
        is_aigc=one.is_aigc,
        auto_add_music=one.auto_add_music,
        photo_urls=one.photo_urls,
        cover_index=one.cover_index,
        publish_id=one.publish_id,
        external_id=one.post_id,
        post_url=link,
        further_ids=further_ids(one),
        needs_resolution=one.needs_resolution,
        needs_word=one.needs_resolution,
        error=error,
        requested_by=one.requested_by,
        approved_by=one.approved_by,
        content_hash=content_hash(one),
        scheduled_at=one.due_at,
        created_at=one.created_at,
        published_at=one.published_at,
        events=[EventAnswer.model_validate(event) for event in one.events],
    )
