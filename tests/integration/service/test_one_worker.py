"""SQLite takes one worker: its lock belongs to the database, however that was come by."""

from pathlib import Path

import pytest

from zharia.service.service import Service, WorkerRunsAlready
from zharia.settings import Settings


def settings(folder: Path, database: Path) -> Settings:
    return Settings(data_dir=folder, database_url=f"sqlite:///{database}")


def test_a_second_worker_is_refused_from_another_data_folder(tmp_path: Path) -> None:
    first, second, file = tmp_path / "first", tmp_path / "second", tmp_path / "db" / "news.db"
    link = tmp_path / "link.db"
    link.symlink_to(file)
    with Service(settings(first, file), with_worker=True):
        assert (file.parent / "news.db-worker.lock").exists()
        for path in (file, link):
            with pytest.raises(WorkerRunsAlready, match=r"news\.db"):
                Service(settings(second, path), with_worker=True)
