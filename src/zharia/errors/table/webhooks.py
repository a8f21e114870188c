"""Deliveries in TikTok's name that were refused, or are odd (`webhooks-verification`)."""

from dataclasses import replace
from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_COMPARE_SECRET: Final = Message(
    "Take no notice of single ones. If all are refused, enter the client secret from "
    "TikTok's developer console anew under [[social-media]]."
)

_SIGNATURE: Final = Entry(
    ErrorCode.SIGNATURE_INVALID,
    WhoActs.ADMIN,
    title=Message("A webhook's signature is wrong"),
    happened=Message(
        "A message in TikTok's name was not signed with our client secret, so it was refused. A"
        " stranger sent it, or the secret is out of date."
    ),
    remedy=_COMPARE_SECRET,
)

ENTRIES: Final[tuple[Entry, ...]] = (
    _SIGNATURE,
    replace(
        _SIGNATURE,
        code=ErrorCode.SIGNATURE_MISMATCH,
        title=Message("A webhook was signed with another secret"),
    ),
    replace(
        _SIGNATURE,
        code=ErrorCode.SIGNATURE_MISSING,
        title=Message("A webhook carries no signature"),
    ),
    replace(
        _SIGNATURE,
        code=ErrorCode.SIGNATURE_MALFORMED,
        title=Message("A webhook's signature cannot be read"),
    ),
    Entry(
        ErrorCode.CLIENT_KEY_UNKNOWN,
        WhoActs.ADMIN,
        title=Message("A webhook is about another app"),
        happened=Message("The app's key in the message is not ours, so it was refused."),
        remedy=Message(
            "Compare the client key in TikTok's developer console with the one under "
            "[[social-media]]."
        ),
    ),
    Entry(
        ErrorCode.NOT_STORED,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("A webhook could not be stored"),
        happened=Message("The database was busy or out of reach."),
        remedy=Message(
            "Nothing to do: TikTok repeats the message for 72 hours, and Zharia asks for the"
            " state by itself too. If it happens often, an administrator checks the database."
        ),
    ),
    Entry(
        ErrorCode.DELIVERY_TOO_OLD,
        WhoActs.NOBODY,
        title=Message("A webhook came late"),
        happened=Message(
            "TikTok signed the message some time ago: it was held up, or is a repeat."
        ),
        remedy=Message(
            "Nothing to do. If every message is late, an administrator checks the server's clock."
        ),
    ),
    Entry(
        ErrorCode.DELIVERY_FROM_THE_FUTURE,
        WhoActs.ADMIN,
        title=Message("A webhook is from the future"),
        happened=Message("The time in the message is ahead of the server's clock."),
        remedy=Message("Correct the server's clock, and keep it synchronised."),
    ),
    Entry(
        ErrorCode.DELIVERY_MALFORMED,
        WhoActs.NOBODY,
        title=Message("A webhook makes no sense"),
        happened=Message(
            "TikTok signed the message, but its content is not what TikTok documents."
        ),
        remedy=Message(
            "Nothing to do: Zharia asks TikTok for the state by itself. If it happens often,"
            " update Zharia."
        ),
    ),
)
