"""What an editor is asked about a post, and what stops a person who decides about it."""

from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_LOOK_AGAIN: Final = Message(
    "Reload the page, look at the publication as it is now, and decide then."
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.LOOKS_LIKE_ANOTHER,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Looks like an article that is there already"),
        happened=Message(
            "Its headline, page, photo or date are those of another article. The site may have"
            " changed an address or delivered the story twice, so it does not go out by itself."
        ),
        remedy=Message(
            "Open the article and compare the two: if the story is the same, they become one; if"
            " it is another, the article goes out as usual."
        ),
    ),
    Entry(
        ErrorCode.LANGUAGE_DOUBTED,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The text looks like another language"),
        happened=Message(
            "The feed named one language, and the letters look like another. It waits for an"
            " editor, so that it does not go out on the wrong account."
        ),
        remedy=Message(
            "Open the article and choose the language. If the feed is always wrong, an "
            "administrator can correct the language under [[feeds]]."
        ),
    ),
    Entry(
        ErrorCode.SPONSORED,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Advertising: an editor decides"),
        happened=Message(
            "The article is marked as paid for, and Zharia never sends such a post by itself: a"
            " person decides how the post discloses that."
        ),
        remedy=Message(
            "Open the post, choose whether it discloses that, and publish it. If the mark is"
            " wrong, take it off in the article itself."
        ),
    ),
    Entry(
        ErrorCode.TOO_OLD_TO_GO,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Too old to go by itself"),
        happened=Message(
            "When its turn came, or the article came in, the news was older than a day, and"
            " Zharia sends none such without a person."
        ),
        remedy=Message("Look at the post: approve it if it is still news, and withdraw it if not."),
    ),
    Entry(
        ErrorCode.DAY_FULL,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("The account's posts for a day are used up"),
        happened=Message(
            "TikTok takes only so many posts from one account within 24 hours, and Zharia has"
            " sent that many."
        ),
        remedy=Message(
            "Wait until the time that the page names, and open the article again; your text can"
            " be kept as a draft. What is in line leaves by itself."
        ),
    ),
    Entry(
        ErrorCode.MINUTE_FULL,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("TikTok was asked too often within this minute"),
        happened=Message(
            "TikTok can be asked only a few times a minute what an account may do, and this"
            " minute's questions are used up."
        ),
        remedy=Message("Wait a minute and ask again. What is in line leaves by itself."),
    ),
    Entry(
        ErrorCode.NO_PRIVACY_LEVEL,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok offers no privacy that the app may use"),
        happened=Message(
            "TikTok offers each account who may see its posts. Before the audit the app may only"
            " send posts that the owner alone can see, and TikTok does not offer this account"
            " that."
        ),
        remedy=Message(
            "Check the account's privacy settings in the TikTok app. If the app has passed "
            "the audit, say so under [[social-media]], and open the article again."
        ),
    ),
    Entry(
        ErrorCode.CHANGED_AFTER_APPROVAL,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The post has changed since it was approved"),
        happened=Message(
            "Text, photos or choices are no longer those that were approved, so Zharia did not"
            " send the post."
        ),
        remedy=Message("Look at the post as it is now, and approve it again."),
    ),
    Entry(
        ErrorCode.STILL_UNDER_WAY,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The article is still on its way to the account"),
        happened=Message(
            "Another publication of this article on this account has not ended: it waits for"
            " approval or for its turn, or is being sent to TikTok. Two at once could not be told"
            " apart, so nothing was done."
        ),
        remedy=Message(
            "Wait for its end; if it has not been sent yet, withdraw it and publish anew."
        ),
    ),
    Entry(
        ErrorCode.ALREADY_LIVE,
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("The article is on the account already"),
        happened=Message(
            "This article is out on this account by another publication, so nothing was sent."
        ),
        remedy=Message(
            "If one more post is wanted, open the article and choose to publish it once more."
        ),
    ),
    Entry(
        ErrorCode.CHANGED_MEANWHILE,
        WhoActs.EDITOR,
        title=Message("Somebody has changed the post meanwhile"),
        happened=Message("The post was changed after you opened the page, so it was not approved."),
        remedy=_LOOK_AGAIN,
    ),
    Entry(
        ErrorCode.JUST_MOVED_ON,
        WhoActs.EDITOR,
        title=Message("The publication moved on in this very moment"),
        happened=Message("Zharia or somebody else was a moment quicker, so nothing was done."),
        remedy=_LOOK_AGAIN,
    ),
    Entry(
        ErrorCode.WRONG_STATE,
        WhoActs.EDITOR,
        title=Message("The publication's state does not allow this"),
        happened=Message(
            "What was asked for cannot be done in the publication's present state: what was"
            " sent, for example, cannot be withdrawn. Nothing was done."
        ),
        remedy=_LOOK_AGAIN,
    ),
    Entry(
        ErrorCode.STILL_FOLLOWED,
        WhoActs.NOBODY,
        title=Message("TikTok's own answer is still expected"),
        happened=Message(
            "Zharia still asks TikTok how the post ended, so it is too early for a person to"
            " say. Nothing was changed."
        ),
        remedy=Message(
            "Wait: Zharia asks by itself. If your word is needed, the publication's page will"
            " ask for it."
        ),
    ),
    Entry(
        ErrorCode.NO_VERSION,
        WhoActs.EDITOR,
        title=Message("The article has no version in this language now"),
        happened=Message(
            "The version in the account's language was taken out of the article, so there is no"
            " new text to take over."
        ),
        remedy=Message(
            "Add the version in that language to the article, or withdraw the publication."
        ),
    ),
    Entry(
        ErrorCode.RETRACTED,
        WhoActs.NOBODY,
        RetryKind.NEVER,
        title=Message("The source has taken the article back"),
        happened=Message(
            "The site stopped showing the article before the post was sent, so it was not sent."
        ),
        remedy=Message(
            "Nothing to do: if the site shows the article again, Zharia looks at it anew. To"
            " publish it all the same, do so on the article's page."
        ),
    ),
    Entry(
        ErrorCode.RETRACTED_LIVE,
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The article was taken back, the post is on TikTok"),
        happened=Message(
            "The site no longer shows the article, and the post was sent already. Zharia cannot"
            " delete a post on TikTok."
        ),
        remedy=Message(
            "Look at the site, and decide whether the post may stay. If not, delete it in the"
            " TikTok app."
        ),
    ),
    Entry(
        ErrorCode.SHOWN_AGAIN,
        WhoActs.NOBODY,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The site shows the article again"),
        happened=Message(
            "This post was stopped while the article was closed, and now the article is open again."
        ),
        remedy=Message(
            "An article that goes out by itself is put in line by itself. Publish others anew on"
            " the article's page."
        ),
    ),
)
