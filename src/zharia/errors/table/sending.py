"""What Zharia itself finds while a post waits, is sent and followed."""

from dataclasses import replace
from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import ASK_SUPPORT, SAFE
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_UNCONFIRMED: Final = Entry(
    ErrorCode.UNCONFIRMED,
    WhoActs.NOBODY,
    RetryKind.UNKNOWN_OUTCOME,
    title=Message("It is not yet clear whether TikTok took the post"),
    happened=Message(
        "While the post was being sent, TikTok's answer was lost, or the program stopped."
    ),
    remedy=Message(
        "Nothing to do: within minutes Zharia sees whether TikTok fetched the photos. If not,"
        " it closes them and sends the post again, so it cannot appear twice."
    ),
)

_FOR_HOURS: Final = Message(
    "Zharia tries again by itself for some hours. If it still fails, an administrator checks"
    " the server's connection to TikTok and presses “Retry”."
)


ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.WAITS_FOR_ITS_TURN,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("The post waits for its turn"),
        happened=Message(
            "TikTok takes only so many posts from one account in a minute and in a day."
        ),
        remedy=Message(
            "Nothing to do: the post leaves by itself when its turn comes, and breaking news"
            " goes first."
        ),
    ),
    _UNCONFIRMED,
    replace(
        _UNCONFIRMED,
        code=ErrorCode.OUTCOME_UNKNOWN,
        title=Message("TikTok's answer to the post was lost"),
    ),
    Entry(
        ErrorCode.OUTCOME_UNCLEAR,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Only you can say whether the post is live"),
        happened=Message("TikTok gave no clear answer for 48 hours, and Zharia does not guess."),
        remedy=Message(
            "Look at the account on TikTok, and mark on the publication's page whether the post"
            " is live. If it is not, Zharia closes the photos first, so that the post cannot"
            " appear twice."
        ),
    ),
    Entry(
        ErrorCode.INIT_NEVER_ANSWERED,
        WhoActs.TIKTOK,
        RetryKind.AFTER,
        title=Message("TikTok answered none of many attempts"),
        happened=Message(
            "Zharia sent the post many times, and TikTok did not answer. Each attempt was"
            " withdrawn, and nothing was posted."
        ),
        remedy=Message(
            "Wait a while and press “Retry”. If other posts fail too, an administrator checks"
            " the server's connection to TikTok."
        ),
    ),
    Entry(
        ErrorCode.NOT_PUBLISHED,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("An editor did not find the post on TikTok"),
        happened=Message(
            "An editor looked at TikTok and marked that the post is not there. Its photos are"
            " closed, so it cannot appear later."
        ),
        remedy=Message("If the post is wanted, press “Retry”."),
    ),
    Entry(
        ErrorCode.NOT_SENT,
        WhoActs.TIKTOK,
        RetryKind.AFTER,
        title=Message("TikTok could not be reached"),
        happened=Message("No connection to TikTok could be made, so nothing was sent."),
        remedy=_FOR_HOURS.then(SAFE),
    ),
    Entry(
        ErrorCode.ANSWER_LOST,
        WhoActs.TIKTOK,
        RetryKind.AFTER,
        title=Message("TikTok's answer could not be read"),
        happened=Message(
            "TikTok's answer was lost on the way, or is damaged; this request can be repeated"
            " safely."
        ),
        remedy=_FOR_HOURS.then(SAFE),
    ),
    Entry(
        ErrorCode.INVALID_POST,
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("TikTok would refuse this post"),
        happened=Message(
            "Zharia checked the post before sending it, and found something against TikTok's"
            " rules; nothing was sent."
        ),
        remedy=Message("Correct the fields that the error names, and publish the article again."),
    ),
    Entry(
        ErrorCode.INVALID_ARGUMENT,
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("Zharia prepared a wrong request to TikTok"),
        happened=Message("This is a mistake of Zharia's own; nothing was sent."),
        remedy=Message(
            "Tell an administrator, who passes the error's text on to Zharia's developers."
        ),
    ),
    Entry(
        ErrorCode.UNKNOWN_CODE,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("An error that this version does not know"),
        happened=Message(
            "This version of Zharia does not know this error's code, so it repeats nothing by"
            " itself."
        ),
        remedy=Message(
            "If there is a log_id beside the error, give it to TikTok's support. If not, tell"
            " the code to whoever runs Zharia: the log says more."
        ),
    ),
    Entry(
        ErrorCode.UNKNOWN_FAILURE,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The post failed for an unknown reason"),
        happened=Message(
            "TikTok took the post, but did not publish it, and named no reason that Zharia knows."
        ),
        remedy=Message(
            "Zharia does not try again by itself: look at the account on TikTok, and press “Retry”."
        ).then(ASK_SUPPORT),
    ),
)
