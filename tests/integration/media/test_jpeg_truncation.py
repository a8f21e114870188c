"""A JPEG that lacks its end marker and nothing else is a photo; one that was cut off is none."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from zharia.media.errors import BrokenPhoto
from zharia.media.jpeg_truncation import with_end_marker
from zharia.media.prepare import prepare
from zharia.media.workers import PhotoWorkers

NOISE = Image.effect_noise((400, 500), 60).convert("RGB")
SHAPE = Image.linear_gradient("L").resize((401, 503)).convert("RGB")


def jpeg(picture: Image.Image, **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", **how)
    return file.getvalue()


KINDS = {
    "baseline": jpeg(NOISE),
    "smooth": jpeg(SHAPE, quality=95, subsampling=0),
    "flat": jpeg(Image.new("RGB", (400, 500), "#00afca")),
    "grey": jpeg(SHAPE.convert("L")),
    "cmyk": jpeg(SHAPE.convert("CMYK")),
    "progressive": jpeg(SHAPE, progressive=True),
    "progressive noise": jpeg(NOISE, progressive=True),
    "restarts": jpeg(NOISE, restart_marker_rows=1),
    "thumbnail": jpeg(NOISE, exif=b"Exif\x00\x00" + jpeg(SHAPE.resize((40, 50)))),
}


def accepted(photo: bytes) -> bytes | None:
    try:
        return prepare(photo).jpeg
    except (BrokenPhoto, OSError):
        return None


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_end_mark_costs_nothing(kind: str) -> None:
    whole = KINDS[kind]
    assert whole.endswith(b"\xff\xd9")
    wanted = prepare(whole)
    for photo in (whole[:-2], whole[:-1], whole[:-2] + bytes(512), whole[:-2] + b"\r\n"):
        found = prepare(photo)
        assert found.jpeg == wanted.jpeg
        assert found.original.size == len(photo)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_cut_off_stays_refused(kind: str) -> None:
    whole = KINDS[kind]
    for part in (0.3, 0.5, 0.75, 0.9, 0.99):
        cut = whole[: int(len(whole) * part)]
        assert accepted(cut) is None
        # a download that was given its length beforehand
        assert accepted(cut + bytes(len(whole) - len(cut))) is None


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.integers(3, 3000))
def test_a_cut_is_accepted_only_where_no_pixel_is_missing(kind: str, cut: int) -> None:
    whole = KINDS[kind]
    assert accepted(whole[:-cut]) in {None, prepare(whole).jpeg}


def test_data_that_ends_like_a_marker_is_data() -> None:
    draw = random.Random(1)
    blocks = (Image.frombytes("L", (8, 8), draw.randbytes(64)) for _ in range(300))
    photos = [jpeg(block, quality=98) for block in blocks]
    stuffed = [photo for photo in photos if photo.endswith(b"\xff\x00\xff\xd9")]
    assert stuffed
    for photo in stuffed:
        for cut in (photo[:-2], photo[:-1], photo[:-2] + bytes(9)):
            assert accepted(cut) == prepare(photo).jpeg
        assert accepted(photo[:-4]) is None


def test_data_that_ends_with_a_zero_is_data() -> None:
    draw = random.Random(2)
    # Grey in colour: the last blocks are nothing but short codes of zeros.
    blocks = (Image.frombytes("L", (8, 8), draw.randbytes(64)).convert("RGB") for _ in range(100))
    photos = [jpeg(block, quality=98) for block in blocks]
    zeros = [photo for photo in photos if photo.endswith(b"\0\xff\xd9")]
    zeros = [photo for photo in zeros if not photo.endswith(b"\xff\0\xff\xd9")]
    assert len(zeros) > 3
    for photo in zeros:
        for cut in (photo[:-2], photo[:-1], photo[:-2] + bytes(9)):
            assert accepted(cut) == prepare(photo).jpeg


def test_a_progressive_photo_between_two_scans_is_not_all_there() -> None:
    whole = KINDS["progressive"]
    scans = [at for at in range(len(whole)) if whole[at : at + 2] == b"\xff\xda"]
    assert len(scans) > 3
    assert all(with_end_marker(whole[:at]) is None for at in scans)
    assert with_end_marker(whole[:-2]) is not None


@given(st.binary(max_size=200), st.integers(0, 700))
def test_no_bytes_do_harm(tail: bytes, cut: int) -> None:
    found = with_end_marker(KINDS["progressive"][:cut] + tail)
    assert found is None or found[0].endswith(b"\xff\xd9")


def test_the_workers_know_it_too() -> None:
    with PhotoWorkers(1) as workers:
        assert workers.prepare(KINDS["baseline"][:-2]).width == 400
        with pytest.raises(BrokenPhoto):
            workers.prepare(KINDS["baseline"][:-5000])
