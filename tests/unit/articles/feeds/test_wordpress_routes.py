"""Addresses of WordPress's REST API, as newsrooms type them."""

from datetime import UTC, datetime

import pytest

from zharia.articles.feeds import wordpress_routes as routes

PRETTY = "https://a.kz/wp-json/wp/v2/posts"
PLAIN = "https://a.kz/?rest_route=/wp/v2/posts"
AFTER = "modified_after=2026-11-22T04:00:00Z"
SINCE = datetime(2026, 11, 22, 4, 0, 0, 500, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "yes"),
    [
        (PRETTY, True),
        (f"{PRETTY}/", True),
        (f"{PRETTY}?categories=3", True),
        (PLAIN, True),
        ("https://a.kz/?rest_route=%2Fwp%2Fv2%2Fposts", True),
        ("https://a.kz/blog/index.php/wp-json/wp/v2/news", True),
        ("https://public-api.wordpress.com/wp/v2/sites/a.wordpress.com/posts", True),
        (f"{PRETTY}/17", False),
        ("https://a.kz/wp-json/wp/v2/categories", False),
        ("https://a.kz/wp-json/wp/v2/media", False),
        ("https://a.kz/wp-json/", False),
        ("https://a.kz/feed/?about=/wp/v2/posts", False),
        ("https://a.kz/rss", False),
    ],
)
def test_a_list_of_posts_is_told_from_everything_else(url: str, yes: bool) -> None:
    assert routes.is_post_list(url) is yes


@pytest.mark.parametrize(
    ("made", "url"),
    [
        (routes.page(PRETTY, 1, 100), f"{PRETTY}?_embed=1&per_page=100"),
        (routes.page(f"{PRETTY}?per_page=5", 2, 100), f"{PRETTY}?per_page=5&_embed=1&page=2"),
        (routes.page(PLAIN, 3, 0), f"{PLAIN}&_embed=1&page=3"),
        (
            routes.page(f"{PRETTY}?_embed&categories=1,2", 1, 20),
            f"{PRETTY}?_embed&categories=1,2&per_page=20",
        ),
        (
            routes.changed_posts(PRETTY, SINCE, 1, 100),
            f"{PRETTY}?_embed=1&per_page=100&orderby=modified&order=desc&{AFTER}",
        ),
        (
            routes.posts_by_id(PRETTY, ["7", "8"], 100),
            f"{PRETTY}?include=7,8&per_page=100&_fields=id",
        ),
        # What narrows the list must not hide a post that is asked for by its number.
        (
            routes.posts_by_id(f"{PRETTY}?categories=3&lang=ru", ["7"], 0),
            f"{PRETTY}?lang=ru&include=7&_fields=id",
        ),
        (routes.post_by_id(f"{PRETTY}/?categories=3", "7"), f"{PRETTY}/7"),
        (routes.post_by_id(f"{PRETTY}?lang=kk", "7"), f"{PRETTY}/7?lang=kk"),
        (routes.post_by_id(PLAIN, "7"), f"{PLAIN}/7"),
        (routes.site_root(PRETTY), "https://a.kz/"),
        (routes.site_root("https://a.kz/ru/wp-json/wp/v2/posts?x=1"), "https://a.kz/ru/"),
        (routes.site_root("https://a.kz/ru/?rest_route=/wp/v2/posts"), "https://a.kz/ru/"),
    ],
)
def test_each_question_has_its_address(made: str, url: str) -> None:
    assert made == url


def test_a_list_in_an_order_of_its_own_has_no_further_pages_for_us() -> None:
    for query in ("page=2", "offset=10", "orderby=title", "order=asc", "include=1", "search=x"):
        assert routes.chooses_order(f"{PRETTY}?{query}")
    for query in ("per_page=5", "categories=1", "lang=ru", "_embed", ""):
        assert not routes.chooses_order(f"{PRETTY}?{query}")
