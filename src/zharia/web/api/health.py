"""For those who run the service: is it up, can it work, and how much has it done?"""

import logging

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.status import HTTP_503_SERVICE_UNAVAILABLE

from zharia.journal import pause_of
from zharia.web.context import Context
from zharia.web.metrics import CONTENT_TYPE, Figures
from zharia.web.wire import Wire

log = logging.getLogger(__name__)

router = APIRouter(tags=["Operation"])


class Live(Wire):
    status: str = "ok"


class Ready(Wire):
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
def ready(context: Context, response: Response) -> Ready:
    """Send it no requests while this fails. A paused one is ready: it takes articles and orders."""
    checks = {"database": "ok", "photos": "ok"}
    pause = None
    try:
        with context.database.read() as session:
            session.execute(text("SELECT 1 FROM social_media_configs"))
            pause = pause_of(session, context.installation)
    except SQLAlchemyError:
        log.exception("not ready")
        checks["database"] = "cannot be read: see the log"
    if not context.store.path("0" * 64).parent.parent.is_dir():
        checks["photos"] = "the folder for photos is gone"
    fine = set(checks.values()) == {"ok"}
    if not fine:
        response.status_code = HTTP_503_SERVICE_UNAVAILABLE
    return Ready(
        status="ok" if fine else "unready", checks=checks, paused=pause.why if pause else None
    )


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
def metrics(figures: Figures) -> Response:
    """Counted in this process since its start; states are read from the database."""
    return Response(figures.text(), media_type=CONTENT_TYPE)
