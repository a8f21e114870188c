"""Grouping: a feed's items become articles; versions of one story in several languages are one.

The Kazakh and the Russian version of a story are one article where the feed says so (`hreflang`
links, WordPress's translation ids, one id for both) or the feed's URL rule does.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

import regex

from zharia.articles import disclosure_labels, field_texts
from zharia.articles.content import (
    POST_ID_PREFIX,
    Content,
    IncomingArticle,
    Note,
    Retraction,
    Scope,
    Term,
    Translation,
)
from zharia.articles.feeds.dates import find_zone, to_utc
from zharia.articles.feeds.parsed import FeedTerm, ParsedFeed, ParsedItem
from zharia.articles.languages import mismatch_warning, normalize
from zharia.articles.text import slugify
from zharia.articles.two_way_merge import merge
from zharia.articles.urls import clean, is_front_page, page_key, page_keys
from zharia.errors import ErrorCode
from zharia.texts.message import Message

#: category or tag names that mark urgent news
BREAKING = frozenset({"breaking", "breaking news", "срочно", "срочные новости", "шұғыл", "молния"})

# Browsers take `https:7` and `http:/7` for addresses too; as an id each is a word like any other.
_PERMALINK = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d*)?(?:[/?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedRules:
    """What a newsroom tells us about its feed."""

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
    """What is wrong with a rule, if anything."""
    try:
        groups = regex.compile(rule).groupindex
    except regex.error as error:
        return field_texts.RULE_UNREADABLE.with_(detail=str(error))
    if rule and not {"story", "language"} & set(groups):
        return field_texts.RULE_WITHOUT_GROUP
    return None


def to_articles(
    feed: ParsedFeed, rules: FeedRules, default_zone: tzinfo = UTC
) -> tuple[list[IncomingArticle], list[Note]]:
    """The articles of a document, joined within it, and notes on what was left out or is odd.

    `default_zone` is the installation's time zone, for a feed whose rules name none.
    """
    clock = (rules.time_zone and find_zone(rules.time_zone)) or default_zone
    notes = list(feed.notes)
    wrong_guids, wrong_pages = _ambiguous_keys(feed)
    # What one story's address once was may be another's today.
    todays = _current_keys(feed.items)
    found: list[IncomingArticle] = []
    holder: dict[str, int] = {}
    for item in feed.items:
        delivery = _to_article(item, feed, rules, wrong_guids)
        shared = tuple(key for key in delivery.shared_keys if key not in wrong_pages)
        keys = _without_reassigned(delivery.keys, item, todays)
        told = to_utc(delivery.published_at, clock)
        delivery = replace(delivery, keys=keys, shared_keys=shared, published_at=told)
        language = delivery.content.languages[0]
        if odd := mismatch_warning(language, delivery.content.translations[0].content):
            notes.append(
                Note(item.name, ErrorCode.FEED_LANGUAGE, f"The text is {odd}.", skipped=False)
            )
        place = next((holder[k] for k in delivery.keys if k in holder), None)
        if place is not None and language in found[place].content.languages:
            notes.append(
                Note(item.name, ErrorCode.FEED_DUPLICATE, "The feed holds this story twice.")
            )
            continue
        if place is None:
            place = next((holder[k] for k in delivery.shared_keys if k in holder), None)
            if place is not None and language in found[place].content.languages:
                # Joined by a link that cannot be meant: a story of its own.
                place, delivery = None, replace(delivery, shared_keys=())
        if place is None:
            found.append(delivery)
            place = len(found) - 1
        else:
            found[place] = _merge_versions(found[place], delivery)
        for key in (*found[place].keys, *found[place].shared_keys):
            holder.setdefault(key, place)
    return found, notes


def to_retractions(feed: ParsedFeed, rules: FeedRules) -> list[Retraction]:
    """What the document names and takes back. Pure."""
    named = (*feed.items, *feed.withheld)
    wrong_guids, _ = _ambiguous_keys(replace(feed, items=named))
    todays = _current_keys(named)
    found = []
    for item in feed.withheld:
        if item.withheld is None:
            continue
        delivery = _to_article(item, feed, rules, wrong_guids)
        keys = _without_reassigned(delivery.keys, item, todays)
        delivery = replace(delivery, keys=keys, shared_keys=())
        # A tombstone has no text that could have a language.
        languages = delivery.content.languages if item.title or item.url else ()
        found.append(Retraction(delivery, item.withheld, languages))
    return found


def item_keys(item: ParsedItem) -> tuple[str, ...]:
    """The keys of an item that hold whatever its language is."""
    return (*_guid_keys(item), *_url_keys(item.url))


def _current_keys(items: Iterable[ParsedItem]) -> set[str]:
    """The names that stories have now."""
    return {key for i in items for key in (*_guid_keys(i)[:1], *_url_keys(i.url)[:1])}


def _without_reassigned(keys: Sequence[str], item: ParsedItem, todays: set[str]) -> tuple[str, ...]:
    """An item's keys without the names that it once had and another story has now."""
    once = {*_guid_keys(item)[1:], *_url_keys(item.url)[1:]} & todays
    return tuple(key for key in keys if key not in once)


