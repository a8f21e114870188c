"""A database that is closed keeps no connection, whoever still works with it."""

import pytest

from zharia.storage.database import Database


def test_a_connection_that_is_in_use_is_closed_once_it_comes_back(database: Database) -> None:
    with database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        database.close()
        connection.exec_driver_sql("select 1")
    with pytest.raises(Exception, match="closed"):
        raw.cursor().execute("select 1")


def test_a_connection_that_is_opened_after_the_end_is_closed_too(database: Database) -> None:
    database.close()
    with database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
    with pytest.raises(Exception, match="closed"):
        raw.cursor().execute("select 1")
