"""A publication as a list shows it: its sentence, its trouble, its buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from zharia.accounts import Account
from zharia.errors import WhoActs
from zharia.publishing.links import post_url
from zharia.publishing.model import Precedence, Publication
from zharia.publishing.queries import PublicationRow
from zharia.publishing.queue_forecast import QueuePosition
from zharia.publishing.retracting import NOT_SENT_CODES
from zharia.publishing.states import State
from zharia.web.pages.base.view import View
from zharia.web.pages.publications.available_actions import Acts, acts_of
from zharia.web.pages.publications.error_texts import Trouble, trouble_of
from zharia.web.pages.publications.wait_texts import mended_at, sentence

#: states in which an error is news; where it only waits, the sentence says why
_IN_TROUBLE: Final = frozenset({State.FAILED, State.DRAFT})
#: who may be asked about one in line
_ASKED: Final = frozenset({WhoActs.ADMIN, WhoActs.EDITOR})
#: states in which there is something to see in TikTok
_AT_TIKTOK: Final = frozenset({State.PUBLISHED, State.DELIVERED})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a list: in which time zone, and when."""

    zone: tzinfo
    now: datetime
    #: an address at TikTok, see `links.post_url`
    tiktok: str

    @staticmethod
    def of(view: View, now: datetime) -> "Reader":
        return Reader(view.zone, now, view.context.settings.tiktok_authorize_url)


@dataclass(frozen=True, slots=True)
class Row:
    """One publication. The texts are in the current language."""

    publication: Publication
    account: Account
    is_breaking: bool
    #: the moment that matters: when it was published, or made
    at: datetime
    sentence: str
    #: where an administrator ends what it waits for; empty if it ends by itself
    mended_at: str
    trouble: Trouble | None
    acts: Acts
    #: where people see the post, or the account if that is all there is; empty before
    link: str

    @property
    def links_to_post(self) -> bool:
        return self.publication.post_id is not None


def row_of(
    publication: Publication, account: Account, place: QueuePosition | None, reader: Reader
) -> Row:
    """The line of one publication; `place` is where it stands in its account's line, if it does."""
    state = State(publication.state)
    # In line it waits by itself, unless somebody has to put something right first; and what is
    # out is well, unless somebody has to decide whether it may stay.
    asks = state in {State.SCHEDULED, *_AT_TIKTOK} and publication.who_acts in _ASKED
    stopped = state is State.CANCELLED and publication.error_code in NOT_SENT_CODES
    in_trouble = state in _IN_TROUBLE or publication.needs_resolution or asks or stopped
    worth_a_look = state in _AT_TIKTOK or publication.needs_resolution
    link = post_url(reader.tiktok, account.username, publication.post_id)
    return Row(
        publication=publication,
        account=account,
        is_breaking=publication.precedence == Precedence.BREAKING,
        at=publication.published_at or publication.created_at,
        sentence=sentence(publication, place, account.name, reader.zone, reader.now),
        mended_at=mended_at(place, account.id),
        trouble=trouble_of(publication) if in_trouble else None,
        acts=acts_of(publication),
        link=link if worth_a_look else "",
    )


def rows_of(
    found: Sequence[PublicationRow], places: Mapping[str, QueuePosition], reader: Reader
) -> list[Row]:
    """The lines of a list, in its order."""
    return [
        row_of(one.publication, one.account, places.get(one.publication.id), reader)
        for one in found
    ]
