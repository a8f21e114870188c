"""Binding of a database to the one store of its photos, which all of its processes must use.

A process that kept photos elsewhere would offer TikTok photos that whoever answers does not have:
posts would end in `photo_pull_failed`. So it says so at its start, and does not start.
"""

import logging
from typing import Final

from sqlalchemy import Integer, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from zharia.media.errors import StorageUnusable
from zharia.media.store import PhotoStore
from zharia.storage.database import Base, Database
from zharia.storage.ids import new_id
from zharia.storage.insert_or_ignore import insert_or_ignore
from zharia.storage.s3_address import S3Address

log = logging.getLogger(__name__)

_ONLY: Final = 1


class BoundStore(Base):
    """One row: the identity of the store, see `PhotoStore.identity`."""

    __tablename__ = "photo_store"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    identity: Mapped[str] = mapped_column(Text)


def check(database: Database, store: PhotoStore, *, may_be_new: bool) -> None:
    """See that this is the store of this database's photos. The first process decides.

    A folder that has no mark is taken for the database's own, emptied or replaced, if it
    `may_be_new`: nobody else can have another one. Raises `StorageUnusable`.
    """
    with database.read() as session:
        bound = _identity(session)
    if bound is None:
        bound = _bind_first(database, store)
    own = store.identity()
    if not own and may_be_new and S3Address.parse(bound) is None:
        own = store.identity(otherwise=bound)
        log.warning(
            "The folder of photos is a new one. Photos that have an address are fetched again when"
            " they are needed; uploaded ones are lost, unless their files are put back."
        )
    if own != bound:
        raise StorageUnusable(_refusal(store, bound))


def bind(session: Session, store: PhotoStore) -> None:
    """From now on the photos of this database are there."""
    session.merge(BoundStore(id=_ONLY, identity=store.identity(otherwise=new_id())))


def _identity(session: Session) -> str | None:
    return session.scalar(select(BoundStore.identity).where(BoundStore.id == _ONLY))


def _bind_first(database: Database, store: PhotoStore) -> str:
    """Of several that start at once, one binds, and the others compare themselves with it."""
    identity = store.identity(otherwise=new_id())
    with database.write() as session:
        row = insert_or_ignore(session, BoundStore).values(id=_ONLY, identity=identity)
        session.execute(row)
        bound = _identity(session)
    return bound or identity


def _refusal(store: PhotoStore, bound: str) -> str:
    where = f"in {bound}" if S3Address.parse(bound) else "in another folder"
    return (
        f"This database's photos are kept {where}, and not in {store}: TikTok would not find what"
        " one process keeps and another one is asked for. Give all processes the same storage: one"
        " shared folder in ZHARIA_DATA_DIR, or one bucket in ZHARIA_MEDIA_STORAGE. If photos have"
        " moved here for good, or are lost, stop every process and type `zharia photos adopt`."
    )
