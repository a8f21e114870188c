from pathlib import Path

from zharia.media.file_store import FileStore
from zharia.media.opening import open_store


def test_a_folder_is_the_default(tmp_path: Path) -> None:
    store = open_store("file", tmp_path)
    assert isinstance(store, FileStore)
    key = store.put(b"photo")
    assert (tmp_path / "photos" / key[:2] / f"{key}.jpg").read_bytes() == b"photo"
