"""Copies of one photo that differ in nothing but their size."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from zharia.media.fingerprinting import MAX_LENGTH, add_fingerprint, random_length


def jpeg(*, progressive: bool = False) -> bytes:
    file = BytesIO()
    picture = Image.linear_gradient("L").convert("RGB").resize((64, 48))
    picture.save(file, "JPEG", quality=88, progressive=progressive)
    return file.getvalue()


@given(length=st.integers(0, MAX_LENGTH), progressive=st.booleans())
def test_it_shows_the_same_picture_and_is_longer_by_the_comment(
    length: int, progressive: bool
) -> None:
    before = jpeg(progressive=progressive)
    after = add_fingerprint(before, length)
    assert len(after) == len(before) + 4 + length
    with Image.open(BytesIO(before)) as one, Image.open(BytesIO(after)) as other:
        assert (other.format, other.size) == ("JPEG", one.size)
        assert other.tobytes() == one.tobytes()


def test_lengths_are_as_good_as_never_alike() -> None:
    assert len({random_length() for _ in range(100)}) > 90


def test_what_is_no_jpeg_is_refused() -> None:
    with pytest.raises(ValueError, match="not a JPEG"):
        add_fingerprint(b"RIFF", 1)
