"""A photo is told by the type it is announced with, and by its address where that says nothing."""

import pytest

from zharia.articles.photo_types import is_photo_type


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        *((kind, "/a.jpg") for kind in ("jpg", "image", "", "application/octet-stream", "none")),
        *(
            (kind, "/a.JPEG?v=2")
            for kind in ("IMAGE/JPEG", "image/jpeg; charset=utf-8", "text/html")
        ),
        *((kind, "/get?id=7") for kind in ("image/jpeg", "jpeg", "image", "photo", " .png ")),
        *(("", "/get.php?file=a.webp"), ("binary/octet-stream", "/photo/17"), ("", "/img.php?i=7")),
        *(("", "/up/my photo.heic"), ("audio/mpeg", "/cover.jpg")),
    ],
)
def test_a_photo(kind: str, address: str) -> None:
    assert is_photo_type(kind, address)
    assert is_photo_type(kind, f"https://a.kz{address}")


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        *(("audio/mpeg", "/a.mp3"), ("", "/a.mp3"), ("application/octet-stream", "/file.zip")),
        *(("video/mp4", "/photo/17"), ("application/pdf", "/get?id=7"), ("", "/get?id=7")),
        *(("image/svg+xml", "/logo"), ("", "/images/report.docx"), ("", "")),
    ],
)
def test_no_photo(kind: str, address: str) -> None:
    assert not is_photo_type(kind, address)
