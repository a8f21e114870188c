"""S3 client: objects of a bucket by their path, through obstore; every call is bounded in time.

Whoever keeps something there has a class of its own, with its setting, its patience and its errors.
Credentials, region and endpoint come from the usual AWS variables of the environment. Addresses are
path style unless AWS_VIRTUAL_HOSTED_STYLE_REQUEST is set, as MinIO has them.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from zharia.storage.s3_address import S3Address

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ClientConfig, RetryConfig

_CONNECT: Final = timedelta(seconds=3)
#: keys in one answer to a listing
PAGE: Final = 1000
#: within it there is never anything
_NOTHING: Final = "nothing"

_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}
#: each of them is one way to credentials
_CREDENTIALS: Final = (
    ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI",),
)
#: how obstore tells of an answer, and S3 of an error
_STATUS: Final = re.compile(r"status code: (\d{3})((?: [A-Z][A-Za-z-]*)*)")
_CODE: Final = re.compile(r"<Code>([A-Za-z0-9.]{1,60})</Code>")
_KIND: Final = re.compile(r"kind: (Connect|Timeout|Request|Interrupted|Decode)\b")
_KINDS: Final = {"Connect": "no connection", "Timeout": "no answer in time"}


class BucketUnusable(Exception):
    """A bucket cannot be used as it is set up; the message says why, and what to do."""


class BucketUnavailable(Exception):
    """A bucket does not answer, or refuses; nothing is known of any object."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a request may take."""

    #: for one request with its answer
    timeout: timedelta
    #: after so long a failure is not tried again
    retry_for: timedelta
    #: for a look whether the bucket is there, which somebody waits for
    look: timedelta


@dataclass(frozen=True, slots=True)
class Object:
    """An object, as a listing shows it."""

    path: str
    #: bytes
    size: int
    #: seconds since the epoch, by the bucket's clock
    modified: float
    #: another content has another one; empty where the service has none
    e_tag: str = ""


class Bucket:
    """Threads may share it. Every method raises `unavailable` unless the bucket answers."""

    #: that names the bucket
    setting: ClassVar[str]
    unusable: ClassVar[type[Exception]] = BucketUnusable
    unavailable: ClassVar[type[Exception]] = BucketUnavailable

    def __init__(self, address: S3Address, environment: Mapping[str, str] = os.environ) -> None:
        """Asks nothing yet. Raises `unusable`."""
        self.address = address
        patience = self.patience()
        try:
            self.endpoint = _endpoint(environment)
        except BucketUnusable as wrong:
            raise self.unusable(*wrong.args) from None
        if not any(all(map(environment.get, names)) for names in _CREDENTIALS):
            raise self.unusable(
                f"{self} needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the variables of a"
                " container's role, in the environment (the file .env is not read for them)."
            )
        self._store = self._open(patience.timeout, patience.retry_for)
        self._impatient = self._open(patience.look, patience.look)
        #: what is tried again may happen late
        self._once = self._open(patience.timeout, None)

    @classmethod
    def patience(cls) -> Patience:
        """Of whoever keeps something there."""
        raise NotImplementedError

    def require(self) -> None:
        """Look whether it is there. Raises `unusable` where a person has to act."""
        try:
            self.look()
        except self.unavailable as away:
            if remedy := _remedy(away.__cause__):
                said = _said(away.__cause__)
                raise self.unusable(f"{self} cannot be used: {said}. {remedy}") from away
            raise

    def __str__(self) -> str:
        at = f" at {self.endpoint}" if self.endpoint else ""
        return f"The bucket {self.address}{at} ({self.setting})"

    def look(self) -> None:
        """See whether the bucket answers."""
        with self._answering():
            obstore.list(self._impatient, prefix=_NOTHING).collect()

    def put(self, path: str, content: bytes, content_type: str) -> None:
        with self._answering():
            _put(self._store, path, content, content_type)

    def try_to_write(self, path: str) -> None:
        """Write an object and delete it, for somebody who waits for the outcome."""
        with self._answering():
            _put(self._impatient, path, b"zharia", "text/plain")
            obstore.delete(self._impatient, path)

    def create(self, path: str) -> bool:
        """An empty object; False if there is one already."""
        with self._answering():
            try:
                obstore.put(self._store, path, b"", mode="create", use_multipart=False)
            except AlreadyExistsError:
                return False
        return True

    def put_new(self, path: str, content: bytes) -> str | None:
        """Put an object that is not there yet; its `e_tag`, or None if there is one already.

        After an answer that was lost, what is there may be this one.
        """
        with self._answering():
            try:
                put = obstore.put(self._store, path, content, mode="create", use_multipart=False)
            except AlreadyExistsError:
                return None
        return put["e_tag"] or ""

    def get(self, path: str) -> bytes | None:
        """None only if the bucket says that there is no such object."""
        with self._answering():
            try:
                return bytes(obstore.get(self._store, path).bytes())
            except FileNotFoundError:
                pass
        self.look()
        return None

    def find(self, path: str, *, sure: bool = True) -> Object | None:
        """None only if the bucket says that there is no such object.

        If one need not be `sure`, one that is gone says so of each object.
        """
        with self._answering():
            try:
                found = obstore.head(self._store, path)
                return _object(found)
            except FileNotFoundError:
                pass
        if sure:
            self.look()
        return None

    def delete(self, *paths: str) -> None:
        """One that is not there is fine. Not tried again: it happens within 20 s, or never."""
        with self._answering():
            obstore.delete(self._once, paths)

    def list(self, folder: str, *, after: str | None = None) -> Iterator[Object]:
        """Those in a folder, or those whose paths come after one; by their paths."""
        with self._answering():
            for chunk in obstore.list(self._store, folder, offset=after, chunk_size=PAGE):
                yield from map(_object, chunk)

    def _open(self, timeout: timedelta, retry_for: timedelta | None) -> S3Store:
        """Without `retry_for`, nothing is tried again."""
        options: ClientConfig = {
            "connect_timeout": min(_CONNECT, timeout),
            "timeout": timeout,
            "allow_http": self.endpoint.startswith("http:"),
        }
        retries: RetryConfig = {"max_retries": 3, "retry_timeout": retry_for or timeout}
        if retry_for is None:
            # Nor may it meet a connection that the other side has just closed.
            options["pool_max_idle_per_host"] = "0"
            retries["max_retries"] = 0
        try:
            return S3Store(
                self.address.bucket,
                prefix=self.address.prefix or None,
                config={"endpoint": self.endpoint} if self.endpoint else {},
                client_options=options,
                retry_config=retries,
            )
        except (BaseError, ValueError) as error:
            raise self.unusable(
                f"{self} cannot be used: one of the variables AWS_… is not understood:"
                f" {str(error).partition(chr(10))[0]}."
            ) from error

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError) as error:
            raise self.unavailable(f"{self.address}: {_said(error)}") from error


