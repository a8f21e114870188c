"""The current request: its id, for logs and problems, and the client's address."""

from contextvars import ContextVar

from starlette.requests import Request

_REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request that this code runs for; empty outside of one."""
    return _REQUEST_ID.get()


def set_request_id(name: str) -> None:
    """From here on, this task and its threads work for the request of this id."""
    _REQUEST_ID.set(name)


def client_address(request: Request) -> str:
    """The client's address, past the proxies that we trust; empty if nobody knows it."""
    return request.client.host if request.client else ""
