"""Rows as they are now: by primary key, or as a statement of SQLAlchemy's Core returned them.

What `Session.get` and an UPDATE of the ORM do as well, but with statements that are built once:
for a publication, building them anew took longer than the database did.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Row, Select, bindparam, inspect, select
from sqlalchemy.orm import Mapper, QueryableAttribute, Session
from sqlalchemy.orm.attributes import set_committed_value

from zharia.storage.database import Base

Entity = TypeVar("Entity", bound=Base)


def fresh_row(
    session: Session, entity: type[Entity], *key: object, lock: bool = False
) -> Entity | None:
    """The row with this primary key; None if there is none. `lock` holds it until the transaction
    ends. What the session knew of it is overwritten.
    """
    parameters = {f"key_{number}": value for number, value in enumerate(key)}
    row: Entity | None = session.scalar(_by_key(entity, lock=lock), parameters)
    return row


@lru_cache
def _by_key(entity: type[Entity], *, lock: bool) -> Select[Entity]:
    found = select(entity).execution_options(populate_existing=True)
    for number, column in enumerate(inspect(entity).primary_key):
        found = found.where(column == bindparam(f"key_{number}"))
    return found.with_for_update() if lock else found


@lru_cache
def columns_of(entity: type[Base]) -> tuple[QueryableAttribute[Any], ...]:
    """Every column of a table, in the order that `overwrite` takes."""
    mapper: Mapper[Base] = inspect(entity)
    return tuple(one.class_attribute for one in mapper.column_attrs)


def overwrite(instance: Base, row: Row[*tuple[Any, ...]] | Sequence[Any]) -> None:
    """What the session knows of a row is what a statement that returned `columns_of` says."""
    for column, value in zip(columns_of(type(instance)), row, strict=True):
        set_committed_value(instance, column.key, value)
