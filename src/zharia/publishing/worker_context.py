"""Dependencies of a worker, passed to it as one object."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from zharia.accounts import Account, TokenVault
from zharia.journal import Installation
from zharia.media.library import StoredPhoto
from zharia.media.photo_metadata import PhotoMetadata
from zharia.media.prepared import Layout
from zharia.publishing.prepared_cache import ExpiringCache
from zharia.publishing.rate_limits import Limits
from zharia.storage.database import Database
from zharia.tiktok import CreatorInfo

if TYPE_CHECKING:
    from zharia.tiktok import Client


class PhotoSource(Protocol):
    """The article's photos, made ready for TikTok and stored."""

    def ready(self, url: str, layout: Layout, label: PhotoMetadata) -> StoredPhoto:
        """Fetch, prepare and store the photo at `url`, or find the upload it stands for.

        `label` is written into its file.

        Raises:
            MediaError: it cannot be had, or is not one that TikTok would take.
        """


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """The tools of a worker that publishes."""

    database: Database
    client: Callable[[Account], "Client"]
    tokens: TokenVault
    photos: PhotoSource
    limits: Limits
    #: how TikTok reaches us, without a slash at its end
    public_url: str
    #: how long an unanswered attempt may stay without a pull
    unconfirmed_after: timedelta
    #: between two status calls in the first two minutes
    poll: timedelta
    #: its journal is written before anything leaves; None sends without one, in tests
    installation: Installation | None = None
    #: account id → what TikTok said of its creator within the last minute
    creators: ExpiringCache[str, CreatorInfo] = field(default_factory=ExpiringCache)

    def photo_url(self, token: str, number: int) -> str:
        """Where TikTok pulls photo `number`, counted from 1, of an attempt."""
        return f"{self.public_url}/media/a/{token}/{number}.jpg"
