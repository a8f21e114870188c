"""An entry of the table of errors: who acts, whether a retry helps, and its texts."""

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from zharia.errors.codes import ErrorCode
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind


class Source(StrEnum):
    """Where an error comes from. The book has a group of entries for each, in this order."""

    #: what an administrator sees when something is not set up
    CASES = "cases"
    #: ours, while a post is sent and followed
    SENDING = "sending"
    #: TikTok's answer to a call
    TIKTOK_API = "tiktok-api"
    #: TikTok accepted a post, then did not publish it
    FAIL_REASONS = "fail-reasons"
    #: TikTok's consent page and token endpoint
    SIGN_IN = "sign-in"
    ACCOUNTS = "accounts"
    PHOTOS = "photos"
    #: addresses of feeds, pages and photos
    FETCHING = "fetching"
    FEEDS = "feeds"
    WEBHOOKS = "webhooks"
    PEOPLE = "people"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Entry:
    """What an error means to the people of a newsroom.

    A page writes `entry.title.text(language)`, and so on.
    """

    #: stable, and what `Publication.error_code` and problem details hold; a bare string is TikTok's
    code: ErrorCode | str
    #: who has to act once the machine has done what it can; a publication knows its own moment
    who: WhoActs
    #: whether the same may be tried again; None where that is no question
    retry: RetryKind | None = None
    _: KW_ONLY
    #: at most 60 characters, without a full stop
    title: Message
    #: one to three sentences, as is `remedy`
    happened: Message
    #: what to do, and what happens by itself and when
    remedy: Message

    @property
    def who_after_giving_up(self) -> WhoActs:
        """Who has to act once the machine no longer tries: never nobody."""
        return WhoActs.EDITOR if self.who is WhoActs.NOBODY else self.who


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one source, for a page that shows them all."""

    source: Source
    title: Message
    entries: tuple[Entry, ...]
