"""Publications: an editor changes, approves, withdraws or retries one, or says how it ended.

What a state allows is `publishing.actions`'; here a publication is found by its id, and whoever
acts stands in the audit log, in the transaction of the act.
"""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.newsroom.articles import known_article
from zharia.newsroom.due import due_at
from zharia.newsroom.errors import NotFound
from zharia.posts import Style
from zharia.publishing import actions
from zharia.publishing.actions import Ending
from zharia.publishing.choices import Choices
from zharia.publishing.model import Publication
from zharia.publishing.orders import is_self_only
from zharia.publishing.queries import publication
from zharia.publishing.states import State
from zharia.users import AuditAction, Principal, record


class UseCase(Protocol):
    """What each of these is, once everything but who acts, on what and when is filled in."""

    def __call__(
        self, session: Session, who: Principal, publication_id: str, /, *, now: datetime
    ) -> Publication:
        """Carry it out in the caller's transaction; answers the publication as it then stands."""
        ...


def known_publication(session: Session, publication_id: str) -> Publication:
    """The publication, whatever became of it. Raises `NotFound`."""
    known = publication(session, publication_id)
    if known is None:
        raise NotFound(ErrorCode.PUBLICATION_UNKNOWN, f"There is no publication {publication_id}.")
    return known


def change(
    session: Session,
    who: Principal,
    publication_id: str,
    *,
    choices: Choices,
    limits: Style,
    now: datetime,
    due: datetime | None = None,
    consent: bool = False,
) -> Publication:
    """Change what a post will show, or when it leaves: `due`, or None to leave that as it is.

    With `consent`, whoever changes it agrees to what it then is; a post in line that stays as it
    was has been agreed to already.

    Raises:
        NotFound: there is no such publication.
        TooFarAhead: it should leave in more than a year.
        WrongChoice, NotPossible: see `actions.revise`, and `actions.approve`.
    """
    known = known_publication(session, publication_id)
    _change(session, who, known, choices, due, limits=limits, now=now)
    if consent and known.state == State.DRAFT:
        _approve(session, who, known, now)
    return known


def approve(
    session: Session,
    who: Principal,
    publication_id: str,
    *,
    seen: str | None,
    limits: Style,
    now: datetime,
    choices: Choices | None = None,
    due: datetime | None = None,
) -> Publication:
    """Agree to exactly what a draft shows, after these changes, if there are any.

    `seen` is the `content_hash` of what the person was shown; None where a program did not ask.

    Raises:
        NotFound: there is no such publication.
        TooFarAhead: it should leave in more than a year.
        WrongChoice, NotPossible: see `actions.approve`.
    """
    known = known_publication(session, publication_id)
    actions.check_unchanged(known, seen)
    _change(session, who, known, choices or Choices(), due, limits=limits, now=now)
    _approve(session, who, known, now)
    return known


def recompose(
    session: Session, who: Principal, publication_id: str, *, limits: Style, now: datetime
) -> Publication:
    """Take over the article's newer text and photos; the post has to be approved again."""
    known = known_publication(session, publication_id)
    actions.recompose(session, known, limits=limits, who=who.name, now=now)
    _record(session, who, AuditAction.PUBLICATION_REVISED, known, fields=["article"])
    return known


def cancel(session: Session, who: Principal, publication_id: str, *, now: datetime) -> Publication:
    """Withdraw a publication that was not sent."""
    known = known_publication(session, publication_id)
    actions.cancel(session, known, who.name, now)
    _record(session, who, AuditAction.PUBLICATION_CANCELLED, known)
    return known


def retry(session: Session, who: Principal, publication_id: str, *, now: datetime) -> Publication:
    """Put one that has certainly failed in line again."""
    known = known_publication(session, publication_id)
    actions.retry(session, known, who.name, now)
    _record(session, who, AuditAction.PUBLICATION_RETRIED, known)
    return known


def resolve(
    session: Session, who: Principal, publication_id: str, *, ending: Ending, now: datetime
) -> Publication:
    """Say what a person saw on TikTok, where nobody else can tell how it ended."""
    known = known_publication(session, publication_id)
    actions.resolve(session, known, ending, who.name, now)
    _record(session, who, AuditAction.PUBLICATION_RESOLVED, known, ending=ending)
    return known


def _change(
    session: Session,
    who: Principal,
    known: Publication,
    choices: Choices,
    due: datetime | None,
    *,
    limits: Style,
    now: datetime,
) -> None:
    changed = actions.revise(
        session,
        known,
        choices,
        limits=limits,
        self_only=is_self_only(session),
        who=who.name,
        now=now,
        due_at=due_at(due, now),
    )
    if changed:
        _record(session, who, AuditAction.PUBLICATION_REVISED, known, fields=changed)


def _approve(session: Session, who: Principal, known: Publication, now: datetime) -> None:
    actions.approve(session, known, who.name, now)
    _record(session, who, AuditAction.PUBLICATION_APPROVED, known)


def _record(
    session: Session, who: Principal, what: AuditAction, known: Publication, **detail: Any
) -> None:
    name = known_article(session, known.article_id).headline
    record(session, who, what, known.id, name, account=known.account_id, **detail)
