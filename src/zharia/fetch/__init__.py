"""The one way to fetch a foreign URL. See errors.py for what can go wrong."""

from zharia.fetch.errors import (
    BadAnswerError,
    BadStatusError,
    BadUrlError,
    FetchError,
    ForbiddenAddressError,
    RefusedError,
    TooLargeError,
    TooManyRedirectsError,
    TooSlowError,
    UnreachableError,
)
from zharia.fetch.fetcher import Fetcher
from zharia.fetch.network import Resolve
from zharia.fetch.reading import Fetched

__all__ = [
    "BadAnswerError",
    "BadStatusError",
    "BadUrlError",
    "FetchError",
    "Fetched",
    "Fetcher",
    "ForbiddenAddressError",
    "RefusedError",
    "Resolve",
    "TooLargeError",
    "TooManyRedirectsError",
    "TooSlowError",
    "UnreachableError",
]
