"""Photos that cannot be posted, or not yet."""

from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import ASK_TO_BE_LET_IN, PRESS_RETRY, PUBLISH_AGAIN, REPLACE_PHOTO
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_UPLOAD_AGAIN: Final = Message("Upload the photo to the site again, and replace it in the article.")

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.PHOTO_EMPTY,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The photo's file is empty"),
        happened=Message(
            "Not a single byte came from the photo's address: its upload may have broken off."
        ),
        remedy=_UPLOAD_AGAIN.then(PUBLISH_AGAIN),
    ),
    Entry(
        ErrorCode.PHOTO_NOT_A_PHOTO,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The file is not a photo"),
        happened=Message(
            "At its address lies a web page, a PDF or another file that Zharia cannot read."
        ),
        remedy=REPLACE_PHOTO,
    ),
    Entry(
        ErrorCode.PHOTO_BROKEN,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The photo's file is damaged"),
        happened=Message("The file was not uploaded in full, or is damaged inside."),
        remedy=_UPLOAD_AGAIN.then(PUBLISH_AGAIN),
    ),
    Entry(
        ErrorCode.PHOTO_TOO_LARGE,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The photo is too large"),
        happened=Message("The file has more bytes or more pixels than Zharia can prepare."),
        remedy=Message(
            "Save the photo in a smaller size, and replace it in the article. 4000 pixels on"
            " the longer side are plenty."
        ).then(PUBLISH_AGAIN),
    ),
    Entry(
        ErrorCode.PHOTO_TOO_SLOW,
        WhoActs.EDITOR,
        RetryKind.AFTER,
        title=Message("Preparing the photo took too long"),
        happened=Message(
            "The photo was not ready in the time allowed: the server is busy, or the file is"
            " unusual."
        ),
        remedy=Message(
            "Zharia tries again by itself for some hours, and nothing is lost. If that does not"
            " help, save the photo anew as JPEG and replace it in the article."
        ),
    ),
    Entry(
        ErrorCode.PHOTO_CRASHES_DECODER,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Reading the photo crashed the program"),
        happened=Message(
            "The file is very unusual or damaged: the program that reads it stopped twice."
            " Other photos and Zharia itself came to no harm."
        ),
        remedy=REPLACE_PHOTO,
    ),
    Entry(
        ErrorCode.PHOTO_UNREACHABLE,
        WhoActs.EDITOR,
        RetryKind.AFTER,
        title=Message("The photo's server does not answer"),
        happened=Message(
            "The site that holds the photo did not open, was too slow, or answered with an error."
        ),
        remedy=Message(
            "Zharia tries again by itself for some hours, and nothing is lost. If it still"
            " fails, see whether the photo opens in a browser, and press “Retry”."
        ),
    ),
    Entry(
        ErrorCode.PHOTO_NOT_FETCHED,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The photo cannot be fetched from its address"),
        happened=Message(
            "The photo's address is wrong, leads into a private network, or has no photo."
        ),
        remedy=Message("Correct the photo's address in the article, or replace the photo.").then(
            PUBLISH_AGAIN
        ),
    ),
    Entry(
        ErrorCode.PHOTO_REFUSED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The photo's site does not let Zharia in"),
        happened=Message(
            "The site refused the request, or sent a web page instead of the photo: either the"
            " address leads to no photo, or the site is blocking Zharia."
        ),
        remedy=ASK_TO_BE_LET_IN.then(PUBLISH_AGAIN),
    ),
    Entry(
        ErrorCode.PHOTO_REFUSED_FOR_NOW,
        WhoActs.EDITOR,
        RetryKind.AFTER,
        title=Message("The photo's site does not let Zharia in for now"),
        happened=Message(
            "The site finds that too many requests came, or instead of the photo sent a page"
            " that keeps programs out. Zharia tries again by itself for some hours."
        ),
        remedy=ASK_TO_BE_LET_IN,
    ),
    Entry(
        ErrorCode.NO_PHOTOS,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The article has no photo"),
        happened=Message("A photo post on TikTok needs at least one photo."),
        remedy=Message("Add a photo to the article, and publish it again."),
    ),
    Entry(
        ErrorCode.PHOTO_WORKERS_UNAVAILABLE,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The program that prepares photos does not start"),
        happened=Message("The server may be short of memory or rights; Zharia's log says why."),
        remedy=Message(
            "Zharia tries again by itself for some hours. Look at the log, and free memory on"
            " the server or restart Zharia."
        ),
    ),
    Entry(
        ErrorCode.UPLOADED_PHOTO_MISSING,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("An uploaded photo is no longer stored"),
        happened=Message(
            "The photo had been uploaded to Zharia, and was deleted: nothing used it for long,"
            " or somebody removed it by hand."
        ),
        remedy=Message(
            "Upload the photo to the article again; if it is the account's fallback photo,"
            " upload it again in the account's settings."
        ).then(PUBLISH_AGAIN),
    ),
    Entry(
        ErrorCode.STORED_PHOTO_MISSING,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("A prepared photo is no longer stored"),
        happened=Message("The prepared photo was deleted, by the clean-up or by hand."),
        remedy=Message("Press “Retry”: Zharia prepares the photo anew."),
    ),
    Entry(
        ErrorCode.STORED_PHOTO_DAMAGED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("A stored photo has changed"),
        happened=Message(
            "The stored file's bytes are not those that were written: the disk may be faulty."
        ),
        remedy=Message("Check the server's disk.").then(PRESS_RETRY),
    ),
    Entry(
        ErrorCode.PHOTO_STORE_UNWRITABLE,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The photo cannot be stored"),
        happened=Message(
            "The disk is full, or Zharia may not write to the folder; or the bucket in which photos"
            " are kept does not take them."
        ),
        remedy=Message(
            "Make room on the disk, or give rights to the folder ZHARIA_DATA_DIR; with a bucket,"
            " look at it and at its quota. Zharia tries again by itself, and nothing is lost."
        ),
    ),
    Entry(
        ErrorCode.PHOTO_STORE_UNAVAILABLE,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The storage of photos cannot be used"),
        happened=Message(
            "The bucket in which photos are kept does not answer, or refuses Zharia; or the folder"
            " with photos is not the one that it was, such as a shared disk that is gone."
        ),
        remedy=Message(
            "Look at what ZHARIA_MEDIA_STORAGE names. Zharia tries again by itself, and nothing is"
            " lost."
        ),
    ),
)
