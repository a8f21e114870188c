"""The state as JSON and back. Strict: an unknown field or a wrong type names its place."""

import json
import os
import tempfile
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from zharia.simulator.model import State


class StateError(ValueError):
    """This JSON does not fit; the message says where and why."""


def to_json(value: Any) -> Any:
    """A dataclass of the model as plain dicts, lists, strings and numbers."""
    return asdict(value, dict_factory=_plain)


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: list(item) if isinstance(item, tuple) else item for name, item in pairs}


def state_from_json(raw: object) -> State:
    state = from_json(State, raw, "state")
    assert isinstance(state, State)  # noqa: S101  # tells mypy what from_json has built
    return state


def load(file: Path) -> State:
    try:
        return state_from_json(json.loads(file.read_text("utf-8")))
    except ValueError as error:
        raise StateError(f"{file}: {error}") from error


def save(state: State, file: Path) -> None:
    """Write a whole new file beside the old one, then swap: a reader never sees half a state."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            json.dump(to_json(state), new, ensure_ascii=False, indent=1)
            new.flush()
            os.fsync(new.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def from_json(kind: Any, raw: object, place: str) -> Any:
    """Build a value of the annotated type `kind` from parsed JSON."""
    origin = get_origin(kind)
    if origin in {list, tuple, dict}:
        return _container_from_json(origin, get_args(kind), raw, place)
    if is_dataclass(kind):
        return _dataclass_from_json(kind, _expect(raw, dict, place), place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(raw)
        except ValueError:
            known = ", ".join(str(member.value) for member in kind)
            raise StateError(f"{place}: {raw!r} is none of {known}") from None
    if kind is float:
        return float(_expect(raw, (int, float), place))
    return _expect(raw, kind, place)


def _container_from_json(origin: Any, inners: tuple[Any, ...], raw: object, place: str) -> Any:
    if origin is dict:
        pairs = _expect(raw, dict, place)
        return {key: from_json(inners[1], item, f"{place}.{key}") for key, item in pairs.items()}
    items = _expect(raw, list, place)
    if origin is list:
        return [from_json(inners[0], item, f"{place}[{n}]") for n, item in enumerate(items)]
    if len(items) != len(inners):
        raise StateError(f"{place}: needs {len(inners)} values")
    return tuple(
        from_json(inner, item, f"{place}[{n}]")
        for n, (inner, item) in enumerate(zip(inners, items, strict=True))
    )


def _dataclass_from_json(kind: Any, raw: dict[str, object], place: str) -> Any:
    known = {field.name: field for field in fields(kind)}
    unknown = sorted(set(raw) - set(known))
    if unknown:
        raise StateError(f"{place}: unknown {', '.join(unknown)}; known are {', '.join(known)}")
    missing = [
        name
        for name, field in known.items()
        if name not in raw and field.default is MISSING and field.default_factory is MISSING
    ]
    if missing:
        raise StateError(f"{place}: {', '.join(missing)} missing")
    hints = get_type_hints(kind)
    return kind(
        **{name: from_json(hints[name], item, f"{place}.{name}") for name, item in raw.items()}
    )


def _expect(raw: object, kind: Any, place: str) -> Any:
    # To Python a bool is an int; to JSON it is not.
    if not isinstance(raw, kind) or (isinstance(raw, bool) and kind is not bool):
        name = getattr(kind, "__name__", "number")
        raise StateError(f"{place}: {raw!r} is not a {name}")
    return raw
