"""The photo that an article's page names."""

import pytest

from zharia.articles.content import Image
from zharia.articles.feeds.pages import page_image
from zharia.articles.feeds.wordpress import with_embed

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
