"""Health checks and metrics."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.status import HTTP_503_SERVICE_UNAVAILABLE

from zharia.web.metrics import CONTENT_TYPE, CurrentMetrics
from zharia.web.problems import RETRY_AFTER
from zharia.web.schemas import Schema

if TYPE_CHECKING:
    from zharia.web.readiness import Readiness

router = APIRouter(tags=["Operation"])


class Live(Schema):
    status: str = "ok"


class Ready(Schema):
    status: str
    checks: dict[str, str]
    paused: str | None = Field(
        None, description="why nothing is sent until a person resumes; null: it is not paused"
    )


@router.get("/health/live", operation_id="isLive", summary="Whether the process answers")
async def live() -> Live:
    """Restart it if this fails."""
    return Live()


@router.get(
    "/health/ready",
    operation_id="isReady",
    summary="Whether it can work",
    responses={503: {"model": Ready, "description": "It cannot: `checks` says what is missing"}},
)
def ready(request: Request, response: Response) -> Ready:
    """Send it no requests while this fails. It writes to the database, the journal and the photos.

    A paused one is ready: it takes articles and orders.
    """
    readiness: Readiness = request.app.state.readiness
    checks, pause = readiness.check()
    fine = set(checks.values()) == {"ok"}
    if not fine:
        response.status_code = HTTP_503_SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = RETRY_AFTER
    return Ready(status="ok" if fine else "unready", checks=checks, paused=pause)


@router.get(
    "/metrics",
    operation_id="getMetrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={
        200: {
            "description": "In Prometheus's text format",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    },
)
def metrics(figures: CurrentMetrics) -> Response:
    """Counted in this process since its start; states are read from the database."""
    return Response(figures.text(), media_type=CONTENT_TYPE)
