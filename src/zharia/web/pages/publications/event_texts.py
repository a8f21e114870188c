"""Texts of a publication's events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from zharia.errors.book import explain
from zharia.publishing.event_types import EventType
from zharia.publishing.model import PublicationEvent
from zharia.texts.i18n import current_language, gettext, noop
from zharia.web.pages.base.display_names import actor

#: `%(title)s` is the error's title, where one is behind it
_TEXTS: Final[Mapping[EventType, str]] = {
    EventType.COMPOSED: noop("Made from the article"),
    EventType.COMPOSED_AGAIN: noop("Made once more from the article"),
    EventType.REVISED: noop("Changed: %(fields)s"),
    EventType.RECOMPOSED: noop("Took over the article's newer text and photos"),
    EventType.APPROVED: noop("Approved"),
    EventType.CANCELLED: noop("Withdrawn"),
    EventType.RETRIED: noop("Put in line again"),
    EventType.SAID_LIVE: noop("Looked at TikTok: the post is there"),
    EventType.SAID_NOT_LIVE: noop("Looked at TikTok: the post is not there"),
    EventType.ALREADY_LIVE: noop("Not sent: the article is on the account by now"),
    EventType.PREPARING: noop("Its turn has come: photos are made ready"),
    EventType.PHOTO_LEFT_OUT: noop("A photo was left out: %(title)s"),
    EventType.WAITS_FOR_ITS_TURN: noop("Waits for its turn within TikTok's limits"),
    EventType.CHANGED_AFTER_APPROVAL: noop(
        "Not sent: it no longer was what had been approved, so it needs approval again"
    ),
    EventType.SENDING: noop("Sent to TikTok, attempt %(attempt)s"),
    EventType.ACCEPTED: noop("TikTok accepted it"),
    EventType.TRIES_AGAIN: noop("Did not work, will be tried again by itself: %(title)s"),
    EventType.WAITS: noop("Waits: %(title)s"),
    EventType.HELD: noop("Stays in line: %(title)s"),
    EventType.DATE_MOVED: noop("The article's own date was moved, and the time of this with it"),
    EventType.TOO_OLD_TO_GO: noop(
        "Too old to go by itself: an editor decides whether it is still news"
    ),
    EventType.ASKED: noop("Does not go out by itself: %(title)s"),
    EventType.ANSWERED: noop("The question about its article was answered"),
    EventType.CLEARED_UP: noop(
        "The question about its article is withdrawn: its source changed it"
    ),
    EventType.MODE_CHANGED: noop(
        "The account posts nothing by itself any more: an editor decides on this one"
    ),
    EventType.ACCOUNT_WAITS: noop("The whole account waits: %(title)s"),
    EventType.ANSWER_LOST: noop(
        "TikTok's answer was lost: Zharia looks for traces and sends nothing twice"
    ),
    EventType.REFUSED_THOUGH_PULLED: noop(
        "TikTok said no, but had fetched every photo before: Zharia waits for what it shows"
    ),
    EventType.ANSWERED_LATE: noop("TikTok's answer to attempt %(attempt)s came late; it is kept"),
    EventType.FAILED: noop("Failed: %(title)s"),
    EventType.SENDER_DIED: noop("The process that was sending it ended; another one took over"),
    EventType.PROVED_ACCEPTED: noop("A trace proves that TikTok accepted it"),
    EventType.ATTRIBUTED: noop("TikTok's post is this one: it fetched just these photos"),
    EventType.REVOKED: noop(
        "TikTok did not fetch all photos: the attempt was made void, so that it cannot appear twice"
    ),
    EventType.ATTEMPT_VOID: noop("The attempt is void: it goes back in line"),
    EventType.ASKS_A_PERSON: noop("TikTok gave no clear word: a person has to look"),
    EventType.FOLLOWED_TO_THE_END: noop("Followed for two days, no more questions are asked"),
    EventType.RECALLED: noop(
        "The database was older than the attempt journal: brought back from there"
    ),
    EventType.JOINED: noop(
        "Withdrawn: its article turned out to be the same story as one that is here already"
    ),
    EventType.RETRACTED: noop("Not sent, since its source has taken the article back: %(title)s"),
    EventType.RETRACTED_LIVE: noop(
        "Its source has taken the article back (%(title)s): decide whether to delete the post in"
        " the TikTok app"
    ),
    EventType.SHOWN_AGAIN: noop("Its source shows the article again"),
    EventType.DELIVERED: noop("A draft lies in the TikTok inbox"),
    EventType.COMPLETE: noop("TikTok says: published"),
    EventType.PUBLIC: noop("Everybody can see it on TikTok"),
    EventType.FURTHER_POST: noop("The draft became one more post on TikTok: %(post_id)s"),
    EventType.NOT_PUBLIC: noop("No longer public on TikTok"),
    EventType.EARLIER_ATTEMPT_FAILED: noop("Attempt %(attempt)s, an earlier one, failed at TikTok"),
    EventType.EARLIER_ATTEMPT_LIVE: noop(
        "Attempt %(attempt)s, an earlier one, is live while another is on its way: look at TikTok"
    ),
    EventType.MAY_BE_MEANT: noop("TikTok told of a post that may be this one"),
}
_WITHDRAWN: Final = noop("The approval no longer holds.")

#: what a person can change, as the form calls it
_FIELDS: Final[Mapping[str, str]] = {
    "title": noop("title"),
    "description": noop("description"),
    "privacy_level": noop("who can see it"),
    "allow_comment": noop("comments"),
    "disclosed": noop("disclosure"),
    "brand_organic": noop("disclosure: your brand"),
    "brand_content": noop("disclosure: branded content"),
    "is_aigc": noop("AI label"),
    "auto_add_music": noop("music"),
    "photo_urls": noop("photos"),
    "cover_index": noop("cover"),
    "due_at": noop("time"),
}


#: the badge's tone of a line that is good or bad news
_TONES: Final[Mapping[EventType, str]] = {
    EventType.APPROVED: "ok",
    EventType.ACCEPTED: "ok",
    EventType.COMPLETE: "ok",
    EventType.PUBLIC: "ok",
    EventType.FURTHER_POST: "warn",
    EventType.DELIVERED: "ok",
    EventType.SAID_LIVE: "ok",
    EventType.FAILED: "bad",
    EventType.SAID_NOT_LIVE: "bad",
    EventType.TRIES_AGAIN: "warn",
    EventType.WAITS: "warn",
    EventType.ACCOUNT_WAITS: "warn",
    EventType.HELD: "warn",
    EventType.TOO_OLD_TO_GO: "warn",
    EventType.ASKED: "warn",
    EventType.MODE_CHANGED: "warn",
    EventType.ANSWER_LOST: "warn",
    EventType.ASKS_A_PERSON: "warn",
    EventType.REFUSED_THOUGH_PULLED: "warn",
    EventType.EARLIER_ATTEMPT_LIVE: "bad",
    EventType.RETRACTED: "warn",
    EventType.RETRACTED_LIVE: "bad",
    EventType.PHOTO_LEFT_OUT: "warn",
    EventType.CHANGED_AFTER_APPROVAL: "warn",
}


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of a story."""

    event: PublicationEvent
    text: str
    #: a second sentence, or empty
    more: str
    who: str
    #: `ok`, `warn`, `bad` or empty
    tone: str
    #: details that the sentence does not tell, by name, for those who want to know exactly
    details: Mapping[str, str]


