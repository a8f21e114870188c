"""Loading and saving the state as JSON; an unknown field or a wrong type names its place."""

import json
import os
import tempfile
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from zharia.simulator.model import State, StrictModel

Record = TypeVar("Record", bound=StrictModel)

_STATE = TypeAdapter(State)


class StateError(ValueError):
    """This JSON does not fit; the message says where and why."""


def from_json(kind: type[Record], value: object, place: str) -> Record:
    """Build a `kind` from parsed JSON; `place` is what a `StateError` calls the whole value."""
    return _parse(TypeAdapter(kind), json.dumps(value).encode(), place)


def load(file: Path) -> State:
    return _parse(_STATE, file.read_bytes(), str(file))


def save(state: State, file: Path) -> None:
    """Write a whole new file beside the old one, then swap: a reader never sees half a state."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(_STATE.dump_json(state, indent=1))
            new.flush()
            os.fsync(new.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _parse(adapter: TypeAdapter[Record], text: bytes, place: str) -> Record:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        wrong = [f"{_path(place, one['loc'])}: {one['msg']}" for one in error.errors()]
        raise StateError("; ".join(wrong)) from error


def _path(place: str, steps: tuple[int | str, ...]) -> str:
    """As in `state.apps[0].name`."""
    return place + "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in steps)
