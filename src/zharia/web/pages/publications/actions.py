"""The buttons beside a publication: approve, plan, withdraw, retry, say how it ended.

Each answers with the page it was pressed on and one sentence about what happened. What the
ledger refuses changes nothing, and the sentence says why.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path
from sqlalchemy.orm import Session
from starlette.responses import Response

from zharia.articles.queries import article
from zharia.publishing import actions
from zharia.publishing.actions import Ending, NotPossible
from zharia.publishing.choices import Choices, WrongChoice
from zharia.publishing.model import Publication
from zharia.publishing.orders import only_self
from zharia.publishing.queries import publication
from zharia.publishing.states import State
from zharia.users import AuditAction
from zharia.web.api.publish import LATEST, headline
from zharia.web.pages.base import display_names
from zharia.web.pages.base.formats import from_local_input, moment
from zharia.web.pages.base.safe_redirect import inside
from zharia.web.pages.base.view import EditorView, View
from zharia.web.pages.publications.available_actions import form_of
from zharia.web.problems import Problem

router = APIRouter(prefix="/admin/publications/{publication_id}", include_in_schema=False)

PublicationId = Annotated[str, Path(max_length=26)]
#: the page that the button stands on
Back = Annotated[str, Form(alias="back", max_length=2000)]

#: what is done, and the notice about it; it is carried out in one transaction
Act = Callable[[Session, Publication, datetime], None]


@router.post("/approve")
def approve(
    view: EditorView,
    publication_id: PublicationId,
    back: Back = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Agrees to exactly what the page showed. What has to be chosen first leads to the form."""

    def act(session: Session, known: Publication, now: datetime) -> None:
        actions.approve(session, known, view.who, now, seen=seen or None)
        _record(view, session, AuditAction.PUBLICATION_APPROVED, known)

    return _do(view, publication_id, act, "approved", back, after=_APPROVED)


@router.post("/schedule")
def schedule(
    view: EditorView,
    publication_id: PublicationId,
    due: Annotated[str, Form(max_length=40)] = "",
    back: Back = "",
) -> Response:
    """Not before this moment; left empty, as soon as its turn comes. It needs no new approval."""
    to = inside(back)
    try:
        asked = from_local_input(due, view.zone)
    except (ValueError, OverflowError):
        return view.back(to, "no_moment", kind="bad")
    now = view.now()
    if asked is not None and asked > now + LATEST:
        return view.back(to, "too_far_ahead", kind="bad")
    waits = asked is not None and asked > now

    def act(session: Session, known: Publication, now: datetime) -> None:
        actions.revise(
            session,
            known,
            Choices(),
            limits=view.context.style,
            self_only=only_self(session),
            who=view.who,
            now=now,
            due_at=max(asked or now, now),
        )
        _record(view, session, AuditAction.PUBLICATION_REVISED, known, fields=["due_at"])

    with view.speaking():
        when = moment(asked, view.zone, now) if asked else ""
    return _do(view, publication_id, act, "planned" if waits else "not_held_back", back, when=when)


@router.post("/cancel")
def cancel(view: EditorView, publication_id: PublicationId, back: Back = "") -> Response:
    """Withdraws what was not sent."""

    def act(session: Session, known: Publication, now: datetime) -> None:
        actions.cancel(session, known, view.who, now)
        _record(view, session, AuditAction.PUBLICATION_CANCELLED, known)

    return _do(view, publication_id, act, "withdrawn", back, after=_WITHDRAWN)


@router.post("/retry")
def retry(view: EditorView, publication_id: PublicationId, back: Back = "") -> Response:
    """A new attempt of one that has certainly failed."""

    def act(session: Session, known: Publication, now: datetime) -> None:
        actions.retry(session, known, view.who, now)
        _record(view, session, AuditAction.PUBLICATION_RETRIED, known)

    return _do(view, publication_id, act, "retried", back, after=_RETRIED)


@router.post("/resolve")
def resolve(
    view: EditorView,
    publication_id: PublicationId,
    ending: Annotated[Ending, Form()],
    back: Back = "",
) -> Response:
    """A person looked at TikTok and says whether the post is there."""

    def act(session: Session, known: Publication, now: datetime) -> None:
        actions.resolve(session, known, ending, view.who, now)
        _record(view, session, AuditAction.PUBLICATION_RESOLVED, known, ending=ending)

    said = "said_live" if ending is Ending.LIVE else "said_not_live"
    return _do(view, publication_id, act, said, back)


@router.post("/recompose")
def recompose(view: EditorView, publication_id: PublicationId, back: Back = "") -> Response:
    """Takes over the article's newer text and photos; it has to be approved again."""

    def act(session: Session, known: Publication, now: datetime) -> None:
        actions.recompose(session, known, limits=view.context.style, who=view.who, now=now)
        _record(view, session, AuditAction.PUBLICATION_REVISED, known, fields=["article"])

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
    act: Act,
    done: str,
    back: str,
    *,
    after: Mapping[State, str] | None = None,
    **params: str,
) -> Response:
    to = inside(back)
    database = view.context.database
    try:
        with database.write() as session:
            known = publication(session, publication_id)
            if known is None:
                raise Problem(404, "publication_unknown", "There is no such publication.")
            form = form_of(known)
            act(session, known, database.now(session))
    except WrongChoice as error:
        return view.back(form, error.code, kind="info")
    except NotPossible as error:
        if error.state is None or error.code != "wrong_state":
            return view.back(to, error.code, kind="bad")
        if after and error.state in after:
            return view.back(to, after[error.state], kind="info")
        with view.speaking():
            state = display_names.state(error.state)
        return view.back(to, "wrong_state", kind="bad", state=state)
    return view.back(to, done, **params)


def _record(
    view: View, session: Session, what: AuditAction, known: Publication, **detail: object
) -> None:
    subject = article(session, known.article_id)
    name = headline(subject) if subject is not None else known.title
    view.record(session, what, known.id, name, account=known.account_id, **detail)
