"""Result of connecting an account, as the OAuth callback's redirect tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from zharia.accounts import Account, Scope
from zharia.accounts.queries import newest_account
from zharia.errors.book import entry
from zharia.errors.entry import Entry

#: an account connected longer ago is no news: somebody opened an old address, or made one up
_NEWS: Final = timedelta(minutes=15)
#: characters of a foreign text that we show
_QUOTED: Final = 500


@dataclass(frozen=True, slots=True)
class ConnectResult:
    """At most one of `account`, `entry` and `message` is there."""

    account: Account | None = None
    #: what we asked for and did not get
    missing: tuple[Scope, ...] = ()
    #: the error book's, for a code that it knows
    entry: Entry | None = None
    #: TikTok's words, or whoever's made up the address: never ours
    message: str = ""


def connect_result(session: Session, query: Mapping[str, str], now: datetime) -> ConnectResult:
    """What the address says, as far as it can be believed."""
    match query.get("tiktok_auth"):
        case "success":
            newest = newest_account(session)
            if newest is None or newest.connected_at < now - _NEWS:
                return ConnectResult()
            left_out = query.get("missing", "").split(",")
            return ConnectResult(newest, tuple(scope for scope in Scope if scope in left_out))
        case "error":
            known = entry(query.get("code", ""))
            if known is not None:
                return ConnectResult(entry=known)
            return ConnectResult(message=query.get("message", "")[:_QUOTED].strip() or "–")
    return ConnectResult()
