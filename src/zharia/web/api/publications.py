"""Publications: list, approve, retry, cancel, resolve."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from zharia.errors import ErrorCode
from zharia.newsroom import publications
from zharia.newsroom.articles import require_article
from zharia.newsroom.publications import UseCase
from zharia.publishing.actions import Ending, NotPossible
from zharia.publishing.ledger import load
from zharia.publishing.queries import publication, publications_of, recent_publications
from zharia.publishing.states import State
from zharia.users import Principal
from zharia.web.api.publication_schemas import PublicationAnswer, publication_answers
from zharia.web.api.publish import ChoicesAsked, in_the_way
from zharia.web.auth import Editor
from zharia.web.context import Context, WebContext
from zharia.web.problems import INPUT, PARAMETERS, SIGNED_IN, Problem, documented
from zharia.web.schemas import Cursor, Id, Limit, Page, RequestSchema, page

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
        return page(publication_answers(context, session, found), [one.id for one in found], limit)


@router.get(
    "/{article_id}",
    operation_id="getPublicationsOfArticle",
    summary="What became of an article",
    responses=SIGNED_IN | PARAMETERS | documented(p404="article_unknown: there is no such article"),
)
def of_article(context: Context, _editor: Editor, article_id: Id) -> list[PublicationAnswer]:
    """Newest first, each with its whole story."""
    with context.database.read() as session:
        known = require_article(session, article_id)
        return publication_answers(context, session, publications_of(session, known.id))


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
        return publication_answers(context, session, [changed])[0]


def _not_possible(context: WebContext, error: NotPossible) -> Problem:
    if error.other is None:
        code = error.code if error.code == ErrorCode.CHANGED_MEANWHILE else ErrorCode.NOT_POSSIBLE
        return Problem(409, code, str(error))
    with context.database.read() as session:
        other = load(session, error.other)
    way = in_the_way(other.id, other.account_id, State(other.state))
    return Problem(409, error.code, str(error), publications=[way])
