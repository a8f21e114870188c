"""Signing in, sessions, keys, and the people who use Zharia."""

from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import RELOAD, SIGN_IN
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.WRONG_CREDENTIALS,
        WhoActs.EDITOR,
        title=Message("E-mail or password is wrong"),
        happened=Message(
            "There is no such pair of e-mail and password; for safety it is not said which is"
            " wrong."
        ),
        remedy=Message(
            "Check the keyboard's language and Caps Lock, and enter them again. If you forgot"
            " the password, ask an administrator for a new one."
        ),
    ),
    Entry(
        ErrorCode.TOO_MANY_ATTEMPTS,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("Too many attempts to sign in"),
        happened=Message(
            "Within 15 minutes there were too many attempts for this e-mail, or from this network."
        ),
        remedy=Message(
            "Wait as long as the message says, and sign in again. If it was not you, tell an"
            " administrator."
        ),
    ),
    Entry(
        ErrorCode.UNAUTHENTICATED,
        WhoActs.EDITOR,
        title=Message("Sign in first"),
        happened=Message(
            "This page or request needs to know who you are, and you have not signed in."
        ),
        remedy=SIGN_IN,
    ),
    Entry(
        ErrorCode.TOKEN_EXPIRED,
        WhoActs.EDITOR,
        title=Message("Your sign-in has expired"),
        happened=Message("A sign-in is good for 12 hours, and they have passed."),
        remedy=SIGN_IN,
    ),
    Entry(
        ErrorCode.TOKEN_INVALID,
        WhoActs.EDITOR,
        title=Message("Your sign-in is not valid"),
        happened=Message(
            "The proof of your sign-in is damaged or another system's, or the user was taken"
            " off the list."
        ),
        remedy=SIGN_IN,
    ),
    Entry(
        ErrorCode.FORBIDDEN,
        WhoActs.ADMIN,
        title=Message("You may not do this"),
        happened=Message(
            "This needs another role: for example, only an administrator changes settings."
        ),
        remedy=Message("Ask an administrator to do it, or to change your role."),
    ),
    Entry(
        ErrorCode.API_KEY_INVALID,
        WhoActs.ADMIN,
        title=Message("The API key is not valid"),
        happened=Message("There is no such key, or it was revoked."),
        remedy=Message(
            "Create a new API key, and enter it in the system that delivers the articles."
        ),
    ),
    Entry(
        ErrorCode.KEY_UNKNOWN,
        WhoActs.ADMIN,
        title=Message("There is no such API key"),
        happened=Message("The list has no such key."),
        remedy=RELOAD,
    ),
    Entry(
        ErrorCode.EMAIL_TAKEN,
        WhoActs.ADMIN,
        title=Message("This e-mail is taken"),
        happened=Message("There is a user with this e-mail already."),
        remedy=Message("Enter another e-mail, or change the user who is there."),
    ),
    Entry(
        ErrorCode.EMAIL_UNUSABLE,
        WhoActs.ADMIN,
        title=Message("This is no e-mail address"),
        happened=Message("What was entered does not look like an e-mail address."),
        remedy=Message("Write the e-mail like editor@news.example."),
    ),
    Entry(
        ErrorCode.PASSWORD_TOO_SHORT,
        WhoActs.ADMIN,
        title=Message("The password is too short"),
        happened=Message("A short password is easily guessed, so it was not taken."),
        remedy=Message("Choose a longer password: several words are easy to remember."),
    ),
    Entry(
        ErrorCode.USER_UNKNOWN,
        WhoActs.ADMIN,
        title=Message("There is no such user"),
        happened=Message(
            "The list has no such user, or no such sign-in of theirs: the link may be old."
        ),
        remedy=RELOAD,
    ),
    Entry(
        ErrorCode.SESSION_UNKNOWN,
        WhoActs.EDITOR,
        title=Message("That sign-in is over already"),
        happened=Message("The sign-in that you wanted to end is not yours, or is over already."),
        remedy=Message(
            "Reload the page and look at the list again. If in doubt, change your password:"
            " every other browser is signed out."
        ),
    ),
    Entry(
        ErrorCode.SESSION_OVER,
        WhoActs.EDITOR,
        title=Message("You are no longer signed in, in this browser"),
        happened=Message(
            "The sign-in has run out, you signed out, or the password was changed. Nothing was"
            " done."
        ),
        remedy=SIGN_IN,
    ),
    Entry(
        ErrorCode.CROSS_SITE,
        WhoActs.EDITOR,
        title=Message("The form came from another site"),
        happened=Message(
            "So that no other site can act in your name, Zharia takes forms from its own pages"
            " only. Nothing was done."
        ),
        remedy=Message(
            "Open Zharia's page in a new tab and do it again. If it happens on its own page too,"
            " an administrator checks that the proxy in front of Zharia leaves the address as"
            " it is."
        ),
    ),
    Entry(
        ErrorCode.WRONG_PASSWORD,
        WhoActs.EDITOR,
        title=Message("The current password is wrong"),
        happened=Message(
            "A new password needs the current one, and what was entered is not it. The "
            "password was not changed."
        ),
        remedy=Message(
            "Check the keyboard's language and Caps Lock, and enter it again. If you forgot it,"
            " ask an administrator for a new one."
        ),
    ),
    Entry(
        ErrorCode.PASSWORD_TOO_LONG,
        WhoActs.ADMIN,
        title=Message("The password is too long"),
        happened=Message("A password has at most 1000 characters, so it was not taken."),
        remedy=Message("Choose a shorter password: several words are enough."),
    ),
    Entry(
        ErrorCode.LANGUAGE_UNKNOWN,
        WhoActs.ADMIN,
        title=Message("The pages do not speak this language"),
        happened=Message(
            "Zharia's pages are in Kazakh, Russian and English, and another language was named."
        ),
        remedy=Message("Choose one of the three, or leave it to the browser."),
    ),
    Entry(
        ErrorCode.LAST_ADMINISTRATOR,
        WhoActs.ADMIN,
        title=Message("This is the only administrator"),
        happened=Message("Nobody would be left who can change the settings, so it was not done."),
        remedy=Message("Make somebody else an administrator first, then do it again."),
    ),
    Entry(
        ErrorCode.OWN_ACCOUNT,
        WhoActs.ADMIN,
        title=Message("Nobody can disable themselves"),
        happened=Message(
            "So that nobody locks themselves out by mistake, only another administrator does this."
        ),
        remedy=Message("Ask another administrator to do it."),
    ),
)
