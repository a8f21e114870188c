"""Why an article has no publication on an account, in a sentence of the reader's language. Pure."""

from collections.abc import Mapping
from typing import Final

from zharia.publishing.why_not import WhyNot
from zharia.texts.i18n import gettext, noop

_WHY: Final[Mapping[WhyNot, str]] = {
    WhyNot.OTHER_ENVIRONMENT: noop("The account belongs to the environment that is not active."),
    WhyNot.DISCONNECTED: noop("The account is disconnected."),
    WhyNot.NO_VERSION: noop("The article has no version in this account's language."),
    WhyNot.RETRACTED: noop(
        "The article's source has taken it back in this account's language: look at the site before"
        " you publish it from here."
    ),
    WhyNot.LOOKS_LIKE_ANOTHER: noop(
        "It may be a story that is there already: it waits for an editor's answer."
    ),
    WhyNot.LANGUAGE_DOUBTED: noop(
        "Its text looks like another language: it waits for an editor's answer."
    ),
    WhyNot.NOT_AUTOMATIC: noop("Nobody has asked for it yet: it can be published from here."),
    WhyNot.TOO_OLD: noop(
        "The article was older than a day when it came in, so it did not go out by itself."
    ),
    WhyNot.WAITS_FOR_PHOTO: noop(
        "Its page could not be read for its photo yet. Zharia looks again and publishes it once the"
        " photo is there; after half an hour at most, with the account's fallback photo if there is"
        " one."
    ),
    WhyNot.NOT_LOOKED_AT_YET: noop("The article has just come in; it is taken up within seconds."),
    WhyNot.CAME_BEFORE: noop(
        "When the article was looked at, it was not meant for this account: it can be published"
        " from here."
    ),
}


def why_missing(reason: WhyNot) -> str:
    """The sentence in the current language."""
    return gettext(_WHY[reason])
