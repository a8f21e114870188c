"""Feed rules: what a newsroom says of its feed where that itself is silent or wrong."""

from dataclasses import dataclass

import regex

from zharia.articles import disclosure_labels, field_texts
from zharia.articles.languages import normalize
from zharia.texts.message import Message


@dataclass(frozen=True, slots=True)
class FeedRules:
    """The settings by which a feed's items become articles."""

    #: where neither item nor feed nor address names a language
    language: str = "kz"
    #: regular expression over an item's address with the named groups `language` (optional) and
    #: `story`: two addresses with one story are versions of it.
    #: E.g. `site\.kz/(?P<language>kz|ru)/(?P<story>[^?]+)`
    url_rule: str = ""
    #: off where a site declares one language for everything, such as WordPress's `en-US`
    trust_declared_language: bool = True
    #: ask to post new articles without an editor
    auto_publish: bool = False
    #: names of categories and tags that say that somebody paid for it, or that AI made it
    sponsored_names: tuple[str, ...] = disclosure_labels.SPONSORED
    ai_names: tuple[str, ...] = disclosure_labels.AI_GENERATED
    #: of dates that name no zone, or one that nobody knows: an IANA name such as Asia/Almaty;
    #: empty: the installation's
    time_zone: str = ""


def check_url_rule(rule: str) -> Message | None:
    """The error of a URL rule, if there is one."""
    try:
        groups = regex.compile(rule).groupindex
    except regex.error as error:
        return field_texts.RULE_UNREADABLE.with_(detail=str(error))
    if rule and not {"story", "language"} & set(groups):
        return field_texts.RULE_WITHOUT_GROUP
    return None


def match_url_rule(rule: str, url: str) -> tuple[str, str]:
    """The language and the story that a feed's URL rule finds in an address."""
    if not rule:
        return "", ""
    try:
        # A rule may be slow by accident; an address is short.
        found = regex.search(rule, url, timeout=0.2)
    except (regex.error, TimeoutError):
        return "", ""
    groups = found.groupdict() if found else {}
    return normalize(groups.get("language")), (groups.get("story") or "").strip("/")[:400]
