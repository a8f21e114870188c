"""Request validation: texts that no database stores are refused, whatever part carries them.

A dependency of every route. Without it the first statement that such a text reaches would carry
U+FFFD in its place (`zharia.storage.database`), and its sender would not know.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from zharia.errors import ErrorCode
from zharia.storage.storable import REMEDY, is_storable, may_spell_unstorable, unstorable_in
from zharia.web.problems import FieldProblem, Problem

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
#: named in a problem; the others are told to send their text without it
_MAX_NAMED: Final = 10


async def storable_only(request: Request) -> None:
    """Raises `Problem`: 400 for a body that is not UTF-8, 422 with the fields for such a text."""
    _refuse(chain(_in_head(request), await _in_body(request)))


async def storable_form(request: Request) -> FormData:
    """A form, for a route that reads it by itself once it knows who asks. Raises `Problem`."""
    try:
        form = await request.form()
    except ValueError:
        # A part may name any encoding that Python knows, and not be in it.
        raise _unreadable() from None
    _refuse(_in_form(form.multi_items()))
    return form


def _refuse(places: Iterable[str]) -> None:
    errors = [FieldProblem(field=one, message=REMEDY) for one in islice(places, _MAX_NAMED)]
    if errors:
        said = "; ".join(f"{one.field}: {one.message}" for one in errors)
        raise Problem(422, ErrorCode.VALIDATION_FAILED, said, errors=errors)


def _unreadable() -> Problem:
    return Problem(
        400,
        ErrorCode.MALFORMED_REQUEST,
        "The request's body cannot be read: send valid JSON in UTF-8.",
    )


def _in_head(request: Request) -> Iterator[str]:
    yield from _in_pairs(request.path_params.items())
    yield from _in_pairs(request.query_params.multi_items())
    yield from _in_pairs(request.headers.items())
    # A quoted cookie may spell any byte in octal (RFC 6265 has none; browsers send it).
    yield from _in_pairs(request.cookies.items())


async def _in_body(request: Request) -> Iterable[str]:
    # What the framework has read for a route by now; others have no body, or `storable_form`.
    if getattr(request.scope.get("route"), "body_field", None) is None:
        return ()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _FORMS:
        return _in_form((await request.form()).multi_items())
    if kind.endswith(("/json", "+json")):
        return _in_json(await request.body())
    return ()


def _in_form(fields: Iterable[tuple[str, str | UploadFile]]) -> Iterator[str]:
    for name, value in fields:
        text = value if isinstance(value, str) else value.filename or ""
        yield from _in_pairs([(name, text)])


def _in_json(body: bytes) -> Iterable[str]:
    try:
        # What JSON between systems is written in (RFC 8259, section 8.1), and not what Python
        # guesses: UTF-16, or UTF-8 with surrogates.
        text = body.decode("utf-8-sig")
        if "\x00" in text:
            raise _unreadable()  # UTF-16 of Latin letters is valid UTF-8; JSON has no U+0000
        return unstorable_in(json.loads(text)) if may_spell_unstorable(text) else ()
    except UnicodeDecodeError:
        raise _unreadable() from None
    except (ValueError, RecursionError):
        return ()  # no JSON: the route says so


def _in_pairs(pairs: Iterable[tuple[str, object]]) -> Iterator[str]:
    for name, value in pairs:
        if not is_storable(name) or (isinstance(value, str) and not is_storable(value)):
            yield "".join(c if c.isprintable() else "\ufffd" for c in name)[:100]
