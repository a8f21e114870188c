"""Webhook deliveries: repeated, held and released in any order, or forged."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from zharia.simulator import webhooks
from zharia.simulator.control.request import (
    AppUser,
    ControlError,
    ControlRequest,
    EmptyBody,
    route,
)
from zharia.simulator.model import StrictModel


async def list_deliveries(request: ControlRequest) -> object:
    state = request.world.state
    return {"hold": state.hold_deliveries, "deliveries": [asdict(one) for one in state.deliveries]}


async def hold_deliveries(request: ControlRequest) -> object:
    """From now on webhooks wait for `release`: to come late, or in another order."""
    request.read(EmptyBody)
    request.world.state.hold_deliveries = True
    request.world.changed()
    return {"hold": True}


@dataclass
class _Release(StrictModel):
    #: which first; or the deliveries' numbers
    order: Literal["oldest", "newest"] | list[int] = "oldest"
    #: whether later ones wait again
    hold: bool = False


async def release_deliveries(request: ControlRequest) -> object:
    """Send what is held, in an order."""
    wanted, state = request.read(_Release), request.world.state
    held = [one.id for one in state.deliveries if one.held]
    match wanted.order:
        case "oldest":
            ids = held
        case "newest":
            ids = held[::-1]
        case ids if not set(ids) <= set(held):
            raise ControlError(f"order is oldest, newest, or numbers among {held}")
    state.hold_deliveries = wanted.hold
    return {"released": [one.id for one in webhooks.release(request.world, ids)]}


async def repeat_delivery(request: ControlRequest) -> object:
    request.read(EmptyBody)
    return asdict(webhooks.repeat(request.world, request.delivery()))


@dataclass(kw_only=True)
class _Event(AppUser):
    event: str
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class _Forged(_Event):
    event: str = "post.publish.complete"
    #: how its signature is wrong
    forgery: str = webhooks.FORGERIES[0]


async def forge_delivery(request: ControlRequest) -> object:
    """Send an event whose signature is wrong in the way that `forgery` names."""
    wanted = request.read(_Forged)
    if wanted.forgery not in webhooks.FORGERIES:
        raise ControlError(f"forgery is {wanted.forgery!r}; one of {', '.join(webhooks.FORGERIES)}")
    return _sent(request, wanted, wanted.forgery)


async def send_delivery(request: ControlRequest) -> object:
    """Send any event, truly signed: e.g. one of a product that this app does not use."""
    return _sent(request, request.read(_Event))


def _sent(request: ControlRequest, wanted: _Event, forgery: str = "") -> object:
    app, user = request.app(wanted.client_key), request.user(wanted.username)
    sent = webhooks.emit(
        request.world, app.client_key, user.username, wanted.event, wanted.content, forgery=forgery
    )
    if sent is None:
        raise ControlError(f"{app.client_key} has no webhook_url")
    return asdict(sent)


routes = [
    route("/deliveries", "GET", list_deliveries),
    route("/deliveries", "POST", send_delivery),
    route("/deliveries/hold", "POST", hold_deliveries),
    route("/deliveries/release", "POST", release_deliveries),
    route("/deliveries/forge", "POST", forge_delivery),
    route("/deliveries/{id:int}/repeat", "POST", repeat_delivery),
]
