"""The tables, up and down, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from zharia.accounts import Account, OAuthState, SocialMediaConfig
from zharia.database import Base, Database

TABLES = {table.__tablename__ for table in (Account, OAuthState, SocialMediaConfig)}


def test_the_migration_makes_what_the_model_says(empty_database: Database) -> None:
    empty_database.upgrade()
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _, name, kind, *__: kind != "table" or name in TABLES,
                "compare_type": True,
            },
        )
        assert compare_metadata(context, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) >= TABLES
    empty_database.downgrade("base")
    with empty_database.engine.connect() as connection:
        assert not TABLES & set(inspect(connection).get_table_names())
    empty_database.upgrade()