def _ambiguous_keys(feed: ParsedFeed) -> tuple[frozenset[str], frozenset[str]]:
    """Guids of several stories, and pages that several stories name as their other version."""
    stories: dict[str, set[str]] = defaultdict(set)
    claims: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in feed.items:
        page = page_key(item.url) or item.title
        for key in _guid_keys(item)[:1]:
            stories[key].add(page)
        for _, url in item.alternates:
            # One claim in each language is what a story in three languages makes.
            claims[item.language, _url_key(url)].add(page)
    return (
        frozenset(key for key, pages in stories.items() if len(pages) > 1),
        frozenset(key for (_, key), pages in claims.items() if len(pages) > 1),
    )


def _to_article(
    item: ParsedItem, feed: ParsedFeed, rules: FeedRules, wrong_guids: frozenset[str]
) -> IncomingArticle:
    by_url, story = _match_url_rule(rules.url_rule, item.url)
    declared = (item.language or feed.language) if rules.trust_declared_language else ""
    language = declared or by_url or rules.language
    # Numbers repeat between the sites of a network that has one per language.
    number = f"{POST_ID_PREFIX}{language}:{item.own_id}" if item.own_id else ""
    guids = _guid_keys(item) if wrong_guids.isdisjoint(_guid_keys(item)[:1]) else ()
    keys = [key for key in (*guids, *_url_keys(item.url), number) if key]
    # A story that only a doubtful id names is still this story, by its title.
    keys = keys or [f"title:{item.guid} {item.title}"[:500]]
    shared = [
        f"story:{story}" if story else "",
        *(f"{POST_ID_PREFIX}{lang}:{i}" for lang, i in item.sibling_ids),
    ]
    shared += [_url_key(url) for _, url in item.alternates if not is_front_page(url)]
    names = [name for term in item.terms for name in (term.name, term.slug)]
    breaking = any(term.name.casefold() in BREAKING for term in item.terms)
    return IncomingArticle(
        external_id=keys[0],
        content=Content(
            translations=(
                Translation(language, item.title, item.excerpt, item.content, clean(item.url)),
            ),
            category=next((_term(t, language) for t in item.terms if t.is_category), None),
            tags=_tags(item.terms, language),
            images=tuple(replace(image, language=language) for image in item.images),
            is_breaking=breaking,
            ai_generated=disclosure_labels.matches_any(rules.ai_names, names),
            sponsored=disclosure_labels.matches_any(rules.sponsored_names, names),
        ),
        published_at=item.published_at,
        auto_publish=rules.auto_publish,
        scope=Scope.LANGUAGES,
        keys=tuple(dict.fromkeys(keys)),
        shared_keys=tuple(k for k in dict.fromkeys(shared) if k and k not in keys),
    )


def _merge_versions(first: IncomingArticle, second: IncomingArticle) -> IncomingArticle:
    keys = tuple(dict.fromkeys((*first.keys, *second.keys)))
    shared = dict.fromkeys((*first.shared_keys, *second.shared_keys))
    return replace(
        first,
        content=merge(first.content, second.content),
        published_at=_earlier(first.published_at, second.published_at),
        keys=keys,
        shared_keys=tuple(key for key in shared if key not in keys),
    )


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def _guid_keys(item: ParsedItem) -> tuple[str, ...]:
    """An id that is an address names a page, any other only itself."""
    names = page_keys(item.guid) if _PERMALINK.match(item.guid) else ()
    return tuple(f"guid:{name}"[:500] for name in names or (item.guid,) if name)


def _url_key(url: str) -> str:
    return next(iter(_url_keys(url)), "")


def _url_keys(url: str) -> tuple[str, ...]:
    return tuple(f"url:{name}" for name in page_keys(url))


def _match_url_rule(rule: str, url: str) -> tuple[str, str]:
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


def _term(term: FeedTerm, language: str) -> Term:
    return Term(term.slug or slugify(term.name), {language: term.name})


def _tags(terms: Sequence[FeedTerm], language: str) -> tuple[Term, ...]:
    tags: Iterable[Term] = (_term(t, language) for t in terms if not t.is_category)
    return tuple({tag.slug: tag for tag in tags}.values())
