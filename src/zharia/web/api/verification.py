"""TikTok's site verification file."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import PlainTextResponse

from zharia.accounts import configuration
from zharia.accounts.verification import content
from zharia.errors import ErrorCode
from zharia.web.context import Context
from zharia.web.problems import PARAMETERS, Problem, documented

router = APIRouter(tags=["For TikTok"])


@router.head("/tiktok{token}.txt", include_in_schema=False, response_class=PlainTextResponse)
@router.get(
    "/tiktok{token}.txt",
    operation_id="getVerificationFile",
    summary="The site verification file",
    response_class=PlainTextResponse,
    responses=PARAMETERS | documented(p404="not_found: no such file was set"),
)
def verification_file(
    context: Context, token: Annotated[str, Path(max_length=128)]
) -> PlainTextResponse:
    """Plain text at once, without a redirect; set it at `PUT /api/social-media/config/TIKTOK`."""
    with context.database.read() as session:
        known = configuration(session).verification_token
    if known is None or not hmac.compare_digest(known.encode(), token.encode()):
        raise Problem(404, ErrorCode.NOT_FOUND, "No such verification file was set.")
    return PlainTextResponse(content(known), headers={"Cache-Control": "no-store"})
