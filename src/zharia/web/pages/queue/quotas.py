"""The accounts at the head of the queue: what of today's quota is used, and what is wrong."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountState, Mode, StateReason
from zharia.accounts.queries import active_accounts
from zharia.accounts.state_reasons import REASONS
from zharia.publishing.overview import Overview, Quota
from zharia.texts.i18n import current_language, gettext, ngettext
from zharia.web.pages.publications.event_texts import title_of
from zharia.web.pages.publications.wait_texts import when


@dataclass(frozen=True, slots=True)
class Card:
    """One account. The texts are in the current language; those that are empty are not shown."""

    account: Account
    used: int
    limit: int
    quota_text: str
    next_text: str
    trouble: str
    #: somebody else posts here with this app; empty: nobody does
    foreign_text: str = ""


def accounts_of_queue(session: Session) -> list[Account]:
    """The accounts that an editor has to know of, by name.

    That is all of the active environment, but for those that an administrator has ended.
    """
    ended = AccountState.DISCONNECTED, StateReason.BY_ADMINISTRATOR
    return sorted(
        (one for one in active_accounts(session) if (one.state, one.state_reason) != ended),
        key=lambda one: (one.name.casefold(), one.id),
    )


def cards(accounts: list[Account], seen: Overview, zone: tzinfo, now: datetime) -> list[Card]:
    """A card for each account."""
    return [
        card(one, seen.quotas[one.id], zone, now, foreign=seen.foreign.get(one.id, 0))
        for one in accounts
    ]


def card(account: Account, quota: Quota, zone: tzinfo, now: datetime, *, foreign: int = 0) -> Card:
    """The account with what of its limits is used, and how many posts were somebody else's."""
    drafts = account.mode == Mode.INBOX
    used, limit = (
        (quota.drafts_used, quota.drafts_limit)
        if drafts
        else (quota.direct_used, quota.direct_limit)
    )
    text = (
        gettext("%(used)s of %(limit)s drafts in 24 hours")
        if drafts
        else gettext("%(used)s of %(limit)s posts in 24 hours")
    )
    return Card(
        account=account,
        used=used,
        limit=limit,
        quota_text=text % {"used": used, "limit": limit},
        next_text=_next(quota, zone, now, drafts=drafts),
        trouble=_trouble(account),
        foreign_text=_foreign(foreign),
    )


def _foreign(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "Somebody else posts here with this app: %(num)s post in seven days.",
        "Somebody else posts here with this app: %(num)s posts in seven days.",
        count,
    ) % {"num": count}


def _next(quota: Quota, zone: tzinfo, now: datetime, *, drafts: bool) -> str:
    free_at = quota.next_draft_free_at if drafts else quota.next_direct_free_at
    pushed = quota.paused_until
    if pushed is not None and (free_at is None or pushed >= free_at):
        return gettext("TikTok asked to wait: %(title)s. On again: %(when)s.") % {
            "title": title_of(quota.pause_reason or ""),
            "when": when(pushed, zone, now),
        }
    if free_at is None:
        return ""
    text = (
        gettext("The next draft can leave: %(when)s.")
        if drafts
        else gettext("The next post can leave: %(when)s.")
    )
    return text % {"when": when(free_at, zone, now)}


def _trouble(account: Account) -> str:
    if account.state != AccountState.CONNECTED:
        reason = REASONS.get(StateReason(account.state_reason)) if account.state_reason else None
        if reason is not None:
            return reason.happened.text(current_language())
        return gettext("This account is not connected.")
    if not account.enabled:
        return gettext("This account is switched off.")
    return ""
