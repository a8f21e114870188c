"""Looking at a password takes 64 MiB and a fifth of a second: so few at once, and few in line."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

import anyio.to_thread
from starlette.requests import Request

from zharia.newsroom.credentials import sign_in
from zharia.users import TooManyAttempts, User, WrongCredentials
from zharia.web.requests import address_of

if TYPE_CHECKING:
    from zharia.web.context import WebContext
    from zharia.web.metrics import Metrics

T = TypeVar("T")

#: passwords hashed at once, and how many may wait for that
HASHING: Final = 2
_WAITING: Final = 50
#: seconds after which somebody who found the line full may come again
_COME_AGAIN: Final = 5


async def check_password(request: Request, email: str, password: str) -> User:
    """The user whose password this is. Raises `WrongCredentials` and `TooManyAttempts`."""
    context: WebContext = request.app.state.context
    metrics: Metrics = request.app.state.metrics
    hashing: anyio.CapacityLimiter = request.app.state.hashing
    if hashing.statistics().tasks_waiting >= _WAITING:
        metrics.logins.labels("throttled").inc()
        raise TooManyAttempts(_COME_AGAIN)
    try:
        user = await anyio.to_thread.run_sync(
            sign_in, context.database, email, password, address_of(request), limiter=hashing
        )
    except WrongCredentials:
        metrics.logins.labels("refused").inc()
        raise
    except TooManyAttempts:
        metrics.logins.labels("throttled").inc()
        raise
    metrics.logins.labels("ok").inc()
    return user


async def hashing(request: Request, work: Callable[[], T]) -> T:
    """What `work` answers, which hashes a password: run beside as few others as signing in is."""
    limiter: anyio.CapacityLimiter = request.app.state.hashing
    return await anyio.to_thread.run_sync(work, limiter=limiter)
