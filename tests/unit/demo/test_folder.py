from pathlib import Path

import pytest

from zharia.demo.folder import FolderInUse, fresh_folder


def test_it_is_empty_at_each_start_and_stays_to_be_looked_at(tmp_path: Path) -> None:
    with fresh_folder(tmp_path / "demo") as folder:
        (folder / "zharia.db").touch()
    assert (folder / "zharia.db").exists()
    with fresh_folder(tmp_path / "demo") as again:
        assert again == folder
        assert not (folder / "zharia.db").exists()


def test_what_no_demo_made_is_not_deleted(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderInUse, match="--data"), fresh_folder(tmp_path / "demo"):
        pass
    assert (tmp_path / "demo" / "thesis.txt").exists()


def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    with fresh_folder(tmp_path / "demo") as one, fresh_folder(tmp_path / "demo") as other:
        assert one != other
