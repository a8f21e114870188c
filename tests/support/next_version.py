"""The next version of Zharia, as far as tables know it: this one with two migrations more."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from zharia.storage import schema_version
from zharia.storage.database import Database

_HEAD = '''"""Of a version to come."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "{revision}", "{former}"
branch_labels = depends_on = None
STEP = "{step}"
'''
_BEFORE = """
def upgrade():
    op.create_table("moods", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column(
        "publications", sa.Column("mood", sa.String(), nullable=False, server_default="")
    )
    op.create_index("ix_publications_mood", "publications", ["mood"])
"""
#: which every look at a publication reads
_AFTER = """
def upgrade():
    op.drop_column("publications", "public_posts")
"""


class NextVersion:
    """A program that knows two migrations more."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._patch = folder, monkeypatch
        self.this = schema_version.latest()
        self.before, self.after = (f"{int(self.this) + number:04}" for number in (1, 2))
        shutil.copytree(schema_version.MIGRATIONS, folder)
        self._write(self.before, self.this, "before", _BEFORE)
        self._write(self.after, self.before, "after", _AFTER)

    def _write(self, revision: str, former: str, step: str, body: str) -> None:
        head = _HEAD.format(revision=revision, former=former, step=step)
        (self._folder / "versions" / f"{revision}_sample.py").write_text(head + body)

    def start(self, url: str) -> None:
        """What its processes do to the tables at their start."""
        with self._patch.context() as patch:
            patch.setattr(schema_version, "MIGRATIONS", self._folder)
            with closing(Database(url)) as database:
                database.upgrade()

    def finish(self, url: str) -> None:
        with self._patch.context() as patch:
            patch.setattr(schema_version, "MIGRATIONS", self._folder)
            with closing(Database(url)) as database:
                database.finish_upgrade()
