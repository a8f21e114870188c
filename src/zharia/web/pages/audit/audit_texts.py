"""Texts of the audit log: names of actions, fields and details."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from zharia.publishing.actions import Ending
from zharia.texts.i18n import gettext, ngettext, noop
from zharia.users import AuditAction, AuditEntry
from zharia.web.pages.base import display_names

ACTION_NAMES: Final[Mapping[AuditAction, str]] = {
    AuditAction.SIGN_IN_OK: noop("Signed in"),
    AuditAction.SIGN_IN_REFUSED: noop("Sign-in refused"),
    AuditAction.SIGN_IN_THROTTLED: noop("Too many attempts to sign in"),
    AuditAction.SIGNED_OUT: noop("Signed out"),
    AuditAction.PASSWORD_CHANGED: noop("Password changed"),
    AuditAction.USER_ADDED: noop("User added"),
    AuditAction.USER_CHANGED: noop("User changed"),
    AuditAction.USER_DISABLED: noop("Access taken away"),
    AuditAction.USER_ENABLED: noop("Access given back"),
    AuditAction.KEY_CREATED: noop("API key made"),
    AuditAction.KEY_REVOKED: noop("API key revoked"),
    AuditAction.SECRETS_ROTATED: noop("Secrets sealed with a new key"),
    AuditAction.SENDING_PAUSED: noop("Sending paused"),
    AuditAction.SENDING_RESUMED: noop("Sending resumed"),
    AuditAction.PHOTOS_ADOPTED: noop("Photos kept in another place"),
    AuditAction.SETTINGS_CHANGED: noop("TikTok settings changed"),
    AuditAction.VERIFICATION_SET: noop("Verification file set"),
    AuditAction.ACCOUNT_CONNECTED: noop("Account connected"),
    AuditAction.ACCOUNT_CHANGED: noop("Account changed"),
    AuditAction.ACCOUNT_DISCONNECTED: noop("Account disconnected"),
    AuditAction.FEED_ADDED: noop("Feed added"),
    AuditAction.FEED_CHANGED: noop("Feed changed"),
    AuditAction.FEED_REMOVED: noop("Feed removed"),
    AuditAction.ARTICLE_WRITTEN: noop("Article written"),
    AuditAction.ARTICLE_CORRECTED: noop("Article corrected"),
    AuditAction.ARTICLE_ANSWERED: noop("Question about an article answered"),
    AuditAction.PUBLICATION_ORDERED: noop("Publication requested"),
    AuditAction.PUBLICATION_REVISED: noop("Publication revised"),
    AuditAction.PUBLICATION_APPROVED: noop("Publication approved"),
    AuditAction.PUBLICATION_CANCELLED: noop("Publication withdrawn"),
    AuditAction.PUBLICATION_RETRIED: noop("Publication sent again"),
    AuditAction.PUBLICATION_RESOLVED: noop("Publication's end decided"),
}

#: by the part of a code before the dot: the heading of the filter, the icon, where its pages are
GROUPS: Final[Mapping[str, tuple[str, str, str]]] = {
    "publication": (noop("Publications"), "publications", "/admin/publications/"),
    "article": (noop("Articles"), "article", "/admin/articles/"),
    "account": (noop("Accounts"), "plug", "/admin/settings/social-media/accounts/"),
    "feed": (noop("Feeds"), "feed", "/admin/settings/feeds/"),
    "settings": (noop("Settings"), "plug", ""),
    "verification": (noop("Settings"), "shield", ""),
    "sending": (noop("Settings"), "plug", ""),
    "photos": (noop("Settings"), "photos", ""),
    "user": (noop("Users"), "people", "/admin/users/"),
    "session": (noop("Signing in"), "out", "/admin/users/"),
    "sign_in": (noop("Signing in"), "person", "/admin/users/"),
    "key": (noop("API keys"), "key", ""),
    "secrets": (noop("API keys"), "lock", ""),
}

#: what may be changed, as `fields` name it
_FIELDS: Final[Mapping[str, str]] = {
    "name": noop("name"),
    "role": noop("role"),
    "language": noop("language"),
    "enabled": noop("on or off"),
    "default_language": noop("default language"),
    "environment": noop("active credentials"),
    "audited": noop("audit passed"),
    "tiktok_client_key": noop("client key"),
    "tiktok_client_secret": noop("client secret"),
    "tiktok_sandbox_client_key": noop("client key of the sandbox"),
    "tiktok_sandbox_client_secret": noop("client secret of the sandbox"),
    "mode": noop("mode"),
    "auto_publish": noop("articles come by themselves"),
    "privacy_level": noop("who can see it"),
    "allow_comment": noop("comments"),
    "brand_organic": noop("your brand"),
    "brand_content": noop("branded content"),
    "disclosed": noop("disclosure"),
    "hashtags": noop("hashtags"),
    "upright_blur": noop("landscape photos upright"),
    "fallback_photo": noop("fallback photo"),
    "source": noop("source"),
    "kind": noop("format of the feed"),
    "time_zone": noop("time zone"),
    "url_rule": noop("address rule"),
    "trust_declared_language": noop("language that the feed declares"),
    "sponsored_names": noop("marks of advertising"),
    "ai_names": noop("marks of AI"),
    "interval_seconds": noop("pause between checks"),
    "title": noop("title"),
    "description": noop("description"),
    "due_at": noop("time"),
    # as lines name it that stand in the log already
    "scheduled_at": noop("time"),
    "photo_urls": noop("photos"),
    "cover_index": noop("cover"),
    "disclosure_decided": noop("disclosure"),
    "article": noop("the article's newer text"),
    "auto_add_music": noop("music"),
    "is_aigc": noop("AI label"),
}
_ENDINGS: Final[Mapping[str, str]] = {
    Ending.LIVE: noop("It is live"),
    Ending.NOT_LIVE: noop("It is not live"),
}


def action_name(what: str) -> str:
    """What a code says, in the current language; an unknown one as it stands."""
    return gettext(ACTION_NAMES[AuditAction(what)]) if what in set(AuditAction) else what


def field(name: str) -> str:
    return gettext(_FIELDS[name]) if name in _FIELDS else name


def icon(what: str) -> str:
    group = what.partition(".")[0]
    return GROUPS[group][1] if group in GROUPS else "info"


def link(entry: AuditEntry) -> str:
    """The page of what it was done to; empty if there is none."""
    group = entry.what.partition(".")[0]
    gone = entry.what == AuditAction.FEED_REMOVED
    folder = GROUPS[group][2] if group in GROUPS and not gone else ""
    return f"{folder}{entry.subject}" if folder and entry.subject else ""


def choices() -> dict[str, list[AuditAction]]:
    """Everything that can be done, by the heading it stands under, for the filter."""
    found: dict[str, list[AuditAction]] = {}
    for what in AuditAction:
        found.setdefault(gettext(GROUPS[what.partition(".")[0]][0]), []).append(what)
    return found


def details(entry: AuditEntry, accounts: Mapping[str, str]) -> list[str]:
    """What else there is to say of it, one short remark each. `accounts` are names by id."""
    remarks = []
    for name, value in entry.detail.items():
        if name == "account":
            remarks.append(accounts.get(value, value))
        elif name in _REMARKS:
            remarks.append(_REMARKS[name](value))
        else:
            remarks.append(f"{name}: {value}")
    return [remark for remark in remarks if remark]


def _fields(names: list[str]) -> str:
    return ", ".join(field(name) for name in names)


def _scopes(scopes: list[str]) -> str:
    return ", ".join(display_names.key_scope(scope) for scope in scopes)


def _new(new: bool) -> str:  # noqa: FBT001 - a value of the log
    return gettext("for the first time") if new else gettext("once more")


def _left_out(scopes: list[str]) -> str:
    return gettext("not allowed: %(scopes)s") % {"scopes": ", ".join(scopes)} if scopes else ""


def _confirmed(confirmed: bool) -> str:  # noqa: FBT001 - a value of the log
    return "" if confirmed else gettext("TikTok did not confirm it")


def _everywhere(everywhere: bool) -> str:  # noqa: FBT001 - a value of the log
    return gettext("everywhere") if everywhere else gettext("in one browser")


def _again(again: bool) -> str:  # noqa: FBT001 - a value of the log
    return gettext("although it was published before") if again else ""


def _ending(ending: str) -> str:
    return gettext(_ENDINGS[ending]) if ending in _ENDINGS else ending


def _recalled(count: int) -> str:
    return (
        ngettext(
            "%(count)s attempt came back from the journal",
            "%(count)s attempts came back from the journal",
            count,
        )
        % {"count": count}
        if count
        else ""
    )


def _nothing(_value: Any) -> str:
    return ""


#: by the name of the detail
_REMARKS: Final[Mapping[str, Callable[[Any], str]]] = {
    "fields": _fields,
    "role": display_names.role,
    "scopes": _scopes,
    "new": _new,
    "left_out": _left_out,
    "confirmed": _confirmed,
    "everywhere": _everywhere,
    "again": _again,
    "ending": _ending,
    "article": _nothing,
    "edition": _nothing,
    "count": _nothing,
    "recalled": _recalled,
}
