"""Actions on a publication: approve, schedule, cancel, retry, resolve, recompose.

Each answers with the page it was pressed on and one sentence about what happened. What the
ledger refuses changes nothing, and the sentence says why.
"""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path
from starlette.responses import Response

from zharia.errors import ErrorCode
from zharia.newsroom import publications
from zharia.newsroom.errors import TooFarAhead
from zharia.newsroom.publications import UseCase
from zharia.publishing.actions import Ending, NotPossible
from zharia.publishing.choices import Choices, WrongChoice
from zharia.publishing.ledger import load
from zharia.publishing.states import State
from zharia.web.pages.base import display_names
from zharia.web.pages.base.formats import from_local_input, moment
from zharia.web.pages.base.safe_redirect import safe_path
from zharia.web.pages.base.view import EditorView, View
from zharia.web.pages.publications.available_actions import publish_form_path

router = APIRouter(prefix="/admin/publications/{publication_id}", include_in_schema=False)

PublicationId = Annotated[str, Path(max_length=26)]
#: the page that the button stands on
Back = Annotated[str, Form(alias="back", max_length=2000)]


@router.post("/approve")
def approve(
    view: EditorView,
    publication_id: PublicationId,
    back: Back = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Agrees to exactly what the page showed. What has to be chosen first leads to the form."""
    act = partial(publications.approve, seen=seen, limits=view.context.style)
    return _do(view, publication_id, act, "approved", back, after=_APPROVED)


@router.post("/schedule")
def schedule(
    view: EditorView,
    publication_id: PublicationId,
    due: Annotated[str, Form(max_length=40)] = "",
    back: Back = "",
) -> Response:
    """Not before this moment; left empty, as soon as its turn comes. It needs no new approval."""
    try:
        asked = from_local_input(due, view.zone)
    except (ValueError, OverflowError):
        return view.redirect(safe_path(back), "no_moment", kind="bad")
    now = view.now()
    waits = asked is not None and asked > now
    when = moment(asked, view.zone, now) if asked else ""
    act = partial(
        publications.change, choices=Choices(), due=asked or now, limits=view.context.style
    )
    return _do(view, publication_id, act, "planned" if waits else "not_held_back", back, when=when)


@router.post("/cancel")
def cancel(view: EditorView, publication_id: PublicationId, back: Back = "") -> Response:
    """Withdraws what was not sent."""
    return _do(view, publication_id, publications.cancel, "withdrawn", back, after=_WITHDRAWN)


@router.post("/retry")
def retry(view: EditorView, publication_id: PublicationId, back: Back = "") -> Response:
    """A new attempt of one that has certainly failed."""
    return _do(view, publication_id, publications.retry, "retried", back, after=_RETRIED)


@router.post("/resolve")
def resolve(
    view: EditorView,
    publication_id: PublicationId,
    ending: Annotated[Ending, Form()],
    back: Back = "",
) -> Response:
    """A person looked at TikTok and says whether the post is there."""
    act = partial(publications.resolve, ending=ending)
    said = "said_live" if ending is Ending.LIVE else "said_not_live"
    return _do(view, publication_id, act, said, back)


@router.post("/recompose")
def recompose(view: EditorView, publication_id: PublicationId, back: Back = "") -> Response:
    """Takes over the article's newer text and photos; it has to be approved again."""
    act = partial(publications.recompose, limits=view.context.style)
    return _do(view, publication_id, act, "recomposed", back)


#: by state: what is said to somebody who asks for what has been done already
_APPROVED: Final[Mapping[State, str]] = dict.fromkeys(
    (State.SCHEDULED, State.PREPARING, State.SUBMITTING, State.PROCESSING), "approved_already"
)
_WITHDRAWN: Final[Mapping[State, str]] = {State.CANCELLED: "withdrawn_already"}
_RETRIED: Final[Mapping[State, str]] = dict.fromkeys(
    (State.SCHEDULED, State.PREPARING, State.SUBMITTING, State.PROCESSING), "retried_already"
)


def _do(
    view: View,
    publication_id: str,
    act: UseCase,
    done: str,
    back: str,
    *,
    after: Mapping[State, str] | None = None,
    **params: str,
) -> Response:
    """Carry a use case out in a transaction of its own, and say what came of it."""
    to, database = safe_path(back), view.context.database
    try:
        with database.write() as session:
            act(session, view.principal, publication_id, now=database.now(session))
    except WrongChoice as error:
        with database.read() as session:
            form = publish_form_path(load(session, publication_id))
        return view.redirect(form, error.code, kind="info")
    except TooFarAhead:
        return view.redirect(to, "too_far_ahead", kind="bad")
    except NotPossible as error:
        if error.state is None or error.code != ErrorCode.WRONG_STATE:
            return view.redirect(to, error.code, kind="bad")
        if after and error.state in after:
            return view.redirect(to, after[error.state], kind="info")
        state = display_names.state(error.state)
        return view.redirect(to, ErrorCode.WRONG_STATE, kind="bad", state=state)
    return view.redirect(to, done, **params)
