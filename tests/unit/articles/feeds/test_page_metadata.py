"""The photo that an article's page names."""

import pytest

from zharia.articles.content import Image
from zharia.articles.feeds.page_metadata import feed_links, has_complete_head, page_image
from zharia.articles.feeds.wordpress_routes import with_embed

URL = "https://a.kz/kz/1"


@pytest.mark.parametrize(
    ("head", "image"),
    [
        (
            '<meta property="og:image" content="/p.jpg"><meta property="og:image:alt" content="Ә">',
            Image("https://a.kz/p.jpg", "Ә"),
        ),
        (
            '<meta name="twitter:image" content="/t"><meta property="og:image" content="/o.jpg">',
            Image("https://a.kz/o.jpg"),
        ),
        (
            '<meta property="og:image" content="/1.jpg"><meta property="og:image" content="/2">',
            Image("https://a.kz/1.jpg"),
        ),
        (
            '<meta property="og:image" content="/my photo.jpg">',
            Image("https://a.kz/my%20photo.jpg"),
        ),
        (
            (
                '<meta property="og:image" content="/placeholder.png">'
                '<meta property="og:image" content="/2.jpg">'
            ),
            Image("https://a.kz/2.jpg"),
        ),
        (
            (
                '<meta property="og:image" content="/p.jpg?w=200">'
                '<meta name="twitter:image" content="/p.jpg?w=1200">'
            ),
            Image("https://a.kz/p.jpg?w=1200"),
        ),
        ('<meta property="og:image" content="/logo.svg">', None),
        ('<meta property="og:image" content="">', None),
        ("", None),
    ],
)
def test_page_image(head: str, image: Image | None) -> None:
    assert page_image(f"<html><head>{head}".encode(), "text/html", URL) == image


def test_a_page_in_windows_1251() -> None:
    page = (
        '<meta charset="windows-1251"><meta property="og:image" content="/p.jpg">'
        '<meta property="og:image:alt" content="Парк">'
    )
    found = page_image(page.encode("cp1251"), "text/html", URL)
    assert found == Image("https://a.kz/p.jpg", "Парк")


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://a.kz/wp-json/wp/v2/posts", "https://a.kz/wp-json/wp/v2/posts?_embed=1"),
        ("https://a.kz/wp-json/wp/v2/posts?per_page=5", None),
        ("https://a.kz/?rest_route=/wp/v2/posts", None),
        ("https://a.kz/wp-json/wp/v2/posts?_embed", ""),
        ("https://a.kz/rss", ""),
    ],
)
def test_wordpress_is_asked_for_photos_and_terms(url: str, asked: str | None) -> None:
    assert with_embed(url) == (f"{url}&_embed=1" if asked is None else asked or url)


NAMED = b'<meta property="og:image" content="/p.jpg">'


@pytest.mark.parametrize(
    ("begun", "enough"),
    [
        (b"<html><head>" + NAMED, False),
        (b"<html><head>" + NAMED + b"</head", False),
        (b"<html><head>" + NAMED + b"</head>", True),
        (b"<html><head>" + NAMED + b"</HEAD\n>", True),
        (b"<html>" + NAMED + b"<body class=x>", True),
        (b"<meta name=twitter:image content=/t.jpg></head>", False),
        (b"<meta name='twitter:image' content=/t.jpg></head>", True),
        (b"<head><script>w('<body>')</script>" + NAMED, False),
        (b"<head><script>w('</head>')" + NAMED, False),
        (b"<head><!-- </head> -->" + NAMED, False),
        (b"<head><style></head></style>" + NAMED, False),
        (b"<head><script></head></script>" + NAMED + b"</head>", True),
        (b"<head><header>" + NAMED, False),
        (b"<head></head><body>", False),
        (b"<head></head><body>" + b" " * 140_000, True),
        ("<head></head>".encode("utf-16"), False),
    ],
)
def test_a_page_is_read_until_its_head_has_ended(begun: bytes, *, enough: bool) -> None:
    assert has_complete_head(begun) is enough


def test_a_head_that_is_cut_anywhere_names_its_photo_or_is_read_on() -> None:
    page = b"<html><head><title>x</title>" + NAMED + b"</head><body><p>" + b"y" * 200
    for cut in range(len(page)):
        if has_complete_head(page[:cut]):
            assert page_image(page[:cut], "text/html", URL) == Image("https://a.kz/p.jpg")


def test_feeds_that_a_page_offers_are_relative_to_its_base() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="my feed.xml">'
    assert list(feed_links(link, URL)) == ["https://a.kz/kz/my%20feed.xml"]
    assert list(feed_links(f'<base href="/x/">{link}', URL)) == ["https://a.kz/x/my%20feed.xml"]
