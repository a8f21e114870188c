"""Text that no database keeps is found, wherever JSON hides it, and replaced."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.storage.storable import (
    dumps,
    is_storable,
    loads,
    may_spell_unstorable,
    storable,
    storable_json,
    unstorable_in,
)

#: with surrogates and U+0000, and spelt such as "\\ud800" with its backslash
anything = st.text(st.characters() | st.sampled_from("\x00\ud800\udfff\\ud80"), max_size=30)
values = st.recursive(
    anything | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(anything, inner, max_size=4),
    max_leaves=8,
)


@given(anything)
def test_a_text_is_kept_or_loses_just_what_no_database_takes(text: str) -> None:
    kept = storable(text)
    assert is_storable(kept)
    assert len(kept) == len(text)
    kept.encode()
    assert (kept == text) == is_storable(text)


@given(values)
def test_no_json_brings_such_text_past_the_reader_or_the_writer(value: object) -> None:
    for ensure_ascii in (True, False):
        document = json.dumps(value, ensure_ascii=ensure_ascii)
        assert list(unstorable_in(loads(document) if ensure_ascii else storable_json(value))) == []
    assert "\\u0000" not in dumps(value).replace("\\\\", "")
    assert list(unstorable_in(json.loads(dumps(value)))) == []
    if list(unstorable_in(value)):
        assert may_spell_unstorable(json.dumps(value))


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"a": {"b": ["fine", "\ud800"]}}, ["a.b.1"]),
        ({"title": "\x00", "tags": [{"slug": "\udfff"}]}, ["title", "tags.0.slug"]),
        ({"a": {"\x00": "fine"}}, ["a"]),
        ("\udc00", [""]),
        ({"escaped": "\\ud800 \\u0000", "pair": "😀"}, []),
    ],
)
def test_the_place_of_such_text_is_named(value: object, places: list[str]) -> None:
    assert list(unstorable_in(value)) == places


def test_a_document_as_deep_as_its_reader_takes_it_is_searched() -> None:
    deep: object = "\ud800"
    for _ in range(100_000):
        deep = [deep]
    assert len(list(unstorable_in(deep))) == 1
