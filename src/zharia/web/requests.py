"""The id of the request at hand, for logs and for problems."""

from contextvars import ContextVar

_REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request that this code runs for; empty outside of one."""
    return _REQUEST_ID.get()


def begin_request(name: str) -> None:
    """From here on, this task and its threads work for the request of this id."""
    _REQUEST_ID.set(name)
