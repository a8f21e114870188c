"""Schema migrations by Alembic.

It takes a start long to import, so `database` does only when there is something to migrate.
"""

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy.engine import Engine

from zharia.storage.schema_version import MIGRATIONS, DatabaseUnknown


def upgrade(engine: Engine, revision: str) -> None:
    """Migrate to a revision. Raises `DatabaseUnknown`."""
    try:
        command.upgrade(_config(engine), revision)
    except CommandError as error:
        shown = engine.url.render_as_string(hide_password=True)
        raise DatabaseUnknown(
            f"The database {shown} was last used by a newer version of Zharia, or belongs to"
            " another program. Install that version, or name another database in"
            " ZHARIA_DATABASE_URL."
        ) from error


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate back to a revision, which loses what only later ones keep."""
    command.downgrade(_config(engine), revision)


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine.execution_options(zharia_write=True)
    return config
