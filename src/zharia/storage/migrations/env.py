"""Alembic runs this for every upgrade and downgrade: one transaction for the whole way."""

from alembic import context
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

# Each joins its tables to the metadata.
import zharia.accounts
import zharia.articles
import zharia.media.library
import zharia.media.store_binding
import zharia.publishing.model
import zharia.publishing.webhook_model  # noqa: F401
from zharia.storage.database import Base
from zharia.storage.schema_version import oldest_program


def _migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        # Alembic thinks that SQLite cannot undo DDL; with our own BEGIN it can.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if not sqlite:
            # Several machines may start at once; one migrates, the others wait. The lock ends
            # with the transaction, however that ends.
            for name in ("lock_timeout", "statement_timeout"):
                connection.execute(text(f"SET LOCAL {name} = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(7217091)"))
        context.run_migrations()
        _note_oldest_program(connection)
        if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise RuntimeError("the migration would leave rows that refer to nothing")


def _note_oldest_program(connection: Connection) -> None:
    """For programs that do not know these migrations, and cannot ask them."""
    columns = {one["name"] for one in inspect(connection).get_columns("alembic_version")}
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is not None and "oldest" in columns:
        note = text("UPDATE alembic_version SET oldest = :oldest")
        connection.execute(note, {"oldest": oldest_program(revision)})


engine: Engine = context.config.attributes["engine"]
with engine.connect() as connection:
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and driver is not None:
        # SQLite alters a table by copying it and dropping the old one, which would delete, by
        # cascade, what refers to it. This has no effect within a transaction.
        driver.execute("PRAGMA foreign_keys=OFF")
    try:
        _migrate(connection)
    finally:
        connection.rollback()
        if connection.dialect.name == "sqlite" and driver is not None:
            driver.execute("PRAGMA foreign_keys=ON")
