"""Addresses of feeds, pages and photos that could not be fetched."""

from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import ASK_TO_BE_LET_IN
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_LATER: Final = Message(
    "Zharia tries again later by itself. If it goes on, open the address in a browser: if that"
    " fails too, ask whoever runs the site."
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.FETCH_BAD_ADDRESS,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The web address cannot be used"),
        happened=Message(
            "The address does not begin with http:// or https://, is incomplete, or has a"
            " password in it."
        ),
        remedy=Message("Open the address in a browser, and copy it from there."),
    ),
    Entry(
        ErrorCode.FETCH_FORBIDDEN_ADDRESS,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The address leads into a private network"),
        happened=Message(
            "For safety Zharia does not open addresses inside a private network, and this one"
            " leads there."
        ),
        remedy=Message("Use an address that can be seen from the internet."),
    ),
    Entry(
        ErrorCode.FETCH_UNREACHABLE,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("The site could not be reached"),
        happened=Message(
            "The site's name was not found, no connection was made, or its certificate is not"
            " valid."
        ),
        remedy=_LATER,
    ),
    Entry(
        ErrorCode.FETCH_TOO_SLOW,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("The site was too slow"),
        happened=Message("The answer did not come in full within the time allowed."),
        remedy=_LATER,
    ),
    Entry(
        ErrorCode.FETCH_TOO_LARGE,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The file at the address is too large"),
        happened=Message("The file is larger than what Zharia downloads."),
        remedy=Message(
            "Offer a smaller file there: make the photo smaller, or have fewer articles in the"
            " feed."
        ),
    ),
    Entry(
        ErrorCode.FETCH_BAD_ANSWER,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The site's answer makes no sense"),
        happened=Message("The site answered, but its compression is broken or against the rules."),
        remedy=Message("Ask whoever runs the site."),
    ),
    Entry(
        ErrorCode.FETCH_BAD_STATUS,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The site answered with an error"),
        happened=Message(
            "Instead of the file the site sent an error code: for example 404 (not found), 403"
            " (forbidden) or 500 (a fault)."
        ),
        remedy=Message(
            "If the fault is passing, Zharia tries again later by itself. If the error stays,"
            " open the address in a browser, or ask whoever runs the site."
        ),
    ),
    Entry(
        ErrorCode.FETCH_REFUSED,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The site may be blocking Zharia"),
        happened=Message(
            "The site refused the request (401, 403, 406, 429 or 451), or instead of the file"
            " sent a page that keeps programs out. In a browser the same address may open."
        ),
        remedy=ASK_TO_BE_LET_IN,
    ),
    Entry(
        ErrorCode.FETCH_TOO_MANY_REDIRECTS,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The site redirects without end"),
        happened=Message("The address redirected to others more than five times."),
        remedy=Message(
            "Open the address in a browser, and use the one where you end. If that fails, ask"
            " whoever runs the site."
        ),
    ),
)
