import subprocess
import sys
from pathlib import Path

from zharia.media.file_store import FileStore
from zharia.media.opening import open_store

#: what a service imports, and what it opens where no bucket is set
_PROBE = """
import sys, pathlib
import zharia.cli.serve, zharia.service.service, zharia.service.web_server
from zharia.media.opening import open_store
open_store("file", pathlib.Path(sys.argv[1]))
print([name for name in sys.modules if name.partition(".")[0] == "obstore"])
"""


def test_a_folder_is_the_default(tmp_path: Path) -> None:
    store = open_store("file", tmp_path)
    assert isinstance(store, FileStore)
    key = store.put(b"photo")
    assert (tmp_path / "photos" / key[:2] / f"{key}.jpg").read_bytes() == b"photo"


def test_nobody_without_a_bucket_loads_its_client(tmp_path: Path) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", _PROBE, str(tmp_path)], check=True, capture_output=True, text=True
    )
    assert loaded.stdout.strip() == "[]"
