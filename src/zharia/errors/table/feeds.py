"""Feeds and files from which no article can be taken."""

from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_ASK_SITE: Final = Message(
    "Zharia reads the feed again later by itself. If it recurs, ask whoever runs the site."
)


ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.FEED_EMPTY,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The feed is empty"),
        happened=Message("Nothing came from the feed's address."),
        remedy=_ASK_SITE,
    ),
    Entry(
        ErrorCode.FEED_TOO_LARGE,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The feed is too large"),
        happened=Message("The feed has more than the 8 megabytes that Zharia reads."),
        remedy=Message(
            "In the site's settings have fewer articles in the feed: the latest 50 are plenty."
        ),
    ),
    Entry(
        ErrorCode.FEED_TOO_COMPLEX,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The feed is too complex"),
        happened=Message(
            "The feed has more elements than 500 articles can need, and reading it would take"
            " minutes."
        ),
        remedy=_ASK_SITE,
    ),
    Entry(
        ErrorCode.FEED_TOO_SLOW,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Reading the feed took too long"),
        happened=Message(
            "Zharia could not read the feed within 20 seconds and gave up: it is made too"
            " intricately, or the server is overloaded. Other feeds are not held up."
        ),
        remedy=_ASK_SITE,
    ),
    Entry(
        ErrorCode.FEED_READER_UNAVAILABLE,
        WhoActs.ADMIN,
        RetryKind.AFTER,
        title=Message("The process that reads feeds did not start"),
        happened=Message(
            "The server could not start the process that reads feeds: it lacks memory, or may"
            " have no more processes."
        ),
        remedy=Message(
            "Give the server more memory or allow it more processes. Zharia reads the feed again"
            " later by itself."
        ),
    ),
    Entry(
        ErrorCode.FEED_NOT_A_FEED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("This is not a feed"),
        happened=Message(
            "The document is neither RSS, Atom, JSON Feed nor WordPress's list of posts, or it"
            " is damaged beyond reading."
        ),
        remedy=Message(
            "Find the feed's right address on the site, and correct it under [[feeds]]."
        ),
    ),
    Entry(
        ErrorCode.FEED_WEB_PAGE,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("This is a web page, not a feed"),
        happened=Message(
            "The address opens a page for people. The feeds that it offers, if any, are named"
            " in the message."
        ),
        remedy=Message("Enter the address of one of those feeds."),
    ),
    Entry(
        ErrorCode.FEED_BAD_JSON,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The feed's JSON is not valid"),
        happened=Message("The document begins like JSON, but breaks its rules."),
        remedy=_ASK_SITE,
    ),
    Entry(
        ErrorCode.FEED_NO_FILE,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The file could not be opened"),
        happened=Message("There is no such file, or Zharia may not read it."),
        remedy=Message("Check the file's name and its rights."),
    ),
    Entry(
        ErrorCode.FEED_GONE,
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("The feed is gone for good"),
        happened=Message(
            "The site says that the feed was removed for good (410), so Zharia switched it off."
        ),
        remedy=Message("Find the new feed's address, and add it under [[feeds]]."),
    ),
    Entry(
        ErrorCode.FEED_WRONG_KIND,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("A feed of another format is at the address"),
        happened=Message(
            "The feed's settings accept one format only, and another is at the address, so no "
            "articles were taken."
        ),
        remedy=Message(
            "Check the address. If the new format is right, remove the feed and add it again "
            "without choosing a format: its articles stay."
        ),
    ),
    Entry(
        ErrorCode.FEED_UNKNOWN,
        WhoActs.ADMIN,
        title=Message("There is no such feed, or it is paused"),
        happened=Message(
            "The list has no such feed: somebody may have removed it. One that is paused cannot"
            " be looked at."
        ),
        remedy=Message(
            "Go back to the list of feeds and reload the page; if the feed is paused, resume "
            "its checks first."
        ),
    ),
)
