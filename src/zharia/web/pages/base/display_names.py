"""Display names of states, roles, languages and other codes."""

from datetime import tzinfo
from typing import Final

from babel import dates

from zharia.accounts import AccountState, Environment, Mode
from zharia.publishing.states import State
from zharia.texts.i18n import current_language, gettext, noop
from zharia.users import KeyScope, Role

_STATES: Final = {
    State.DRAFT: noop("Waits for approval"),
    State.SCHEDULED: noop("In line"),
    State.PREPARING: noop("Getting ready"),
    State.SUBMITTING: noop("Being sent"),
    State.UNCONFIRMED: noop("Not confirmed"),
    State.PROCESSING: noop("TikTok is processing it"),
    State.DELIVERED: noop("In the TikTok inbox"),
    State.PUBLISHED: noop("Published"),
    State.REMOVED: noop("No longer public"),
    State.FAILED: noop("Failed"),
    State.CANCELLED: noop("Withdrawn"),
}
#: how a state looks: the badge's class
TONES: Final = {
    State.DRAFT: "warn",
    State.SCHEDULED: "info",
    State.PREPARING: "info",
    State.SUBMITTING: "info",
    State.UNCONFIRMED: "warn",
    State.PROCESSING: "info",
    State.DELIVERED: "ok",
    State.PUBLISHED: "ok",
    State.REMOVED: "quiet",
    State.FAILED: "bad",
    State.CANCELLED: "quiet",
}
#: everything else is done by a person
_MACHINES: Final = {"zharia": "Zharia", "tiktok": "TikTok"}
_ROLES: Final = {Role.ADMIN: noop("Administrator"), Role.EDITOR: noop("Editor")}
_KEY_SCOPES: Final = {
    KeyScope.ARTICLES_WRITE: noop("Deliver articles"),
    KeyScope.ARTICLES_READ: noop("Read articles"),
}
_MODES: Final = {
    Mode.REVIEW: noop("Review"),
    Mode.INBOX: noop("TikTok inbox"),
    Mode.AUTO: noop("Automatic"),
}
_ENVIRONMENTS: Final = {
    Environment.PRODUCTION: noop("Production"),
    Environment.SANDBOX: noop("Sandbox"),
}
_ACCOUNT_STATES: Final = {
    AccountState.CONNECTED: noop("Connected"),
    AccountState.NEEDS_RECONNECT: noop("Connect again"),
    AccountState.DISCONNECTED: noop("Disconnected"),
}
_PRIVACY: Final = {
    "PUBLIC_TO_EVERYONE": noop("Everyone"),
    "MUTUAL_FOLLOW_FRIENDS": noop("Friends"),
    "FOLLOWER_OF_CREATOR": noop("Followers"),
    "SELF_ONLY": noop("Only me"),
}
_LANGUAGE_NAMES: Final = {"kz": noop("Kazakh"), "ru": noop("Russian"), "en": noop("English")}
#: after "publishes in …"
_IN_LANGUAGES: Final = {
    "kz": noop("in Kazakh"),
    "ru": noop("in Russian"),
    "en": noop("in English"),
}
#: sources that are no site
_SOURCES: Final = {"api": noop("The newsroom's CMS"), "desk": noop("Written here")}
_WHO_ACTS: Final = {
    "nobody": noop("Nobody: Zharia goes on by itself"),
    "editor": noop("The editor"),
    "admin": noop("The administrator"),
    "tiktok": noop("TikTok"),
}


def state(value: str) -> str:
    return gettext(_STATES[State(value)])


def tone(value: str) -> str:
    return TONES[State(value)]


def role(value: str) -> str:
    return gettext(_ROLES[Role(value)])


def key_scope(value: str) -> str:
    return gettext(_KEY_SCOPES[KeyScope(value)])


def mode(value: str) -> str:
    return gettext(_MODES[Mode(value)])


def environment(value: str) -> str:
    return gettext(_ENVIRONMENTS[Environment(value)])


def account_state(value: str) -> str:
    return gettext(_ACCOUNT_STATES[AccountState(value)])


def privacy(value: str) -> str:
    """TikTok's own name for a level that we do not know yet is better than none."""
    return gettext(_PRIVACY[value]) if value in _PRIVACY else value


def language_name(value: str) -> str:
    """The language of an article or account, which calls Kazakh `kz`."""
    return gettext(_LANGUAGE_NAMES[value]) if value in _LANGUAGE_NAMES else value


def in_language(value: str) -> str:
    return gettext(_IN_LANGUAGES[value]) if value in _IN_LANGUAGES else value


def source(value: str) -> str:
    """Who delivered an article: a site by its name, else in words."""
    return gettext(_SOURCES[value]) if value in _SOURCES else value


def zone(value: tzinfo) -> str:
    """A time zone as people of the page's language call it."""
    if str(value) == "UTC":
        return "UTC"
    return dates.get_timezone_location(value, locale=current_language())


def who_acts(value: str) -> str:
    return gettext(_WHO_ACTS[value])


def lang(value: str) -> str:
    """What HTML calls an article's language."""
    return "kk" if value == "kz" else value


def actor(who: str) -> str:
    """Who did something, as pages call them."""
    return _MACHINES.get(who, who)
