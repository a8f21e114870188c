"""Base schemas of requests and answers: camelCase names, pages of a list."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Schema(BaseModel):
    """An answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


Answer = TypeVar("Answer", bound=Schema)


def from_row(schema: type[Answer], row: object, **more: object) -> Answer:
    """An answer of a row's fields that have the same names, and of what is given besides.

    A field that neither has breaks every request, so that no column is renamed on the wire unseen.
    """
    same = {name: getattr(row, name) for name in schema.model_fields if hasattr(row, name)}
    return schema.model_validate(same | more)


class RequestSchema(BaseModel):
    """A request. A field nobody knows is refused: it is likely misspelt."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """One page of a list, newest first. Ask for the next one with `cursor=nextCursor`."""

    items: Sequence[Item]
    next_cursor: str | None = None


Limit = Annotated[int, Query(ge=1, le=200, description="how many at most")]
Cursor = Annotated[
    str | None,
    Query(max_length=26, pattern=r"^[0-9a-z]+$", description="`nextCursor` of the page before"),
]
Id = Annotated[str, Path(max_length=26, pattern=r"^[0-9a-z]+$")]


def page(items: Sequence[Item], ids: Sequence[str], limit: int) -> Page[Item]:
    """A page of `items` with these ids; a full one may have a page after it."""
    return Page[Item](items=items, next_cursor=ids[-1] if len(ids) == limit else None)
