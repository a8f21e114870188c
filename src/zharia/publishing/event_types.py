"""Event types of a publication's history. Pages translate each."""

from enum import StrEnum
from typing import Final


class EventType(StrEnum):
    """What happened. The values are stored for good: a new one may come, none may change.

    Where an error is behind it, the event's detail has its `code` and `message`.
    """

    # by people, or by a rule in their place
    COMPOSED = "composed"
    #: a further post on the same account, by force
    COMPOSED_AGAIN = "composed again"
    #: detail: `fields` that a person changed; `approval` is `withdrawn` where there was one
    REVISED = "revised"
    #: detail: `article_edition` whose text and photos it now shows; `approval` as above
    RECOMPOSED = "recomposed"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    RETRIED = "retried"
    SAID_LIVE = "said to be live"
    SAID_NOT_LIVE = "said not to be live"
    #: not sent: the article is live there by now; detail: which `publication`
    ALREADY_LIVE = "already live"

    # by the worker, on the way out
    PREPARING = "preparing"
    #: detail: `photo`, `code`, `message`
    PHOTO_LEFT_OUT = "photo left out"
    WAITS_FOR_ITS_TURN = "waits for its turn"
    #: not sent, since what stood there was not what had been approved
    CHANGED_AFTER_APPROVAL = "changed after approval"
    #: detail: number of the `attempt`
    SENDING = "sending"
    ACCEPTED = "accepted"
    #: an error that may pass: this one tries again by itself
    TRIES_AGAIN = "tries again"
    #: something of the account has to come right first: its token, its limit of the minute
    WAITS = "waits"
    #: the account may not send now; detail: `code`, a `holds.HoldReason`
    HELD = "held"
    #: the article's own date was moved, and it waits for that; detail: `due_at`
    DATE_MOVED = "date moved"
    #: it waited so long that an editor decides
    TOO_OLD_TO_GO = "too old to go by itself"
    #: an editor has to decide first; detail: `code`, a `ReviewReason`
    ASKED = "asked an editor"
    #: a person answered what it waited for
    ANSWERED = "question answered"
    #: its source delivered something else, and the question is no longer open
    CLEARED_UP = "question withdrawn"
    #: its account is no longer in mode `auto`: an editor decides
    MODE_CHANGED = "mode changed"
    #: TikTok asked the whole account to wait, or does not take its posts until somebody acts
    ACCOUNT_WAITS = "account waits"
    #: the outcome of init is unknown
    ANSWER_LOST = "answer lost"
    #: TikTok refused it, though it had pulled every photo before: the outcome is unknown
    REFUSED_THOUGH_PULLED = "refused though pulled"
    #: an init's answer came when the publication had moved on; kept with the attempt
    ANSWERED_LATE = "answered late"
    FAILED = "failed"

    # evidence about an attempt whose answer was lost
    SENDER_DIED = "sender died"
    #: detail: `by` a publish id or a pull
    PROVED_ACCEPTED = "proved accepted"
    #: a webhook was matched to this attempt by its bytes; detail: `publish_id`
    ATTRIBUTED = "attributed"
    REVOKED = "no pull: revoked"
    ATTEMPT_VOID = "attempt is void"
    ASKS_A_PERSON = "asks a person"
    FOLLOWED_TO_THE_END = "followed to the end"
    #: the database was older than the attempt journal, which knew this; detail: `attempt`
    RECALLED = "recalled from the journal"

    #: withdrawn: the article turned out to be one with another that is on the account already
    JOINED = "article joined"

    #: withdrawn: the source has taken the article back; detail: `code`, a `RetractionReason`
    RETRACTED = "article retracted"
    #: it is out, and the source has taken the article back; detail as above
    RETRACTED_LIVE = "article retracted, post is out"
    #: the source shows the article again
    SHOWN_AGAIN = "article shown again"

    # status updates from TikTok
    DELIVERED = "delivered"
    COMPLETE = "complete"
    #: detail: `post_id`, as for the next two
    PUBLIC = "publicly available"
    #: the creator posted the draft once more
    FURTHER_POST = "further post"
    NOT_PUBLIC = "no longer publicly available"
    #: detail: number of the `attempt`, `code`
    EARLIER_ATTEMPT_FAILED = "earlier attempt failed"
    #: an attempt that was thought dead is live while another is on its way; detail: both numbers
    EARLIER_ATTEMPT_LIVE = "earlier attempt is live"
    MAY_BE_MEANT = "may be meant"


#: they change nothing of what is known about attempts, nor end a publication
WITHOUT_NEWS_OF_ATTEMPTS: Final = frozenset(
    {
        EventType.COMPOSED,
        EventType.COMPOSED_AGAIN,
        EventType.REVISED,
        EventType.RECOMPOSED,
        EventType.APPROVED,
        EventType.RETRIED,
        EventType.PREPARING,
        EventType.PHOTO_LEFT_OUT,
        EventType.SENDING,
        EventType.HELD,
        EventType.DATE_MOVED,
        EventType.TOO_OLD_TO_GO,
        EventType.ASKED,
        EventType.MODE_CHANGED,
    }
)

#: stored by older versions, and written no more
RETIRED: Final = frozenset(
    {EventType.FOLLOWED_TO_THE_END, EventType.MAY_BE_MEANT, EventType.WAITS_FOR_ITS_TURN}
)
