"""Template rendering: filters, static files, pages as responses."""

import hashlib
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from zharia.simulator.init_checks import utf16_units
from zharia.simulator.pages import display, security
from zharia.simulator.world import World, world_of

_HERE = Path(__file__).resolve().parent.parent
STATIC = _HERE / "static"

#: distinguishes this start of the simulator from others, whose versions may be the same
_START_ID = secrets.token_hex(4)


@lru_cache
def static_href(name: str) -> str:
    """A static file's address, with its checksum, so that browsers may keep it for good."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


class Static(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        lasting = b"v=" in scope["query_string"] or path.endswith(".woff2")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if lasting else "no-cache"
        )
        return response


def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        static=static_href, display=display, utf16_units=utf16_units, Stage=display.Stage
    )
    return env


_ENV = _environment()


def version_tag(world: World) -> str:
    return f"{_START_ID}-{world.version}"


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    external_form_action: bool = False,
    **context: Any,
) -> HTMLResponse:
    world = world_of(request)
    html = _ENV.get_template(template).render(
        request=request,
        state=world.state,
        version=version_tag(world),
        **context,
    )
    return HTMLResponse(
        html,
        status_code=status,
        headers=security.headers(external_form_action=external_form_action),
    )


def not_found(request: Request, what: str) -> HTMLResponse:
    return page(request, "missing.html", status=404, what=what)
