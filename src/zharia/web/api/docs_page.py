"""The page of the API documentation, drawn from the OpenAPI document.

Few ever ask for it, so `docs` imports this, and with it Jinja, when somebody does.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape

_TEMPLATES: Final = Path(__file__).parents[1] / "templates"
_METHODS: Final = ("get", "post", "put", "patch", "delete")


def draw(document: Mapping[str, Any]) -> str:
    """The page as HTML."""
    return _environment.get_template("help/api.html").render(
        info=document["info"],
        security=document["components"]["securitySchemes"],
        groups=_groups(document),
    )


def _groups(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations under their tags, in the order of the routes."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if operation := methods.get(method):
                tag = operation.get("tags", ["More"])[0]
                groups.setdefault(tag, []).append(_operation(document, method, path, operation))
    return groups


def _operation(
    document: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any]
) -> dict[str, Any]:
    body = _json(operation.get("requestBody", {}))
    answers = []
    for status, answer in operation["responses"].items():
        schema = _json(answer).get("schema", {})
        answers.append(
            {
                "status": status,
                "description": answer["description"],
                "fields": list(_fields(document, schema)) if status.startswith("2") else [],
            }
        )
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "who": [scheme for one in operation.get("security", []) for scheme in one],
        "parameters": operation.get("parameters", []),
        "fields": list(_fields(document, body.get("schema", {}))),
        "example": json.dumps(body["example"], ensure_ascii=False, indent=2)
        if "example" in body
        else "",
        "answers": answers,
    }


def _json(content: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = content.get("content", {}).get("application/json", {})
    return found


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The fields of an object, or of the objects in a list of them."""
    schema = _resolved(document, schema)
    if "items" in schema:
        schema = _resolved(document, schema["items"])
    for name, field in schema.get("properties", {}).items():
        yield {
            "name": name,
            "type": _type(document, field),
            "required": name in schema.get("required", ()),
            "description": field.get("description", ""),
        }


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for choice in schema.get("anyOf", ()):
        if "$ref" in choice:
            schema = choice
    if reference := schema.get("$ref"):
        found: Mapping[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
        return found
    return schema


def _type(document: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    """A field's type in a few words, e.g. `string or null`, `ADMIN | EDITOR`."""
    if choices := field.get("anyOf"):
        return " or ".join(_type(document, one) for one in choices)
    field = _resolved(document, field)
    if values := field.get("enum"):
        return " | ".join(map(str, values))
    if "const" in field:
        return str(field["const"])
    if "items" in field:
        return f"list of {_type(document, field['items'])}"
    kind = str(field.get("type", "any"))
    return "moment" if field.get("format") == "date-time" else kind


def _code(text: str) -> Markup:
    """Escaped text, with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first


_environment: Final = Environment(
    loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape()
)
_environment.filters["code"] = _code
