"""The candidates of a `srcset`, with commas and spaces where they may stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.articles.srcset import parse_srcset


@pytest.mark.parametrize(
    ("srcset", "found"),
    [
        ("a.jpg 1x, b.jpg 1.5x", [("a.jpg", 0, 1), ("b.jpg", 0, 1.5)]),
        ("a.jpg 300w,b.jpg 100w", [("a.jpg", 300, 0), ("b.jpg", 100, 0)]),
        ("a.jpg, b.jpg 2x", [("a.jpg", 0, 0), ("b.jpg", 0, 2)]),
        ("only.jpg", [("only.jpg", 0, 0)]),
        ("a,b.jpg 2w", [("a,b.jpg", 2, 0)]),
        (
            "w_1,h_2/a.jpg 300w, w_3,h_4/a.jpg 600w",
            [("w_1,h_2/a.jpg", 300, 0), ("w_3,h_4/a.jpg", 600, 0)],
        ),
        ("a.jpg 300w 200h , b.jpg", [("a.jpg", 300, 0), ("b.jpg", 0, 0)]),
        (
            "my photo 1.jpg 300w, my photo 2.jpg 600w",
            [("my photo 1.jpg", 300, 0), ("my photo 2.jpg", 600, 0)],
        ),
        ("\n\ta.jpg\n 1x ,\n b.jpg\n 2x\n", [("a.jpg", 0, 1), ("b.jpg", 0, 2)]),
        (
            "data:image/gif;base64,R0lG 1w, b.jpg 2w",
            [("data:image/gif;base64,R0lG", 1, 0), ("b.jpg", 2, 0)],
        ),
        ("a.jpg 300w b.jpg 600w", [("a.jpg", 300, 0), ("b.jpg", 600, 0)]),
        ("", []),
        (" , ,", []),
    ],
)
def test_candidates(srcset: str, found: list[tuple[str, float, float]]) -> None:
    assert list(parse_srcset(srcset)) == found


@given(st.text(alphabet="a.1wx, \n"))
def test_any_text_is_read(srcset: str) -> None:
    for address, _, _ in parse_srcset(srcset):
        assert address
        assert address in " ".join(srcset.split())
