"""S3 bucket of the attempt journal: its setting, and a patience that a transaction can bear."""

from datetime import timedelta
from typing import Final

from zharia.storage.bucket import Bucket, BucketUnusable, Patience

#: a segment is small, and whoever waits for it may hold a lock
_TIMEOUT: Final = timedelta(seconds=4)
_RETRY_FOR: Final = timedelta(seconds=3)
#: an object that is put over again and again, since deleting needs a right that nobody else needs
_PROBE: Final = "journal-probe"
_PROBED: Final = b"zharia"


class JournalBucket(Bucket):
    """Raises `BucketUnusable` and `BucketUnavailable`."""

    setting = "ZHARIA_JOURNAL"

    @classmethod
    def patience(cls) -> Patience:
        return Patience(_TIMEOUT, _RETRY_FOR, _TIMEOUT)

    def require(self) -> None:
        """As of any bucket; and two writers may not both have one number."""
        super().require()
        self.try_out()
        if self.put_new(_PROBE, _PROBED) is not None:
            raise BucketUnusable(
                f"{self} cannot be used: it puts an object over another one although it is told not"
                " to (If-None-Match), so that processes would lose each other's lines. Use a"
                " service that knows conditional writes."
            )

    def try_out(self) -> None:
        """See whether it takes anything."""
        self.put(_PROBE, _PROBED, "text/plain")
