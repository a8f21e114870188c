"""Error lookup: the entry of each code, and all entries in groups (the page “error book”)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry, Group, Source
from zharia.errors.table import (
    accounts,
    cases,
    deciding,
    fail_reasons,
    feed_articles,
    feeds,
    fetching,
    people,
    photos,
    sending,
    service,
    sign_in,
    tiktok_api,
    webhooks,
)
from zharia.errors.table.phrases import GIVEN_UP
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message

#: characters of a foreign text that an explanation quotes
_QUOTED: Final = 300
_HTTP: Final = re.compile(r"http_\d{3}")

_GROUPS: Final = (
    Group(Source.CASES, Message("Common cases"), cases.ENTRIES),
    Group(Source.SENDING, Message("Sending a post"), (*sending.ENTRIES, *deciding.ENTRIES)),
    Group(Source.TIKTOK_API, Message("TikTok's answers"), tiktok_api.ENTRIES),
    Group(Source.FAIL_REASONS, Message("Why TikTok did not publish a post"), fail_reasons.ENTRIES),
    Group(Source.SIGN_IN, Message("Connecting a TikTok account"), sign_in.ENTRIES),
    Group(Source.ACCOUNTS, Message("Connected accounts"), accounts.ENTRIES),
    Group(Source.PHOTOS, Message("Photos"), photos.ENTRIES),
    Group(Source.FETCHING, Message("Fetching from sites"), fetching.ENTRIES),
    Group(Source.FEEDS, Message("Articles and feeds"), (*feeds.ENTRIES, *feed_articles.ENTRIES)),
    Group(Source.WEBHOOKS, Message("TikTok's webhooks"), webhooks.ENTRIES),
    Group(Source.PEOPLE, Message("Signing in, users and keys"), people.ENTRIES),
    Group(Source.SERVICE, Message("Zharia itself"), service.ENTRIES),
)
_BY_CODE: Final[Mapping[str, Entry]] = {
    entry.code: entry for group in _GROUPS for entry in group.entries
}


def entries() -> tuple[Group, ...]:
    """The whole book, group after group."""
    return _GROUPS


def entry(code: str) -> Entry | None:
    """The entry of a code, TikTok's or ours; None for one that is not in the book.

    An account's `state_reason` is looked up as `account.<reason>`, the reason of TikTok's
    `authorization.removed` as `authorization.removed.<reason>`.
    """
    return _BY_CODE.get(code) or (_BY_CODE[ErrorCode.HTTP_4XX] if _HTTP.fullmatch(code) else None)


def entry_of(code: ErrorCode) -> Entry:
    """The entry of one of our own codes: each has one."""
    return _BY_CODE[code]


def explain(code: str, message: str = "") -> Entry:
    """The entry of a code, or a general one that names the code and quotes the message.

    >>> str(explain("a_code_of_next_year").title)
    'An error that this version does not know'
    """
    known = entry(code)
    if known is not None:
        return known
    general = _BY_CODE[ErrorCode.UNKNOWN_CODE]
    happened = general.happened
    if code := code[:_QUOTED]:
        happened = happened.then(Message("Its code is {code}.").with_(code=code))
    if message := message[:_QUOTED].rstrip("."):
        happened = happened.then(Message("The message: “{message}”.").with_(message=message))
    return replace(general, code=code or general.code, happened=happened)


def explain_failure(code: str, message: str = "") -> Entry:
    """As `explain`, once the machine has given up: nothing that it would do by itself is left.

    >>> explain_failure("spam_risk_too_many_posts").who
    <WhoActs.EDITOR: 'editor'>
    """
    found = explain(code, message)
    if found.who is not WhoActs.NOBODY:
        return found
    return replace(found, who=WhoActs.EDITOR, remedy=GIVEN_UP)
