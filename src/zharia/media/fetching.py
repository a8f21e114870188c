"""Foreign photos, through the one guarded fetcher."""

from collections.abc import Callable

from zharia.fetch import Fetcher, FetchError
from zharia.media.errors import PhotoNotFetched, PhotoUnreachable
from zharia.media.workers import MOST_BYTES


def photo_fetcher(fetcher: Fetcher) -> Callable[[str], bytes]:
    """Fetches the bytes of a photo by its address, for a `PhotoLibrary`."""

    def fetch(url: str) -> bytes:
        try:
            return fetcher.fetch(url, max_bytes=MOST_BYTES, accept="image/*").body
        except FetchError as error:
            if error.retry_can_help:
                raise PhotoUnreachable(str(error)) from error
            raise PhotoNotFetched(str(error)) from error

    return fetch
