"""The one way to fetch a foreign URL. See errors.py for what can go wrong."""

from zharia.fetch.errors import (
    BadAnswerError,
    BadStatusError,
    BadUrlError,
    FetchError,
    ForbiddenAddressError,
    TooLargeError,
    TooManyRedirectsError,
    TooSlowError,
    UnreachableError,
)
from zharia.fetch.fetcher import Fetched, Fetcher
from zharia.fetch.network import Resolve

__all__ = [
    "BadAnswerError",
    "BadStatusError",
    "BadUrlError",
    "FetchError",
    "Fetched",
    "Fetcher",
    "ForbiddenAddressError",
    "Resolve",
    "TooLargeError",
    "TooManyRedirectsError",
    "TooSlowError",
    "UnreachableError",
]
