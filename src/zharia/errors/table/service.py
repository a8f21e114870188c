"""What Zharia cannot do, or not now: its database, disk and journal; and wrong requests."""

from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import RELOAD, SAFE
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_FILE: Final = Message(
    "Zharia writes each attempt into a journal first; without it a restored database could post"
    " something twice."
)

_MEND_SENDER: Final = Message(
    "Whoever makes the sending system mends this: the page /docs shows how it is done."
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.PLATFORM_DISABLED,
        WhoActs.ADMIN,
        title=Message("Publishing to TikTok is switched off"),
        happened=Message("An administrator switched TikTok off in the settings."),
        remedy=Message(
            "Switch publishing to TikTok on under [[social-media]], and publish the article again."
        ),
    ),
    Entry(
        ErrorCode.NO_ACCOUNT,
        WhoActs.ADMIN,
        title=Message("No TikTok account is connected"),
        happened=Message("There is no account to publish the article on."),
        remedy=Message(
            "Under [[social-media]] press “Connect account”, and publish the article again."
        ),
    ),
    Entry(
        ErrorCode.ARTICLE_UNKNOWN,
        WhoActs.EDITOR,
        title=Message("There is no such article"),
        happened=Message("The article was not found: the link is old, or wrong."),
        remedy=RELOAD,
    ),
    Entry(
        ErrorCode.PUBLICATION_UNKNOWN,
        WhoActs.EDITOR,
        title=Message("There is no such publication"),
        happened=Message("The publication was not found: the link is old, or wrong."),
        remedy=RELOAD,
    ),
    Entry(
        ErrorCode.NOT_POSSIBLE,
        WhoActs.EDITOR,
        title=Message("This is not possible now"),
        happened=Message("The publication's state does not allow this, or it has just moved on."),
        remedy=Message("Reload the page, look at the publication's state, and decide then."),
    ),
    Entry(
        ErrorCode.CHOICE_REFUSED,
        WhoActs.EDITOR,
        title=Message("TikTok does not take this choice"),
        happened=Message(
            "What was chosen is not sent in this mode, or breaks TikTok's rules: for example, a"
            " paid partnership cannot be private."
        ),
        remedy=Message("Change the field that the message names, and send it again."),
    ),
    Entry(
        ErrorCode.UNEXPECTED,
        WhoActs.ADMIN,
        title=Message("An unexpected error in Zharia"),
        happened=Message(
            "An unexpected error happened; Zharia's log says more beside the request's number."
        ),
        remedy=Message(
            "Wait a moment and try again: posts that were sent are not lost. If it recurs, give"
            " the request's number to whoever runs Zharia."
        ),
    ),
    Entry(
        ErrorCode.INSTALLATION_PAUSED,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("Zharia is paused"),
        happened=Message(
            "Another Zharia used this database, or somebody paused it. Articles come in and"
            " wait; nothing is sent, and no access is renewed."
        ),
        remedy=Message(
            "Make sure that the other installation is stopped or gone, and press “Resume” on any"
            " page, or type ./run resume."
        ).then(SAFE),
    ),
    Entry(
        ErrorCode.JOURNAL_UNWRITABLE,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The attempt journal cannot be written"),
        happened=Message(
            "The disk is full, or the right to write to the journal's file is missing; or the"
            " bucket in which the journal lies does not answer, or takes nothing."
        ).then(_FILE),
        remedy=Message(
            "Free space on the disk, or give the right to the file of ZHARIA_JOURNAL; or look at"
            " the bucket that it names. Zharia then goes on by itself."
        ).then(SAFE),
    ),
    Entry(
        ErrorCode.JOURNAL_REPLACED,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The attempt journal is gone, or another one"),
        happened=Message(
            "The file that Zharia wrote to is no longer there, or another journal lies there; or of"
            " a journal in a bucket an object is missing, or was changed."
        ).then(_FILE),
        remedy=Message(
            "Put the file or the object back where ZHARIA_JOURNAL points. If it is lost, restart"
            " Zharia (with an object lost, after naming another place in ZHARIA_JOURNAL), and"
            " resume as its pages explain."
        ).then(SAFE),
    ),
    Entry(
        ErrorCode.JOURNAL_TOO_NEW,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("A newer version wrote the attempt journal"),
        happened=Message(
            "This version of Zharia does not know the journal's format, so it sends nothing."
        ),
        remedy=Message("Install the newer version again that was at work before."),
    ),
    Entry(
        ErrorCode.DATABASE_UNAVAILABLE,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The database cannot be used"),
        happened=Message(
            "The database's server is stopped, its file is gone, or it cannot be written."
        ),
        remedy=Message(
            "Start the database, or put its file back; Zharia then goes on by itself. Send the"
            " request again a little later."
        ).then(SAFE),
    ),
    Entry(
        ErrorCode.DATABASE_BUSY,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("The database is busy"),
        happened=Message(
            "Another program keeps the database locked: for example, it makes a copy."
        ),
        remedy=Message(
            "Nothing to do: send the request again a little later. If it lasts, have an"
            " administrator look who keeps the database locked."
        ),
    ),
    Entry(
        ErrorCode.DISK_FULL,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The disk is full"),
        happened=Message(
            "The disk that holds Zharia's data has no room left, or its quota is used up."
        ),
        remedy=Message(
            "Free space on the disk; Zharia then goes on by itself. Send the request again a"
            " little later."
        ).then(SAFE),
    ),
    Entry(
        ErrorCode.STORAGE_UNAVAILABLE,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The data folder cannot be used"),
        happened=Message("The disk is read-only, is gone, or answers with errors."),
        remedy=Message(
            "Look at the disk that holds Zharia's data; once it works again, Zharia goes on by"
            " itself."
        ).then(SAFE),
    ),
    Entry(
        ErrorCode.VALIDATION_FAILED,
        WhoActs.EDITOR,
        title=Message("Some fields are not filled in rightly"),
        happened=Message("A field is empty, too long, or has to be written in another way."),
        remedy=Message("Correct each field that the message names, and send it again."),
    ),
    Entry(
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        WhoActs.ADMIN,
        title=Message("The request's key was used already"),
        happened=Message(
            "The key in the Idempotency-Key header belongs to another request, so this one was"
            " not carried out."
        ),
        remedy=Message("Have the system that sends requests give each new one a new key."),
    ),
    Entry(
        ErrorCode.MALFORMED_REQUEST,
        WhoActs.ADMIN,
        title=Message("The request's body cannot be read"),
        happened=Message("What was sent is not valid JSON in UTF-8."),
        remedy=_MEND_SENDER,
    ),
    Entry(
        ErrorCode.BODY_TOO_LARGE,
        WhoActs.ADMIN,
        title=Message("The request is too large"),
        happened=Message("What was sent is larger than allowed."),
        remedy=Message("Send the photos' addresses and not the photos, and shorten the text."),
    ),
    Entry(
        ErrorCode.METHOD_NOT_ALLOWED,
        WhoActs.ADMIN,
        title=Message("The address does not take such a request"),
        happened=Message("The request needs another method: for example, POST instead of GET."),
        remedy=_MEND_SENDER,
    ),
    Entry(
        ErrorCode.NOT_FOUND,
        WhoActs.EDITOR,
        title=Message("There is nothing at this address"),
        happened=Message("The link is old, or misspelt."),
        remedy=RELOAD,
    ),
    Entry(
        ErrorCode.HTTP_4XX,
        WhoActs.ADMIN,
        title=Message("The server did not take the request"),
        happened=Message(
            "The request breaks the rules of HTTP; the number in the code is HTTP's own."
        ),
        remedy=_MEND_SENDER,
    ),
)
