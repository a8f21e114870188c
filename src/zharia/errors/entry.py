"""One entry of the error book."""

from dataclasses import dataclass
from enum import StrEnum

from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words


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

    #: TikTok's or ours: stable, and what `Publication.error_code` and problem details hold
    code: str
    #: at most 60 characters, without a full stop
    title: Words
    #: one to three sentences, as is `remedy`
    happened: Words
    #: who has to act once the machine has done what it can; a publication knows its own moment
    who: WhoActs
    #: what to do, and what happens by itself and when
    remedy: Words
    #: whether the same may be tried again; None where that is no question
    retry: RetryKind | None
    source: Source


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one source, for a page that shows them all."""

    source: Source
    title: Words
    entries: tuple[Entry, ...]
