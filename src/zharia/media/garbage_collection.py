"""Garbage collection of stored photos: those that nobody has needed or used for a day."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from zharia.media.model import CachedPhoto, UploadedPhoto
from zharia.media.queries import CACHE_PERIOD
from zharia.media.store import PhotoStore, older_than
from zharia.storage.database import Database

#: Those of the keys that somebody refers to.
InUse: TypeAlias = Callable[[Session, Collection[str]], set[str]]

#: An upload that no article and no account took.
UPLOAD_LIFETIME: Final = timedelta(days=2)

#: Longer than a prepared photo is given to anybody without being stored again.
_MIN_AGE: Final = CACHE_PERIOD + timedelta(hours=1)

#: Keys per question: databases bound the number of parameters.
_BATCH: Final = 500


def delete_unused(database: Database, store: PhotoStore, in_use: Sequence[InUse]) -> None:
    """Delete photos prepared a day ago and unclaimed uploads, with their files.

    A file stays while any of `in_use` names it, while it is a kept upload, and for a day after
    its last use.
    """
    with database.write() as session:
        now = database.now(session)
        session.execute(delete(CachedPhoto).where(CachedPhoto.prepared_at < now - CACHE_PERIOD))
        before = now - UPLOAD_LIFETIME
        old = session.scalars(select(UploadedPhoto.key).where(UploadedPhoto.kept_at < before))
        for keys in _batches(old):
            unclaimed = keys - _in_use(session, keys, in_use)
            # Somebody may have taken one up since.
            session.execute(
                delete(UploadedPhoto).where(
                    UploadedPhoto.key.in_(unclaimed), UploadedPhoto.kept_at < before
                )
            )
    seconds = _MIN_AGE.total_seconds()
    for keys in _batches(older_than(store, seconds)):
        with database.read() as session:
            uploads = select(UploadedPhoto.key).where(UploadedPhoto.key.in_(keys))
            kept = set(session.scalars(uploads))
            unneeded = keys - kept - _in_use(session, keys, in_use)
        for key in unneeded:
            store.delete_old(key, seconds)


def _batches(keys: Iterable[str]) -> Iterator[set[str]]:
    everything = list(keys)
    for start in range(0, len(everything), _BATCH):
        yield set(everything[start : start + _BATCH])


def _in_use(session: Session, keys: Collection[str], in_use: Sequence[InUse]) -> set[str]:
    return {key for ask in in_use for key in ask(session, keys)}
