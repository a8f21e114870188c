"""Foreign photos, through the one guarded fetcher."""

from collections.abc import Callable
from typing import Final

from zharia.fetch import Fetcher, FetchError, RefusedError
from zharia.media.errors import (
    MediaError,
    PhotoNotFetched,
    PhotoRefused,
    PhotoRefusedForNow,
    PhotoUnreachable,
)
from zharia.media.workers import MAX_BYTES

#: a host that has the photo in several formats chooses a photo; one under an odd type is taken too
ACCEPT: Final = "image/*,*/*;q=0.5"


def photo_fetcher(
    fetcher: Fetcher, page_of: Callable[[str], str] = lambda _: ""
) -> Callable[[str], bytes]:
    """Fetches the bytes of a photo by its address, for a `PhotoLibrary`.

    `page_of` names the page that shows it, or "": hosts that guard against others showing their
    photos ask for it.
    """

    def fetch(url: str) -> bytes:
        try:
            found = fetcher.fetch(url, max_bytes=MAX_BYTES, accept=ACCEPT, referer=page_of(url))
        except FetchError as error:
            raise _translate_error(error) from error
        if not found.body:
            # Its site has just lost it, or has not stored it yet.
            raise PhotoUnreachable("Its address answered with an empty file.")
        return found.body

    return fetch


def _translate_error(error: FetchError) -> MediaError:
    if isinstance(error, RefusedError):
        return (PhotoRefusedForNow if error.retry_can_help else PhotoRefused)(str(error))
    return (PhotoUnreachable if error.retry_can_help else PhotoNotFetched)(str(error))
