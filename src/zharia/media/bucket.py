"""S3 bucket of photos: its setting, its patience, and what its outages are called."""

import logging
from datetime import timedelta
from typing import Final, Self

from zharia.media.errors import StorageUnusable, StoreUnavailable
from zharia.storage.bucket import Bucket, Patience
from zharia.storage.s3_address import S3Address

log = logging.getLogger(__name__)

#: a large photo on a slow line
_TIMEOUT: Final = timedelta(seconds=20)
_RETRY_FOR: Final = timedelta(seconds=10)
_LOOK_TIMEOUT: Final = timedelta(seconds=5)


class PhotoBucket(Bucket):
    """Raises `StorageUnusable` and `StoreUnavailable`."""

    setting = "ZHARIA_MEDIA_STORAGE"
    unusable = StorageUnusable
    unavailable = StoreUnavailable

    @classmethod
    def patience(cls) -> Patience:
        return Patience(_TIMEOUT, _RETRY_FOR, _LOOK_TIMEOUT)

    @classmethod
    def open(cls, address: S3Address) -> Self:
        """Look whether it is there. One that is down for now is only logged.

        Raises `StorageUnusable`.
        """
        bucket = cls(address)
        try:
            bucket.require()
        except StoreUnavailable as away:
            log.warning("%s It is tried again whenever it is needed.", away)
        return bucket
