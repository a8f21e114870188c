"""HTTP GET of foreign URLs behind an SSRF guard. `errors` draws what can go wrong."""

from zharia.fetch.errors import (
    BadStatusError,
    FetchError,
    RefusedError,
    TooLargeError,
    TooSlowError,
)
from zharia.fetch.fetcher import Fetcher
from zharia.fetch.reading import Fetched

__all__ = [
    "BadStatusError",
    "FetchError",
    "Fetched",
    "Fetcher",
    "RefusedError",
    "TooLargeError",
    "TooSlowError",
]
