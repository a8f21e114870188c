"""The newest migration is known without Alembic."""

from alembic.config import Config
from alembic.script import ScriptDirectory

from zharia.storage import schema_version


def test_the_newest_file_is_the_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema_version.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema_version.latest()]
