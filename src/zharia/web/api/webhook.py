"""TikTok's webhooks: `POST /api/tiktok/webhook`.

Bare of FastAPI's own work, since one machine should take thousands of them per second.
"""

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response
from starlette.routing import Route

from zharia.errors import ErrorCode
from zharia.tiktok import SIGNATURE_HEADER
from zharia.web.problems import Problem, Responses, documented, problem_response
from zharia.web.webhook_receiver import MAX_BYTES, Receipt

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from zharia.web.metrics import Metrics
    from zharia.web.webhook_receiver import WebhookReceiver

router = APIRouter(tags=["For TikTok"])

PATH: Final = "/api/tiktok/webhook"
_SIGNATURE: Final = SIGNATURE_HEADER.lower().encode()

_REFUSED: Final = {
    Receipt.FORGED: Problem(401, ErrorCode.SIGNATURE_INVALID, "The signature is missing or wrong."),
    Receipt.FOREIGN: Problem(403, ErrorCode.CLIENT_KEY_UNKNOWN, "This is not about our app."),
    Receipt.UNSTORED: Problem(
        503,
        ErrorCode.NOT_STORED,
        "It could not be stored: send it again.",
        headers={"Retry-After": "30"},
    ),
}
_STORED: Final[Responses] = {200: {"description": "Stored, now or before: send it no more"}}
_OK: Final = Response()
_TOO_LARGE: Final = Problem(413, ErrorCode.BODY_TOO_LARGE, "The request's body is too large.")


@router.post(
    PATH,
    operation_id="receiveWebhook",
    summary="TikTok's webhooks",
    responses=_STORED
    | documented(
        p401="signature_invalid: the signature is missing or wrong",
        p403="client_key_unknown: signed for us, but not about our app",
        p413="body_too_large: more than 64 KiB",
        p503="not_stored: it could not be stored; send it again",
    ),
    openapi_extra={
        "parameters": [
            {
                "name": SIGNATURE_HEADER,
                "in": "header",
                "required": True,
                "schema": {"type": "string"},
                "description": "`t=<unix>,s=<hex>`: HMAC-SHA256 of `<t>.<body>` with the client"
                " secret",
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"type": "object"},
                    "example": {
                        "client_key": "awx…",
                        "event": "post.publish.complete",
                        "create_time": 1795322400,
                        "user_openid": "act.…",
                        "content": '{"publish_id": "p_pub_url~v2.…"}',
                    },
                }
            },
        },
    },
)
async def webhook(request: Request) -> Response:
    """Checked, stored, then answered; worked on in the background. A repeat is answered alike."""
    webhook_receiver: WebhookReceiver = request.app.state.webhook_receiver
    metrics: Metrics = request.app.state.metrics
    body = await _body(request)
    if body is None:
        metrics.count_webhook("too_large")
        return problem_response(_TOO_LARGE)
    receipt = await webhook_receiver.receive(body, _signature(request))
    metrics.count_webhook(receipt)
    problem = _REFUSED.get(receipt)
    return _OK if problem is None else problem_response(problem)


#: by which they are counted
_ROUTE: Final = Route(PATH, webhook, methods=["POST"])


def is_webhook(scope: "Scope") -> bool:
    """Whether a request is one, and no other request to the same address."""
    if scope["type"] != "http":
        return False
    path: str = scope["path"]
    method: str = scope["method"]
    return path == PATH and method == "POST"


async def receive_webhook(scope: "Scope", receive: "Receive", send: "Send") -> None:
    """ASGI application for webhooks alone: FastAPI would cost two thirds of them per second.

    FastAPI keeps the route for its description, and answers what does not come here: other
    methods at this address.
    """
    scope["route"] = _ROUTE
    response = await webhook(Request(scope, receive))
    await response(scope, receive, send)


def _signature(request: Request) -> str | None:
    for name, value in request.scope["headers"]:
        if name == _SIGNATURE:
            return bytes(value).decode("latin-1")
    return None


async def _body(request: Request) -> bytes | None:
    """The raw body, or None as soon as it is too large. Of a sender who hung up: nothing."""
    body = b""
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            return b""
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BYTES:
            return None
        if not message.get("more_body", False):
            return body
