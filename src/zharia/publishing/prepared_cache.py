"""Cache of what a worker has made ready ahead of time: publications before their turn, creators.

It lies in memory and for a minute: after a restart everything is made ready anew.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from zharia.media.library import StoredPhoto
from zharia.publishing.model import Publication

#: what TikTok said of a creator, and an access token, are taken for as long as that
KEEP_SECONDS: Final = 60.0
_MOST: Final = 1_000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ExpiringCache(Generic[Key, Value]):
    """Values for `KEEP_SECONDS`, the newest ones only. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: key → until when on the monotonic clock, and the value
        self._kept: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    def keep(self, key: Key, value: Value) -> None:
        """Keep it from now on."""
        with self._lock:
            self._kept[key] = time.monotonic() + KEEP_SECONDS, value
            self._kept.move_to_end(key)
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)

    def get(self, key: Key) -> Value | None:
        """The value, unless it is too old."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, None))
            return value if until > time.monotonic() else None

    def forget(self, key: Key) -> None:
        """Have the next one made anew."""
        with self._lock:
            self._kept.pop(key, None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that init needs."""

    photos: tuple[StoredPhoto, ...]
    #: 0-based, within `photos`
    cover_index: int
    access_token: str = field(repr=False)


class PreparedCache:
    """What is prepared and waits for its turn."""

    def __init__(self) -> None:
        self._kept: ExpiringCache[tuple[object, ...], Prepared] = ExpiringCache()

    def keep(self, publication: Publication, prepared: Prepared) -> None:
        """Keep it for its turn."""
        self._kept.keep(_prepared_of(publication), prepared)

    def has(self, publication: Publication) -> bool:
        """Whether it is prepared, and nothing that matters has changed since."""
        return self._kept.get(_prepared_of(publication)) is not None

    def take(self, publication: Publication) -> Prepared | None:
        """What is kept for it, once."""
        key = _prepared_of(publication)
        prepared = self._kept.get(key)
        self._kept.forget(key)
        return prepared


def _prepared_of(publication: Publication) -> tuple[object, ...]:
    """Whatever of a row decides how it is prepared."""
    return (
        publication.id,
        tuple(publication.photo_urls),
        publication.cover_index,
        publication.article_edition,
        publication.language,
        publication.post_mode,
        publication.privacy_level,
        publication.is_aigc,
        publication.approved_hash,
        publication.tries,
    )
