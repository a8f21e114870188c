"""Webhooks: repeated, late, in another order, or forged."""

from dataclasses import asdict

from zharia.simulator import webhooks
from zharia.simulator.control.ask import Ask, ControlError, route


async def list_deliveries(ask: Ask) -> object:
    state = ask.simulator.state
    return {"hold": state.hold_deliveries, "deliveries": [asdict(one) for one in state.deliveries]}


async def hold_deliveries(ask: Ask) -> object:
    """From now on webhooks wait for `release`: to come late, or in another order."""
    ask.only()
    ask.simulator.state.hold_deliveries = True
    ask.simulator.changed()
    return {"hold": True}


async def release_deliveries(ask: Ask) -> object:
    """Send what is held: `order` is "oldest", "newest" (first) or a list of numbers."""
    ask.only("order", "hold")
    state = ask.simulator.state
    held = [one.id for one in state.deliveries if one.held]
    order = ask.body.get("order", "oldest")
    if order == "newest":
        ids = held[::-1]
    elif order == "oldest":
        ids = held
    elif isinstance(order, list) and all(number in held for number in order):
        ids = order
    else:
        raise ControlError(f"order is oldest, newest, or numbers among {held}")
    state.hold_deliveries = bool(ask.body.get("hold", False))
    return {"released": [one.id for one in webhooks.release(ask.simulator, ids)]}


async def repeat_delivery(ask: Ask) -> object:
    ask.only()
    return asdict(webhooks.repeat(ask.simulator, ask.delivery()))


async def forge_delivery(ask: Ask) -> object:
    """Send an event whose signature is wrong in the way that `forgery` names."""
    ask.only("client_key", "username", "event", "content", "forgery")
    app, user = ask.app(), ask.user()
    if not app.webhook_url:
        raise ControlError(f"{app.client_key} has no webhook_url")
    forgery = ask.text("forgery", webhooks.FORGERIES[0])
    if forgery not in webhooks.FORGERIES:
        raise ControlError(f"forgery is {forgery!r}; one of {', '.join(webhooks.FORGERIES)}")
    content = ask.body.get("content", {})
    if not isinstance(content, dict):
        raise ControlError("content is an object")
    event = ask.text("event", "post.publish.complete")
    sent = webhooks.emit(
        ask.simulator, app.client_key, user.username, event, content, forgery=forgery
    )
    return asdict(sent) if sent else {}


async def send_delivery(ask: Ask) -> object:
    """Send any event, truly signed: e.g. one of a product that this app does not use."""
    ask.only("client_key", "username", "event", "content")
    app, user = ask.app(), ask.user()
    content = ask.body.get("content", {})
    if not isinstance(content, dict):
        raise ControlError("content is an object")
    sent = webhooks.emit(ask.simulator, app.client_key, user.username, ask.text("event"), content)
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
