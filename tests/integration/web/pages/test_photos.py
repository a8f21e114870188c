"""Photos on pages: small, private, and a sign where one is missing."""

import io

import pytest
from PIL import Image
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages import ledger
from tests.support import rows
from tests.support.servers import photo

from zharia.media.library import THUMBNAIL_SIZES
from zharia.media.uploads import stored_address
from zharia.publishing.model import Publication
from zharia.web.pages.base.photo_urls import photo_src, sent_src


def test_a_page_gets_a_small_jpeg_that_its_browser_keeps(
    newsroom: Newsroom, editor: TestClient
) -> None:
    key = newsroom.context.library.keep_upload(photo((1000, 1400))).key
    path = photo_src(stored_address(key), longest=180)
    answer = editor.get(path)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=43200"
    assert Image.open(io.BytesIO(answer.content)).size == (129, 180)
    again = editor.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_landscape_photo_is_shown_upright_where_the_account_wants_it(
    newsroom: Newsroom, editor: TestClient
) -> None:
    key = newsroom.context.library.keep_upload(photo((1400, 1000))).key
    answer = editor.get(photo_src(stored_address(key), upright=True, longest=180))
    width, height = Image.open(io.BytesIO(answer.content)).size
    assert height > width


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/1.jpg", "stored:" + "a" * 64, "stored:x", "ftp://x/1.jpg", "нет"]
)
def test_a_photo_that_cannot_be_had_is_a_sign_for_a_minute(editor: TestClient, url: str) -> None:
    answer = editor.get(photo_src(url))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "private, max-age=60"


def test_a_photo_is_shown_as_it_was_offered_to_tiktok(
    newsroom: Newsroom, editor: TestClient
) -> None:
    key = newsroom.context.library.keep_upload(photo((600, 800))).key
    one = ledger.publication(newsroom, ledger.account(newsroom))
    with newsroom.database.write() as session:
        known = session.get_one(Publication, one)
        attempt = rows.attempt(session, known, photos=[{"key": key, "width": 600, "height": 800}])
    assert editor.get(sent_src(attempt, 1)).headers["content-type"] == "image/jpeg"
    assert editor.get(sent_src(attempt, 2)).status_code == 404
    assert editor.get(f"/admin/photos/sent/{known.id}/1").status_code == 404


def test_a_photo_has_a_few_sizes_and_no_others(editor: TestClient) -> None:
    assert 720 in THUMBNAIL_SIZES
    for longest in (0, 181, 100_000):
        assert editor.get(photo_src("stored:x", longest=longest)).status_code == 404


def test_a_stranger_sees_no_photo(newsroom: Newsroom, stranger: TestClient) -> None:
    key = newsroom.context.library.keep_upload(photo((600, 800))).key
    answer = stranger.get(photo_src(stored_address(key)))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/admin/login")
