"""The OpenAPI document at `/openapi.json`."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from zharia.articles import ArticlePayload
from zharia.web.problems import ProblemDetails

_ABOUT: Final = """\
Zharia publishes a newsroom's articles as TikTok photo posts, exactly once.

Errors are problem details (RFC 9457): compare `code`, read `detail`, and name `requestId` when
you ask for help. Lists answer `{items, nextCursor}`. Moments are ISO 8601 with a time zone, ids
of TikTok are strings.
"""

#: models that no route declares by itself, since it reads or writes them in its own way
_MORE: Final = ((ArticlePayload, "validation"), (ProblemDetails, "serialization"))


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(title="Zharia", version="1", description=_ABOUT, routes=app.routes)
        _, more = models_json_schema(list(_MORE), ref_template="#/components/schemas/{model}")
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name, schema in more["$defs"].items():
            schemas.setdefault(name, schema)
        app.openapi_schema = document
    return app.openapi_schema
