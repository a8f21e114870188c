"""What is odd about single articles of a feed or a file, or taken back by their source."""

from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_NOTHING: Final = Message("There is nothing to do.")

_ASK_SITE: Final = Message(
    "Ask whoever runs the site. Once it is mended, Zharia takes the article at the next look."
)

_STOPPED: Final = Message(
    "Posts that were not sent are stopped, and those that are on TikTok are marked."
)

_IF_BY_MISTAKE: Final = Message(
    "If that is a mistake, open the article on the site again: Zharia sees it at the next look."
)


def _retraction(code: ErrorCode, title: Message, happened: Message) -> Entry:
    return Entry(
        code,
        WhoActs.NOBODY,
        title=title,
        happened=happened.then(_STOPPED),
        remedy=_IF_BY_MISTAKE,
    )


_AT_THE_NEXT_LOOK: Final = Message("Zharia asks again at the next look.")

_LOOK_AT_SITE: Final = Message(
    "If it recurs, ask whoever runs the site whether a security plugin or a cache closes"
    " WordPress's interface."
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.FEED_LANGUAGE,
        WhoActs.EDITOR,
        title=Message("The text does not look like its language"),
        happened=Message(
            "The feed names one language, and the letters say another: for example Kazakh"
            " without a Kazakh letter. The article was taken."
        ),
        remedy=Message(
            "Check the article's language before you publish it. If the feed is always wrong, "
            "an administrator sets its language under [[feeds]]."
        ),
    ),
    Entry(
        ErrorCode.FEED_DUPLICATE,
        WhoActs.NOBODY,
        title=Message("The feed holds the story twice"),
        happened=Message("The feed gave one story twice; Zharia took it once."),
        remedy=_NOTHING,
    ),
    Entry(
        ErrorCode.FEED_TOO_MANY,
        WhoActs.NOBODY,
        title=Message("The feed has more than 500 articles"),
        happened=Message(
            "Zharia reads a feed's first 500 articles only; the others were not taken."
        ),
        remedy=Message(
            "As a rule there is nothing to do: new articles stand at the feed's beginning. If"
            " you need old ones, bring them in as a file."
        ),
    ),
    Entry(
        ErrorCode.FEED_CUT_OFF,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("The feed broke off in the middle"),
        happened=Message(
            "The end of the feed did not arrive. Articles that came whole were taken; the others"
            " are taken once the feed comes whole."
        ),
        remedy=Message(
            "Nothing to do: Zharia looks again by itself. If it keeps happening, ask whoever"
            " runs the site."
        ),
    ),
    Entry(
        ErrorCode.FEED_BROKEN,
        WhoActs.ADMIN,
        title=Message("One of the feed's articles cannot be read"),
        happened=Message("The article's data are damaged; the others were taken."),
        remedy=_ASK_SITE,
    ),
    Entry(
        ErrorCode.FEED_NO_TITLE,
        WhoActs.EDITOR,
        title=Message("The article has no title"),
        happened=Message("The feed gave the article without a title, so it was not taken."),
        remedy=Message("Give the article a title on the site: Zharia takes it at the next look."),
    ),
    Entry(
        ErrorCode.FEED_NO_ID,
        WhoActs.ADMIN,
        title=Message("The article has neither an id nor an address"),
        happened=Message(
            "Without them Zharia cannot tell whether it had the article before, so it was not"
            " taken."
        ),
        remedy=_ASK_SITE,
    ),
    Entry(
        ErrorCode.FEED_PAGE_LATER,
        WhoActs.NOBODY,
        title=Message("The article's photo is looked for later"),
        happened=Message(
            "The feed has no photo, so Zharia looks for it on the article's page; ten pages are"
            " looked at each time."
        ),
        remedy=Message("Nothing to do: the article is taken at one of the next looks."),
    ),
    Entry(
        ErrorCode.FEED_PHOTO_LATER,
        WhoActs.NOBODY,
        title=Message("The article's page did not open, so it has no photo"),
        happened=Message(
            "The feed has no photo, and the article's page could not be read for now. The"
            " article was taken without one."
        ),
        remedy=Message(
            "Zharia looks at the page again and again for a day, and an article that goes out by"
            " itself waits up to half an hour for its photo. If you would rather not wait, add a"
            " photo to the article yourself."
        ),
    ),
    Entry(
        ErrorCode.FEED_PAGE_UNREAD,
        WhoActs.EDITOR,
        title=Message("No photo: the article's page could not be read"),
        happened=Message(
            "The feed has no photo, and the article's page answered with an error; Zharia looks"
            " at it no more."
        ),
        remedy=Message(
            "Add a photo to the article. Where the site blocks Zharia, the message says what to"
            " send its administrator."
        ),
    ),
    Entry(
        ErrorCode.FEED_PAGE_NO_PHOTO,
        WhoActs.EDITOR,
        title=Message("Neither the feed nor the article's page has a photo"),
        happened=Message(
            "A photo post on TikTok needs a photo, and neither the feed nor the page (og:image)"
            " names one."
        ),
        remedy=Message(
            "Add a photo to the article, or ask whoever runs the site to name an og:image on"
            " its pages."
        ),
    ),
    Entry(
        ErrorCode.FEED_NOT_STORED,
        WhoActs.ADMIN,
        title=Message("The article could not be stored"),
        happened=Message("The database did not take this article; the others were stored."),
        remedy=Message(
            "Zharia tries again at the next look. If it recurs, give the message to whoever"
            " runs Zharia."
        ),
    ),
    Entry(
        ErrorCode.FEED_INVALID,
        WhoActs.ADMIN,
        title=Message("An article in the file is not valid"),
        happened=Message(
            "Some of the article's fields are missing or wrong; the message names each."
        ),
        remedy=Message("Correct the fields named, and bring the file in again."),
    ),
    Entry(
        ErrorCode.FEED_UNKNOWN_FIELD,
        WhoActs.NOBODY,
        title=Message("Unknown fields were left out"),
        happened=Message(
            "The article has fields that Zharia does not know; the article itself was taken."
        ),
        remedy=Message(
            "If a field's name is misspelt, correct it. Otherwise there is nothing to do."
        ),
    ),
    _retraction(
        ErrorCode.FEED_PROTECTED,
        Message("The article is closed by a password"),
        Message(
            "The site shows the article only to those who know a password, so it is not taken."
        ),
    ),
    _retraction(
        ErrorCode.FEED_UNPUBLISHED,
        Message("The article is no longer open to everybody"),
        Message(
            "The site does not show the article to everybody: it is in the trash, private, a"
            " draft again or scheduled again."
        ),
    ),
    _retraction(
        ErrorCode.FEED_DELETED,
        Message("The article was deleted from the site"),
        Message("The site says that there is no such article any more."),
    ),
    Entry(
        ErrorCode.FEED_STILL_MISSING,
        WhoActs.NOBODY,
        title=Message("A retracted article is still on the list"),
        happened=Message(
            "The site's list names the article, and the site itself does not show it: the list"
            " may be an old one. The article was not taken."
        ),
        remedy=_AT_THE_NEXT_LOOK,
    ),
    Entry(
        ErrorCode.FEED_MISSING_UNCLEAR,
        WhoActs.ADMIN,
        title=Message("An article is off the list, the reason is unknown"),
        happened=Message(
            "Zharia asked the site about the missing article and got no clear answer. Nothing"
            " was stopped."
        ),
        remedy=_AT_THE_NEXT_LOOK.then(_LOOK_AT_SITE),
    ),
    Entry(
        ErrorCode.FEED_ALL_MISSING,
        WhoActs.ADMIN,
        title=Message("The known articles are missing all at once"),
        happened=Message(
            "None of the known articles is on the site: it may have moved, or been set up anew."
            " So nothing was stopped."
        ),
        remedy=Message(
            "Check the feed's address under [[feeds]]. If the articles are really deleted, "
            "withdraw the waiting posts yourself."
        ),
    ),
    Entry(
        ErrorCode.FEED_PAGES_MISSED,
        WhoActs.ADMIN,
        title=Message("Further pages of the list were not read"),
        happened=Message(
            "The site has many new articles, and did not give the pages of its list after the"
            " first. The earlier ones of the new articles may be missed."
        ),
        remedy=_LOOK_AT_SITE,
    ),
    Entry(
        ErrorCode.FEED_TOO_MANY_NEW,
        WhoActs.NOBODY,
        title=Message("The site has too many new articles at once"),
        happened=Message(
            "More than 500 articles came out since the last look; Zharia took the newest only."
        ),
        remedy=Message("As a rule an archive was moved to the site, and there is nothing to do."),
    ),
)
