"""Insert-or-ignore: an INSERT that leaves out rows whose key is taken already.

Whoever comes second waits for the first to end, and then has made nothing: no exception, no
savepoint. Both databases have it, each in a dialect of its own.
"""

from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_or_ignore(session: Session, table: Any) -> Insert:
    """`INSERT INTO table … ON CONFLICT DO NOTHING`, to be given `values`; not executed yet."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()
