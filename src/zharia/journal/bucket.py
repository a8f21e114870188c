"""S3 bucket of the attempt journal: its setting, and a patience that a transaction can bear."""

from datetime import timedelta
from typing import Final

from zharia.storage.bucket import Bucket, Patience

#: a segment is small, and whoever waits for it may hold a lock
_TIMEOUT: Final = timedelta(seconds=4)
_RETRY_FOR: Final = timedelta(seconds=3)


class JournalBucket(Bucket):
    """Raises `BucketUnusable` and `BucketUnavailable`."""

    setting = "ZHARIA_JOURNAL"

    @classmethod
    def patience(cls) -> Patience:
        return Patience(_TIMEOUT, _RETRY_FOR, _TIMEOUT)
