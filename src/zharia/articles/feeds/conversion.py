"""Conversion: a feed's items become articles; versions of one story in several languages are one.

The Kazakh and the Russian version of a story are one article where the feed says so (`hreflang`
links, WordPress's translation ids, one id for both) or the feed's URL rule does.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo

from zharia.articles import disclosure_labels
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
from zharia.articles.feeds.rules import FeedRules, match_url_rule
from zharia.articles.languages import mismatch_warning
from zharia.articles.text import slugify
from zharia.articles.two_way_merge import merge
from zharia.articles.urls import clean, is_front_page, page_key, page_keys
from zharia.errors import ErrorCode

#: category or tag names that mark urgent news
BREAKING = frozenset({"breaking", "breaking news", "срочно", "срочные новости", "шұғыл", "молния"})

# Browsers take `https:7` and `http:/7` for addresses too; as an id each is a word like any other.
_PERMALINK = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d*)?(?:[/?#]|$)", re.IGNORECASE)


def to_articles(
    feed: ParsedFeed, rules: FeedRules, default_zone: tzinfo = UTC
) -> tuple[list[IncomingArticle], list[Note]]:
    """The articles of a document, its languages joined, and notes on what was left out or is odd.

    `default_zone` is the installation's time zone, for a feed whose rules name none.
    """
    zone = (rules.time_zone and find_zone(rules.time_zone)) or default_zone
    notes = list(feed.notes)
    ambiguous_guids, ambiguous_pages = _ambiguous_keys(feed)
    current_keys = _current_keys(feed.items)
    articles: list[IncomingArticle] = []
    index_by_key: dict[str, int] = {}

    def known_index(keys: Iterable[str]) -> int | None:
        return next((index_by_key[key] for key in keys if key in index_by_key), None)

    for item in feed.items:
        article = _to_article(item, feed, rules, ambiguous_guids)
        article = replace(
            article,
            keys=_without_reassigned(article.keys, item, current_keys),
            shared_keys=tuple(key for key in article.shared_keys if key not in ambiguous_pages),
            published_at=to_utc(article.published_at, zone),
        )
        (text,) = article.content.translations
        if odd := mismatch_warning(text.language, text.content):
            message = f"The text is {odd}."
            notes.append(Note(item.name, ErrorCode.FEED_LANGUAGE, message, skipped=False))
        index = known_index(article.keys)
        if index is not None and text.language in articles[index].content.languages:
            message = "The feed holds this story twice."
            notes.append(Note(item.name, ErrorCode.FEED_DUPLICATE, message))
            continue
        if index is None:
            index = known_index(article.shared_keys)
            if index is not None and text.language in articles[index].content.languages:
                # Joined by a link that cannot be meant: a story of its own.
                index, article = None, replace(article, shared_keys=())
        if index is None:
            index = len(articles)
            articles.append(article)
        else:
            articles[index] = _merge_versions(articles[index], article)
        for key in (*articles[index].keys, *articles[index].shared_keys):
            index_by_key.setdefault(key, index)
    return articles, notes


def to_retractions(feed: ParsedFeed, rules: FeedRules) -> list[Retraction]:
    """The retractions of a document. Pure."""
    items = (*feed.items, *feed.withheld)
    ambiguous_guids, _ = _ambiguous_keys(replace(feed, items=items))
    current_keys = _current_keys(items)
    found = []
    for item in feed.withheld:
        if item.withheld is None:
            continue
        article = _to_article(item, feed, rules, ambiguous_guids)
        keys = _without_reassigned(article.keys, item, current_keys)
        # A tombstone has no text that could have a language.
        languages = article.content.languages if item.title or item.url else ()
        retracted = replace(article, keys=keys, shared_keys=())
        found.append(Retraction(retracted, item.withheld, languages))
    return found


def item_keys(item: ParsedItem) -> tuple[str, ...]:
    """The keys of an item that do not depend on its language."""
    return (*_guid_keys(item), *_url_keys(item.url))


def _current_keys(items: Iterable[ParsedItem]) -> set[str]:
    """The keys that stories have now: what one's address once was may be another's today."""
    return {key for i in items for key in (*_guid_keys(i)[:1], *_url_keys(i.url)[:1])}


def _without_reassigned(
    keys: Sequence[str], item: ParsedItem, current_keys: set[str]
) -> tuple[str, ...]:
    """An item's keys without its former ones that another story has now."""
    reassigned = {*_guid_keys(item)[1:], *_url_keys(item.url)[1:]} & current_keys
    return tuple(key for key in keys if key not in reassigned)


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
    item: ParsedItem, feed: ParsedFeed, rules: FeedRules, ambiguous_guids: frozenset[str]
) -> IncomingArticle:
    url_language, story = match_url_rule(rules.url_rule, item.url)
    declared = (item.language or feed.language) if rules.trust_declared_language else ""
    language = declared or url_language or rules.language
    # Numbers repeat between the sites of a network that has one per language.
    number = f"{POST_ID_PREFIX}{language}:{item.own_id}" if item.own_id else ""
    guids = _guid_keys(item) if ambiguous_guids.isdisjoint(_guid_keys(item)[:1]) else ()
    keys = [key for key in (*guids, *_url_keys(item.url), number) if key]
    # A story that only a doubtful id names is still this story, by its title.
    keys = keys or [f"title:{item.guid} {item.title}"[:500]]
    shared = [
        f"story:{story}" if story else "",
        *(f"{POST_ID_PREFIX}{lang}:{i}" for lang, i in item.sibling_ids),
    ]
    shared += [_url_key(url) for _, url in item.alternates if not is_front_page(url)]
    names = [name for term in item.terms for name in (term.name, term.slug)]
    return IncomingArticle(
        external_id=keys[0],
        content=Content(
            translations=(
                Translation(language, item.title, item.excerpt, item.content, clean(item.url)),
            ),
            category=next((_term(t, language) for t in item.terms if t.is_category), None),
            tags=_tags(item.terms, language),
            images=tuple(replace(image, language=language) for image in item.images),
            is_breaking=any(term.name.casefold() in BREAKING for term in item.terms),
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
    dates = filter(None, (first.published_at, second.published_at))
    shared = dict.fromkeys((*first.shared_keys, *second.shared_keys))
    return replace(
        first,
        content=merge(first.content, second.content),
        published_at=min(dates, default=None),
        keys=keys,
        shared_keys=tuple(key for key in shared if key not in keys),
    )


def _guid_keys(item: ParsedItem) -> tuple[str, ...]:
    """An id that is an address names a page, any other only itself."""
    names = page_keys(item.guid) if _PERMALINK.match(item.guid) else ()
    return tuple(f"guid:{name}"[:500] for name in names or (item.guid,) if name)


def _url_key(url: str) -> str:
    return next(iter(_url_keys(url)), "")


def _url_keys(url: str) -> tuple[str, ...]:
    return tuple(f"url:{name}" for name in page_keys(url))


def _term(term: FeedTerm, language: str) -> Term:
    return Term(term.slug or slugify(term.name), {language: term.name})


def _tags(terms: Sequence[FeedTerm], language: str) -> tuple[Term, ...]:
    tags: Iterable[Term] = (_term(t, language) for t in terms if not t.is_category)
    return tuple({tag.slug: tag for tag in tags}.values())
