"""Why a publication waits, in one sentence of the reader's language. Pure."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from zharia.publishing.holds import HoldReason
from zharia.publishing.model import Publication
from zharia.publishing.overview import Counts
from zharia.publishing.queue_forecast import QueuePosition, WaitReason
from zharia.publishing.retry_policy import needs_person
from zharia.publishing.states import State
from zharia.texts.i18n import current_language, gettext, ngettext, noop
from zharia.tiktok import PostMode
from zharia.web.pages.base.formats import clock, moment
from zharia.web.pages.publications.event_texts import title_of

#: where an administrator switches and connects
SETTINGS: Final = "/admin/settings/social-media"

_DOING: Final[Mapping[State, str]] = {
    State.PREPARING: noop("Its turn has come: its photos are made ready."),
    State.SUBMITTING: noop("Is being sent to TikTok."),
    State.UNCONFIRMED: noop(
        "TikTok's answer was lost. Zharia looks for traces and sends nothing twice."
    ),
    State.PROCESSING: noop("TikTok is working on it; this may take a few minutes."),
    State.DELIVERED: noop("The draft waits in the TikTok app of %(account)s to be posted."),
}
_WAITS: Final[Mapping[WaitReason, str]] = {
    WaitReason.NEXT: noop("Leaves any moment now."),
    WaitReason.WAITS_FOR_PHOTO: noop("Its turn has come: its photos are made ready."),
    WaitReason.TURN: noop(
        "%(place)s in line, leaves at %(time)s; TikTok allows %(limit)s a minute."
    ),
    WaitReason.MINUTE_FULL: noop(
        "Next in line, leaves at %(time)s; TikTok allows %(limit)s a minute."
    ),
    WaitReason.DAY_FULL: noop(
        "%(place)s in line, leaves: %(when)s. TikTok allows this account %(limit)s posts in 24"
        " hours."
    ),
    WaitReason.ACCOUNT_PAUSED: noop(
        "%(place)s in line, leaves: %(when)s. TikTok asked this account to wait: %(title)s."
    ),
    WaitReason.HELD: noop("%(place)s in line. %(held)s"),
    WaitReason.SCHEDULED_FOR: noop("Planned for %(when)s."),
    WaitReason.PHOTO_RETRY: noop("A photo cannot be had: %(title)s. Next try: %(when)s."),
    WaitReason.RETRY: noop("%(title)s. Next try: %(when)s."),
}
_HELD: Final[Mapping[HoldReason, str]] = {
    HoldReason.PLATFORM_OFF: noop("It waits, since TikTok is switched off."),
    HoldReason.OTHER_ENVIRONMENT: noop(
        "It waits, since %(account)s belongs to the environment that is not active."
    ),
    HoldReason.ACCOUNT_OFF: noop("It waits, since %(account)s is switched off."),
    HoldReason.NEEDS_RECONNECT: noop("It waits until %(account)s is connected again."),
    HoldReason.DISCONNECTED: noop("It waits, since %(account)s is disconnected."),
}
#: TikTok does not want to be asked for a while because of something that a person has to mend
_PAUSED: Final = noop(
    "%(place)s in line. TikTok takes no posts of this account: %(title)s. Next try: %(when)s."
)
#: one of so many that nobody has worked out when it leaves
_BEHIND_MANY: Final = noop("Waits in line behind many others.")
_DRAFTS_OF_DAY: Final = noop(
    "%(place)s in line, leaves: %(when)s. TikTok allows this account %(limit)s drafts in 24 hours."
)


def sentence(
    publication: Publication, place: QueuePosition | None, account: str, zone: tzinfo, now: datetime
) -> str:
    """What it waits for or is doing; empty where its state says everything.

    `place` is its place in line, `account` the name of the account.
    """
    if place is not None:
        return _in_line(publication, place, account, zone, now)
    state, planned = State(publication.state), publication.due_at > now
    if publication.needs_resolution:
        # What to do then stands in the error book.
        text = ""
    elif state is State.DRAFT and planned:
        text = gettext("Planned for %(when)s, once it is approved.")
    elif state is State.DRAFT and _undecided(publication):
        text = gettext("Nobody has chosen yet who can see it.")
    elif state is State.SCHEDULED:
        text = gettext(_WAITS[WaitReason.SCHEDULED_FOR] if planned else _BEHIND_MANY)
    else:
        text = gettext(_DOING[state]) if state in _DOING else ""
    when_due = moment(publication.due_at, zone, now) if planned else ""
    return text % {"account": account, "when": when_due}


def _undecided(publication: Publication) -> bool:
    return publication.post_mode == PostMode.DIRECT_POST and publication.privacy_level is None


def mended_at(place: QueuePosition | None, account_id: str) -> str:
    """Where an administrator ends what it waits for; empty if it ends by itself."""
    if place is None or not place.code:
        return ""
    if place.reason is WaitReason.HELD:
        whole = HoldReason(place.code) in {HoldReason.PLATFORM_OFF, HoldReason.OTHER_ENVIRONMENT}
        return SETTINGS if whole else f"{SETTINGS}/accounts/{account_id}"
    return f"{SETTINGS}/accounts/{account_id}" if _paused(place) else ""


def _paused(place: QueuePosition) -> bool:
    return place.reason is WaitReason.ACCOUNT_PAUSED and needs_person(place.code or "")


def _in_line(
    publication: Publication, place: QueuePosition, account: str, zone: tzinfo, now: datetime
) -> str:
    because = place.reason
    if because is WaitReason.HELD:
        held = gettext(_HELD[HoldReason(place.code or "")]) % {"account": account}
        return gettext(_WAITS[because]) % {"place": ordinal(place.position), "held": held}
    leaves_at = place.leaves_at or now
    planned = because is WaitReason.SCHEDULED_FOR
    drafts = because is WaitReason.DAY_FULL and publication.post_mode == PostMode.MEDIA_UPLOAD
    said = _PAUSED if _paused(place) else _DRAFTS_OF_DAY if drafts else _WAITS[because]
    return gettext(said) % {
        "place": ordinal(place.position),
        "time": clock(leaves_at, zone),
        "when": (moment if planned else when)(leaves_at, zone, now),
        "limit": place.limit or 0,
        "title": title_of(place.code) if place.code else "",
    }


def when(value: datetime, zone: tzinfo, now: datetime) -> str:
    """The time of day where that is clear, else the day too."""
    today = value.astimezone(zone).date() == now.astimezone(zone).date()
    return clock(value, zone) if today else moment(value, zone, now)


def ordinal(number: int) -> str:
    """A place in line, such as 4th; the other languages add what they need themselves.

    >>> ordinal(4), ordinal(11), ordinal(22)
    ('4th', '11th', '22nd')
    """
    if current_language() != "en":
        return str(number)
    last = 0 if number % 100 in {11, 12, 13} else number % 10
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def headline(counts: Counts, *, asked: int = 0) -> str:
    """What waits, for the head of the queue: one sentence for each kind that there is.

    `asked` is how many articles have a question for an editor.
    """
    failed = sum(counts.failed.values())
    said = [
        text % {"num": number}
        for number, text in (
            (
                asked,
                ngettext(
                    "%(num)s article has a question for you.",
                    "%(num)s articles have a question for you.",
                    asked,
                ),
            ),
            (
                counts.waiting_for_approval,
                ngettext(
                    "%(num)s post waits for approval.",
                    "%(num)s posts wait for approval.",
                    counts.waiting_for_approval,
                ),
            ),
            (
                counts.needs_resolution,
                ngettext(
                    "Somebody has to look at %(num)s on TikTok.",
                    "Somebody has to look at %(num)s on TikTok.",
                    counts.needs_resolution,
                ),
            ),
            (
                counts.on_its_way,
                ngettext("%(num)s is on its way.", "%(num)s are on their way.", counts.on_its_way),
            ),
            (failed, ngettext("%(num)s failed.", "%(num)s failed.", failed)),
            (
                counts.published_today,
                ngettext(
                    "%(num)s went out today.", "%(num)s went out today.", counts.published_today
                ),
            ),
        )
        if number
    ]
    return " ".join(said) or gettext("Nothing waits.")