def event_line(event: PublicationEvent) -> EventLine:
    """The line in the current language; one of a kind that we do not know yet is shown as it is."""
    detail = event.detail
    known = EventType(event.what) if event.what in set(EventType) else None
    code = str(detail.get("code") or "")
    text = event.what
    if known is not None:
        text = gettext(_TEXTS[known]) % {
            "title": error_title(code),
            "fields": _fields(detail),
            "attempt": detail.get("attempt", "?"),
            "post_id": detail.get("post_id", "?"),
        }
    return EventLine(
        event,
        text,
        gettext(_WITHDRAWN) if detail.get("approval") == "withdrawn" else "",
        actor(event.who),
        _TONES.get(known, "") if known else "",
        _details(detail),
    )


def error_title(code: str) -> str:
    """An error's title in the current language."""
    return explain(code).title.text(current_language())


def _fields(detail: Mapping[str, Any]) -> str:
    names = [str(name) for name in detail.get("fields", ())]
    return ", ".join(gettext(_FIELDS[name]) if name in _FIELDS else name for name in names)


def _details(detail: Mapping[str, Any]) -> dict[str, str]:
    hidden = {"approval", "attempt", "fields", "notes"}
    return {
        name: str(value) for name, value in detail.items() if name not in hidden and value != ""
    }
