from pathlib import Path

import pytest
from starlette.testclient import TestClient

from zharia.media.errors import StoredPhotoMissing
from zharia.media.file_store import FileStore
from zharia.media.response import PhotoResponse

PHOTO = bytes(range(256)) * 1000


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


@pytest.fixture
def sha256(store: FileStore) -> str:
    return store.put(PHOTO)


@pytest.fixture
def client(store: FileStore, sha256: str) -> TestClient:
    return TestClient(PhotoResponse(store.file(sha256), sha256))


def test_get_gives_the_whole_photo(client: TestClient, sha256: str) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.content == PHOTO
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-length"] == str(len(PHOTO))
    assert answer.headers["etag"] == f'"{sha256}"'
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_head_gives_the_same_headers_and_no_body(client: TestClient) -> None:
    answer = client.head("/")
    assert answer.status_code == 200
    assert answer.headers["content-length"] == str(len(PHOTO))
    assert answer.content == b""


def test_what_tiktok_pulls_is_never_cached(client: TestClient) -> None:
    assert client.get("/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("BYTES=100-199", 100, 199),
        ("bytes=255000-", 255_000, 255_999),
        ("bytes=-500", 255_500, 255_999),
        ("bytes=0-999999999", 0, 255_999),
        ("bytes=-999999999", 0, 255_999),
    ],
)
def test_a_range_gives_that_part(client: TestClient, asked: str, first: int, last: int) -> None:
    answer = client.get("/", headers={"range": asked})
    assert answer.status_code == 206
    assert answer.content == PHOTO[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(PHOTO)}"
    assert answer.headers["content-length"] == str(last - first + 1)
    assert answer.headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(client: TestClient, asked: str) -> None:
    answer = client.get("/", headers={"range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(PHOTO)}"


@pytest.mark.parametrize(
    "asked", ["bytes=9-5", "bytes=", "bytes=-", "bytes=a-b", "items=0-5", "0-5", "bytes=0-1,5-9"]
)
def test_a_range_without_sense_or_of_several_parts_gives_the_whole(
    client: TestClient, asked: str
) -> None:
    answer = client.get("/", headers={"range": asked})
    assert answer.status_code == 200
    assert answer.content == PHOTO


def test_if_range_guards_a_resumed_download(client: TestClient, sha256: str) -> None:
    resumed = {"range": "bytes=10-", "if-range": f'"{sha256}"'}
    assert client.get("/", headers=resumed).status_code == 206
    other = {"range": "bytes=10-", "if-range": '"another"'}
    assert client.get("/", headers=other).status_code == 200


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"old", "{}"', "*"])
def test_a_copy_that_is_current_is_not_sent_again(
    client: TestClient, sha256: str, form: str
) -> None:
    answer = client.get("/", headers={"if-none-match": form.format(sha256)})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == f'"{sha256}"'


def test_an_old_copy_is_replaced(client: TestClient) -> None:
    assert client.get("/", headers={"if-none-match": '"old"'}).status_code == 200


def test_a_photo_that_is_gone_is_known_before_answering(store: FileStore) -> None:
    with pytest.raises(StoredPhotoMissing):
        store.file("0" * 64)
