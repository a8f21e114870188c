import hashlib
import os
import threading
from pathlib import Path

import pytest

from zharia.media.store_cache import StoreCache

PHOTO = b"\xff\xd8" + bytes(1000)


def name_of(photo: bytes) -> str:
    return hashlib.sha256(photo).hexdigest()


def photos(count: int, size: int = 1000) -> list[bytes]:
    return [number.to_bytes(4) * (size // 4) for number in range(count)]


def on_disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_a_photo_is_found_again_by_another_process(tmp_path: Path) -> None:
    assert StoreCache(tmp_path).read(name_of(PHOTO)) is None
    file = StoreCache(tmp_path).add(name_of(PHOTO), PHOTO)
    later = StoreCache(tmp_path)
    assert later.read(name_of(PHOTO)) == PHOTO
    assert later.file(name_of(PHOTO)) == file
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("now", [b"", PHOTO[:-1], b"x" + PHOTO[1:]])
def test_a_damaged_photo_is_none(tmp_path: Path, now: bytes) -> None:
    cache = StoreCache(tmp_path)
    file = cache.add(name_of(PHOTO), PHOTO)
    file.write_bytes(now)
    assert cache.file(name_of(PHOTO)) is None
    file.write_bytes(now)
    assert cache.read(name_of(PHOTO)) is None
    assert not file.exists()


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = StoreCache(tmp_path, limit=10_000)
    kept, *others = photos(40)
    cache.add(name_of(kept), kept)
    for number, photo in enumerate(others, start=1):
        cache.add(name_of(photo), photo)
        # Files that were made at the same moment have no order.
        os.utime(tmp_path / f"{name_of(photo)}.jpg", (number, number))
        assert cache.read(name_of(kept)) == kept
        assert on_disk(tmp_path) <= 10_000
    assert cache.read(name_of(others[-1])) == others[-1]
    assert cache.read(name_of(others[0])) is None


def test_the_limit_holds_at_the_start_too(tmp_path: Path) -> None:
    cache = StoreCache(tmp_path)
    for photo in photos(20):
        cache.add(name_of(photo), photo)
    StoreCache(tmp_path, limit=5_000)
    assert 0 < on_disk(tmp_path) <= 5_000


def test_what_a_crash_left_and_what_is_stale_goes_at_the_start(tmp_path: Path) -> None:
    cache = StoreCache(tmp_path)
    stale = cache.add(name_of(PHOTO), PHOTO)
    fresh = cache.add(name_of(b"fresh"), b"fresh")
    half, writing = tmp_path / "new-half", tmp_path / "new-now"
    half.write_bytes(b"half a pho")
    writing.write_bytes(b"half a pho")
    for path in (stale, half):
        os.utime(path, (0, 0))
    StoreCache(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {fresh.name, writing.name}


def test_threads_do_not_disturb_each_other(tmp_path: Path) -> None:
    cache = StoreCache(tmp_path, limit=20_000)
    wrong: list[str] = []

    def work() -> None:
        for photo in photos(60):
            cache.add(name_of(photo), photo)
            found = cache.read(name_of(photo))
            if found not in {photo, None}:
                wrong.append(name_of(photo))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert on_disk(tmp_path) <= 20_000
