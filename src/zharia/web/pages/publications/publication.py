"""One publication: what was sent, why it stands as it does, and everything that happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from starlette.responses import Response

from zharia.accounts.queries import known_account
from zharia.newsroom.publications import known_publication
from zharia.publishing import consent
from zharia.publishing.article_status import is_outdated
from zharia.publishing.links import post_url
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.overview import queue_position
from zharia.publishing.photos import photo_from_json
from zharia.publishing.public_posts import further_ids
from zharia.publishing.queries import AttemptPulls, PhotoPulls, attempts_of
from zharia.publishing.states import POLLED, State
from zharia.publishing.text_length import count
from zharia.texts.i18n import gettext, noop
from zharia.web.pages.base.view import EditorView
from zharia.web.pages.photos.facts import Facts, facts_of, known_facts
from zharia.web.pages.publications.event_texts import line_of
from zharia.web.pages.publications.index import PATH
from zharia.web.pages.publications.note_texts import notes_of
from zharia.web.pages.publications.preview import Look
from zharia.web.pages.publications.rows import Reader, row_of

router = APIRouter(include_in_schema=False)

PublicationId = Annotated[str, Path(max_length=26)]

_ATTEMPTS: Final[Mapping[AttemptState, tuple[str, str]]] = {
    AttemptState.SENT: ("warn", noop("Sent, no answer yet")),
    AttemptState.ACCEPTED: ("ok", noop("Accepted by TikTok")),
    AttemptState.REFUSED: ("bad", noop("Refused by TikTok")),
    AttemptState.REVOKED: ("quiet", noop("Made void by Zharia")),
    AttemptState.DELIVERED: ("ok", noop("In the TikTok inbox")),
    AttemptState.LIVE: ("ok", noop("Published")),
    AttemptState.REMOVED: ("quiet", noop("No longer public")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One attempt. `text` is in the current language, `tone` how its badge looks."""

    attempt: Attempt
    tone: str
    text: str
    #: in order: what was done to each, and who fetched it; None: nobody
    photos: Sequence[tuple[Facts, PhotoPulls | None]]
    #: TikTok may still come for them
    awaits_pulls: bool

    @property
    def photos_kept(self) -> bool:
        """Whether the photos are still stored as they were offered."""
        return self.attempt.swept_at is None


@router.get(f"{PATH}/{{publication_id}}")
def publication(view: EditorView, publication_id: Annotated[str, Path(max_length=26)]) -> Response:
    with view.context.database.read() as session, view.speaking():
        known = known_publication(session, publication_id)
        now = view.context.database.now(session)
        account = known_account(session, known.account_id)
        place = queue_position(session, known, view.context.limits, now)
        tried = attempts_of(session, known.id)
        reader = Reader.of(view, now)
        changeable = State(known.state) in {State.DRAFT, State.SCHEDULED}
        values: dict[str, Any] = {
            "one": row_of(known, account, place, reader),
            "here": f"{PATH}/{known.id}",
            "counted": count(known.title, known.description, view.context.style),
            "notes": notes_of(known.notes),
            "attempts": [_shown(one, known) for one in tried],
            "lines": [line_of(event) for event in reversed(known.events)],
            "newer": changeable and is_outdated(session, known),
            "approval_holds": not consent.changed_since_approval(known),
            "look": Look.of(known, account),
            "further_posts": [
                (post_id, post_url(reader.tiktok, account.username, post_id))
                for post_id in further_ids(known)
            ],
        }
    with view.speaking():
        facts = known_facts(view.context, known.photo_urls, upright=account.upright_blur)
    return view.page("publications/publication.html", facts=facts, **values)


@router.get(f"{PATH}/{{publication_id}}/phone")
def phone(view: EditorView, publication_id: PublicationId) -> Response:
    """The post on a phone, for a page that shows several."""
    with view.context.database.read() as session:
        known = known_publication(session, publication_id)
        look = Look.of(known, known_account(session, known.account_id))
    return view.part("publications/phone.html", look=look)


def _shown(tried: AttemptPulls, publication: Publication) -> Shown:
    attempt = tried.attempt
    tone, text = _ATTEMPTS[AttemptState(attempt.state)]
    pulls = {one.photo: one for one in tried.pulls}
    current = publication.attempt_id == attempt.id and attempt.revoked_at is None
    return Shown(
        attempt,
        tone,
        gettext(text),
        [
            (facts_of(photo_from_json(entry)), pulls.get(number))
            for number, entry in enumerate(attempt.photos, 1)
        ],
        awaits_pulls=current and State(publication.state) in POLLED - {State.PUBLISHED},
    )