def refused(away: BaseException) -> bool:
    """Whether a bucket that is `unavailable` has said so itself, and will again until a person
    acts.
    """
    return bool(_remedy(away.__cause__))


def _object(found: "ObjectMeta") -> Object:
    return Object(
        found["path"], found["size"], found["last_modified"].timestamp(), found["e_tag"] or ""
    )


def _put(store: S3Store, path: str, content: bytes, content_type: str) -> None:
    attributes = {"Content-Type": content_type}
    obstore.put(store, path, content, attributes=attributes, use_multipart=False)


def _endpoint(environment: Mapping[str, str]) -> str:
    """Where the service is; empty for Amazon's own."""
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL") or ""
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if endpoint and (parts.scheme not in {"http", "https"} or not host or parts.username):
        raise BucketUnusable(
            "AWS_ENDPOINT_URL is no address of an S3 service: write it like"
            " https://minio.example:9000"
        )
    allowed = environment.get("AWS_ALLOW_HTTP", "").lower() in {"1", "true", "yes", "on"}
    if parts.scheme == "http" and host not in _LOOPBACK and not allowed:
        raise BucketUnusable(
            f"AWS_ENDPOINT_URL is {endpoint}, which everybody on the way can read: write https, or"
            " set AWS_ALLOW_HTTP=true for a network that is yours."
        )
    return endpoint


def _said(error: BaseException | None) -> str:
    """What the bucket answered, in a few words: no address with a signature, no key's name."""
    text = str(error)
    status, code, kind = _STATUS.search(text), _CODE.search(text), _KIND.search(text)
    if status:
        words = f"{status[1]}{status[2]}"
        return f"{words} ({code[1]})" if code else words
    if code:
        return code[1]
    if kind:
        return _KINDS.get(kind[1], "the connection broke")
    return text.partition("\n")[0][:200]


def _remedy(error: BaseException | None) -> str:
    """What a person has to do; empty for what may pass by itself."""
    text = str(error)
    status = _STATUS.search(text)
    if "configured region" in text or (status and status[1] in {"301", "307"}):
        return "Set AWS_REGION to the bucket's region."
    if status and status[1] == "404":
        return "Make the bucket, or correct its name; with MinIO, look at AWS_ENDPOINT_URL too."
    if status and status[1] in {"400", "401", "403"}:
        return (
            "Look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; they need the right"
            " to list, read, write and delete there."
        )
    return ""
