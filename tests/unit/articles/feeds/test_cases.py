"""Feeds rebuilt from reports of what went wrong elsewhere, each of them one kind of trouble."""

from pathlib import Path

import pytest

from zharia.articles.feeds.parsing import parse

CASES = Path(__file__).parents[3] / "data" / "cases"
URL = "https://qala.example/rss.xml"


@pytest.mark.parametrize(
    ("name", "photos"),
    [
        ("f01-enclosure-space", ["https://qala.example/up/ashylu%20saltanaty%201.jpg"]),
        ("f03-lazy-placeholder", ["https://qala.example/up/real.jpg"]),
        ("f07-enclosure-type-word", ["https://qala.example/up/a.jpg"]),
        (
            "f35-image-query-id",
            [
                "https://qala.example/image.php?q=aaa",
                "https://qala.example/image.php?q=bbb",
                "https://qala.example/thumb?size=2&w=20",
            ],
        ),
        ("f40-atom-xhtml", ["https://cdn.example/x/a.jpg"]),
    ],
)
def test_the_photos_of_an_item(name: str, photos: list[str]) -> None:
    (item,) = parse((CASES / f"{name}.xml").read_bytes(), "application/xml", URL).items
    assert [image.url for image in item.images] == photos
