"""Rows of publications in a list: status text, error, available actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from zharia.accounts import Account
from zharia.errors import WhoActs
from zharia.publishing.links import post_url
from zharia.publishing.model import Precedence, Publication
from zharia.publishing.queries import ListedPublication
from zharia.publishing.queue_forecast import QueuePosition
from zharia.publishing.retracting import NOT_SENT_CODES
from zharia.publishing.states import State
from zharia.web.pages.base.view import View
from zharia.web.pages.publications.available_actions import Actions, available_actions
from zharia.web.pages.publications.error_texts import ErrorDescription, error_description
from zharia.web.pages.publications.wait_texts import settings_link, status_text

#: states in which an error is news; where it only waits, the sentence says why
_IN_TROUBLE: Final = frozenset({State.FAILED, State.DRAFT})
#: who may be asked about one in line
_ASKED: Final = frozenset({WhoActs.ADMIN, WhoActs.EDITOR})
#: states in which there is something to see in TikTok
_AT_TIKTOK: Final = frozenset({State.PUBLISHED, State.DELIVERED})


@dataclass(frozen=True, slots=True)
class RowContext:
    """Who reads a list: in which time zone, and when."""

    zone: tzinfo
    now: datetime
    #: an address at TikTok, see `links.post_url`
    tiktok: str

    @staticmethod
    def of(view: View, now: datetime) -> "RowContext":
        return RowContext(view.zone, now, view.context.settings.tiktok_authorize_url)


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """One publication. The texts are in the current language."""

    publication: Publication
    account: Account
    is_breaking: bool
    #: the moment that matters: when it was published, or made
    at: datetime
    status_text: str
    #: where an administrator ends what it waits for; empty if it ends by itself
    settings_link: str
    error: ErrorDescription | None
    actions: Actions
    #: where people see the post, or the account if that is all there is; empty before
    link: str

    @property
    def links_to_post(self) -> bool:
        return self.publication.post_id is not None


def publication_row(
    publication: Publication, account: Account, place: QueuePosition | None, reader: RowContext
) -> PublicationRow:
    """The line of one publication; `place` is where it stands in its account's line, if it does."""
    state = State(publication.state)
    # In line it waits by itself, unless somebody has to put something right first; and what is
    # out is well, unless somebody has to decide whether it may stay.
    asks = state in {State.SCHEDULED, *_AT_TIKTOK} and publication.who_acts in _ASKED
    stopped = state is State.CANCELLED and publication.error_code in NOT_SENT_CODES
    in_trouble = state in _IN_TROUBLE or publication.needs_resolution or asks or stopped
    worth_a_look = state in _AT_TIKTOK or publication.needs_resolution
    link = post_url(reader.tiktok, account.username, publication.post_id)
    return PublicationRow(
        publication=publication,
        account=account,
        is_breaking=publication.precedence == Precedence.BREAKING,
        at=publication.published_at or publication.created_at,
        status_text=status_text(publication, place, account.name, reader.zone, reader.now),
        settings_link=settings_link(place, account.id),
        error=error_description(publication) if in_trouble else None,
        actions=available_actions(publication),
        link=link if worth_a_look else "",
    )


def publication_rows(
    found: Sequence[ListedPublication], places: Mapping[str, QueuePosition], reader: RowContext
) -> list[PublicationRow]:
    """The lines of a list, in its order."""
    return [
        publication_row(one.publication, one.account, places.get(one.publication.id), reader)
        for one in found
    ]
