"""The service put together: what a process has that only answers HTTP."""

from pathlib import Path

from tests.integration.media.processes import gone
from tests.servers import PhotoHost
from zharia.media.library import PhotoLibrary
from zharia.media.prepared import Layout
from zharia.service import Service
from zharia.serving import context
from zharia.settings import Settings


def test_a_web_process_makes_photos_ready_and_starts_no_process_before(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, allow_loopback_fetch=True)
    with PhotoHost() as newsroom, Service(settings, works=False) as service:
        library = context(service).library
        assert isinstance(library, PhotoLibrary)
        workers = library._workers
        assert workers.pids == frozenset()
        photo = library.ready(newsroom.photo("/1.jpg", (900, 1200)), Layout.WHOLE)
        assert (photo.width, photo.height) == (900, 1200)
        (pid,) = workers.pids
    assert gone(pid)
