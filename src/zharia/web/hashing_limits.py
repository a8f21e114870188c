"""Concurrency limit of password hashing, which takes 64 MiB and a fifth of a second."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

import anyio.to_thread
from starlette.requests import Request

from zharia.newsroom.credentials import sign_in
from zharia.users import TooManyAttempts, User, WrongCredentials
from zharia.web.requests import client_address

if TYPE_CHECKING:
    from zharia.web.context import WebContext
    from zharia.web.metrics import Metrics

T = TypeVar("T")

#: passwords hashed at once, and how many may wait for that
MAX_CONCURRENT: Final = 2
_MAX_WAITING: Final = 50
#: seconds after which somebody who found the line full may come again
_RETRY_AFTER: Final = 5


async def check_password(request: Request, email: str, password: str) -> User:
    """The user whose password this is. Raises `WrongCredentials` and `TooManyAttempts`."""
    context: WebContext = request.app.state.context
    metrics: Metrics = request.app.state.metrics
    limiter: anyio.CapacityLimiter = request.app.state.hashing_limiter
    if limiter.statistics().tasks_waiting >= _MAX_WAITING:
        metrics.logins.labels("throttled").inc()
        raise TooManyAttempts(_RETRY_AFTER)
    try:
        user = await anyio.to_thread.run_sync(
            sign_in, context.database, email, password, client_address(request), limiter=limiter
        )
    except WrongCredentials:
        metrics.logins.labels("refused").inc()
        raise
    except TooManyAttempts:
        metrics.logins.labels("throttled").inc()
        raise
    metrics.logins.labels("ok").inc()
    return user


async def run_hashing(request: Request, work: Callable[[], T]) -> T:
    """Run `work`, which hashes a password, under the same limit as signing in."""
    limiter: anyio.CapacityLimiter = request.app.state.hashing_limiter
    return await anyio.to_thread.run_sync(work, limiter=limiter)
