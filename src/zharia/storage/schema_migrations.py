"""Schema migrations by Alembic.

It takes a start long to import, so `database` does only when there is something to migrate.
"""

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

from zharia.storage import schema_version
from zharia.storage.schema_version import PROGRAM, DatabaseUnknown, OlderAtWork


def start_upgrade(engine: Engine) -> None:
    """What a start does: both steps if nobody else can be at work, else the first one.

    Raises `DatabaseUnknown`.
    """
    is_new = not inspect(engine).has_table("alembic_version")
    alone = is_new or engine.dialect.name == "sqlite"
    upgrade(engine, "head" if alone else schema_version.needed())


def finish_upgrade(engine: Engine) -> None:
    """Both steps, once every process of the former version is gone.

    Raises `OlderAtWork` and `DatabaseUnknown`.
    """
    latest = schema_version.latest()
    if engine.dialect.name != "sqlite":
        oldest = schema_version.oldest_program(latest)
        programs = _programs(engine)
        if older := sum(one < oldest for one in programs):
            raise OlderAtWork(
                f"Processes of an older version are at work on this database ({older} connections)."
                " Replace or stop them all, then finish the upgrade."
            )
    upgrade(engine, latest)


def _programs(engine: Engine) -> list[str]:
    """Of each connection to this database, the newest migration that its program knows."""
    asked = text(
        "SELECT application_name FROM pg_stat_activity"
        " WHERE datname = current_database() AND starts_with(application_name, :ours)"
    )
    with engine.connect() as connection:
        names = connection.scalars(asked, {"ours": PROGRAM}).all()
    return [name.removeprefix(PROGRAM) for name in names]


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
    config.set_main_option("script_location", str(schema_version.MIGRATIONS))
    config.attributes["engine"] = engine.execution_options(zharia_write=True)
    return config
