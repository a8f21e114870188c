"""What is asked of a response, and what it then is: the values, without the HTTP libraries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from zharia.fetch.errors import FetchError


@dataclass(frozen=True, slots=True)
class Fetched:
    """A successful response, or 304 where the caller's copy is still valid."""

    #: where the answer came from, after redirects
    url: str
    status: int
    #: by lowercase name; several of one name are joined with ", "
    headers: Mapping[str, str]
    #: decompressed; empty for 304
    body: bytes
    #: why the body is not all that was wanted; only of `fetch_beginning`
    read_error: FetchError | None = None

    @property
    def not_modified(self) -> bool:
        return self.status == HTTPStatus.NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a response: limits and conditions."""

    accept: str
    #: of the body after decompression
    max_bytes: int
    #: it has a copy, so that 304 is an answer
    conditional: bool = False
    #: whether what has come is enough; None: all of it is wanted
    enough: Callable[[bytes], bool] | None = None

    @property
    def photo(self) -> bool:
        return self.accept.startswith("image/")
