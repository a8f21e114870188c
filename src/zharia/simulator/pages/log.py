"""The call log: what clients asked for and what was wrong with it, and the webhooks sent."""

import json

from starlette.requests import Request
from starlette.responses import Response

from zharia.simulator.model import Delivery
from zharia.simulator.pages import display
from zharia.simulator.pages.rendering import page
from zharia.simulator.world import world_of

#: lines shown of each list, the newest
_SHOWN = 200


def readable(delivery: Delivery) -> str:
    """The body for reading, with its JSON-in-a-string opened up."""
    try:
        body = json.loads(delivery.body)
        if isinstance(body.get("content"), str):
            body["content"] = json.loads(body["content"])
    except (ValueError, AttributeError):
        return delivery.body
    return json.dumps(body, indent=2, ensure_ascii=False)


async def show(request: Request) -> Response:
    state = world_of(request).state
    only_errors = request.query_params.get("only") == "errors"
    wrong = sum(display.is_wrong(call) for call in state.calls)
    calls = [call for call in reversed(state.calls) if display.is_wrong(call) or not only_errors]
    deliveries = [
        (delivery, readable(delivery))
        for delivery in reversed(state.deliveries)
        if not only_errors or delivery.last_error or delivery.given_up_at
    ]
    return page(
        request,
        "log.html",
        only_errors=only_errors,
        wrong=wrong,
        calls=calls[:_SHOWN],
        older=max(len(calls) - _SHOWN, 0),
        deliveries=deliveries[:_SHOWN],
    )
