"""Key rotation: every secret is encrypted anew with the newest key, while the service runs."""

from typing import Any

from sqlalchemy import Column, Table, Text, select, type_coerce, update
from sqlalchemy.orm import Session

from zharia.storage.compare_and_set import compare_and_set
from zharia.storage.crypto import Keyring, Place, SealedText
from zharia.storage.database import Base, Database

#: values in one transaction: writers wait for the time of so many AES operations at most
BATCH = 100


def rotate(database: Database, keys: Keyring) -> int:
    """Seal what older keys have sealed with the newest one. Returns how many values.

    A value that somebody else writes meanwhile is left to them, and looked at again. Covers the
    `SealedText` columns of every table module that has been imported. Raises `KeyMissing` and
    `SealBroken` at the first value that cannot be opened; what was done stays done.
    """
    return sum(
        _rotate_column(database, keys, table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, SealedText)
    )


def _rotate_column(database: Database, keys: Keyring, table: Table, column: Column[Any]) -> int:
    done = 0
    while True:
        with database.write() as session:
            older = _older(session, keys, table, column)
            for row, sealed in older:
                place = Place(table.name, column.name, row)
                fresh = keys.seal(keys.open(sealed, place), place)
                done += compare_and_set(
                    session,
                    update(table)
                    .where(_key_of(table) == row, column == sealed)
                    .values({column: fresh}),
                )
        if not older:
            return done


def _older(
    session: Session, keys: Keyring, table: Table, column: Column[Any]
) -> list[tuple[str, Any]]:
    newest = type_coerce(column, Text).startswith(keys.prefix, autoescape=True)
    query = select(_key_of(table), column).where(column.is_not(None), ~newest).limit(BATCH)
    return [(row, sealed) for row, sealed in session.execute(query)]


def _key_of(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key
