"""Addresses of WordPress's REST API: a list of posts, its pages, one post. Pure.

Sources are the REST API handbook's pages `using-the-rest-api/global-parameters`,
`using-the-rest-api/pagination` and `reference/posts`. The route is the path under `/wp-json`, or
the parameter `rest_route` where a site has no pretty permalinks; at WordPress.com it is under
`/wp/v2/sites/<site>`.
"""

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

#: posts that one answer may hold, `pagination`
MAX_PER_PAGE: Final = 100
#: posts that it holds if it is not told, `pagination`
DEFAULT_PER_PAGE: Final = 10

_LIST: Final = re.compile(r"/wp/v2/(?:sites/[^/]+/)?([\w-]+)/?")
#: routes of the namespace that list something else than a type of posts
_NO_POSTS: Final = frozenset(
    {
        *("block-directory", "blocks", "categories", "comments", "font-families", "global-styles"),
        *("media", "menu-items", "menu-locations", "menus", "navigation", "pages", "plugins"),
        *("search", "settings", "sidebars", "sites", "statuses", "tags", "taxonomies"),
        *("template-parts", "templates", "themes", "types", "users", "widget-types", "widgets"),
    }
)
#: what chooses among a site's posts only by their language; everything else narrows the list
_LANGUAGE: Final = frozenset({"rest_route", "lang", "wpml_language"})
#: a list of their own making: its order and its bounds are theirs
_OWN_ORDER: Final = frozenset({"page", "offset", "include", "order", "orderby", "slug", "search"})


def is_post_list(url: str) -> bool:
    """Whether the address is that of a list of posts, or of articles of a site's own type."""
    found = _LIST.search(_route(url))
    if found is None or found.end() != len(_route(url)):
        return False
    return found[1] not in _NO_POSTS


def chooses_order(url: str) -> bool:
    """Whether the address has its own order or paging, so that no page can be added."""
    return any(name in _OWN_ORDER for name, _ in _query(url))


def with_embed(url: str) -> str:
    """Ask for photos and terms along with the posts; other addresses stay as they are."""
    named = {name for name, _ in _query(url)}
    return with_query(url, _embed=1) if is_post_list(url) and "_embed" not in named else url


def page_size(url: str) -> int | None:
    """How many posts the address itself asks for; None if it does not say."""
    said = dict(_query(url)).get("per_page", "")
    return int(said) if re.fullmatch("[0-9]{1,3}", said) else None


def page(url: str, number: int, size: int) -> str:
    """One page of the list, the newest posts first; with size 0, as many as the site likes."""
    return with_query(with_embed(url), **_page_parameters(url, number, size))


def changed_posts(url: str, since: datetime, number: int, size: int) -> str:
    """One page of the posts that changed after a moment, the last to change first.

    `modified_after` came with WordPress 5.7; older ones ignore it.
    """
    moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    order = {"orderby": "modified", "order": "desc", "modified_after": moment}
    return with_query(with_embed(url), **_page_parameters(url, number, size), **order)


def posts_by_id(url: str, numbers: list[str], size: int) -> str:
    """Those of the posts with these numbers that are public."""
    more = {"per_page": size} if size else {}
    return with_query(_language_only(url), include=",".join(numbers), **more, _fields="id")


def posts_by_slug(url: str, slug: str) -> str:
    """The public post with this slug, the last part of its page's address."""
    return with_query(_language_only(url), slug=slug, _fields="id,slug,link")


def post_by_id(url: str, number: str) -> str:
    """One post by its number."""
    parts = urlsplit(_language_only(url))
    if _LIST.search(parts.path):
        return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{number}"))
    query = [
        (name, f"{value.rstrip('/')}/{number}" if name == "rest_route" else value)
        for name, value in _query(url)
        if name in _LANGUAGE
    ]
    return urlunsplit(parts._replace(query=urlencode(query, safe="/")))


def site_root(url: str) -> str:
    """The root address of the site of a list, with a slash at its end."""
    parts = urlsplit(url)
    path = parts.path.split("/wp-json/")[0] if "/wp-json/" in parts.path else "/"
    if "rest_route" in dict(_query(url)):
        path = parts.path.rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, f"{path.rstrip('/')}/", "", ""))


def with_query(url: str, **more: object) -> str:
    """The address with these parameters set; all others stay as they were written."""
    parts = urlsplit(url)
    kept = [
        piece
        for piece in parts.query.split("&")
        if piece and unquote(piece.partition("=")[0]) not in more
    ]
    query = "&".join([*kept, *([urlencode(more, safe=",/:")] if more else [])])
    return urlunsplit(parts._replace(query=query))


def _page_parameters(url: str, number: int, size: int) -> dict[str, int]:
    own = page_size(url) is not None
    return ({"per_page": size} if size and not own else {}) | (
        {"page": number} if number > 1 else {}
    )


def _language_only(url: str) -> str:
    parts = urlsplit(url)
    kept = [(name, value) for name, value in _query(url) if name in _LANGUAGE]
    return urlunsplit(parts._replace(query=urlencode(kept, safe="/"), fragment=""))


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def _route(url: str) -> str:
    return dict(_query(url)).get("rest_route") or unquote(urlsplit(url).path)
