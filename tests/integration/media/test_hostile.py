"""Files that lie, are broken, or are made to hurt: a clear word for the editor, at little cost."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from tests.integration.media.pictures import HEIC, encoded, png, png_chunk, quarters
from tests.integration.media.processes import cpu_seconds, peak_bytes
from zharia.media.errors import BrokenPhoto, EmptyPhoto, NotAPhoto, PhotoError, PhotoTooLarge
from zharia.media.pillow_decoding import MAX_PIXELS
from zharia.media.workers import MAX_BYTES, PhotoWorkers


@pytest.fixture(scope="module")
def workers() -> Iterator[PhotoWorkers]:
    with PhotoWorkers(1) as workers:
        workers.prepare(encoded(quarters(), "PNG"))
        yield workers


def refusal(workers: PhotoWorkers, photo: bytes) -> PhotoError:
    """The error; fails if it took much time or memory, or if the next photo does not work."""
    (pid,) = workers.pids
    memory, cpu = peak_bytes(pid), cpu_seconds(pid)
    with pytest.raises(PhotoError) as caught:
        workers.prepare(photo)
    assert cpu_seconds(pid) - cpu < 1
    assert workers.pids == {pid}, "a refused photo should not cost its worker"
    assert peak_bytes(pid) - memory < 40e6 + len(photo)
    workers.prepare(encoded(quarters(), "PNG"))
    return caught.value


@pytest.mark.parametrize(
    ("photo", "is_really"),
    [
        (b"<!DOCTYPE html><title>404 Not Found</title>", "a web page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF document"),
        (encoded(quarters(), "TIFF"), "a TIFF or a camera's raw file"),
        (encoded(quarters(), "BMP"), "a BMP picture"),
        (encoded(quarters(), "PDF"), "a PDF document"),
        (encoded(quarters(), "EPS"), "of an unknown kind"),
        (b"\0" * 5000, "of an unknown kind"),
        (b"x", "of an unknown kind"),
    ],
)
def test_what_is_no_photo_is_called_by_its_name(
    workers: PhotoWorkers, photo: bytes, is_really: str
) -> None:
    error = refusal(workers, photo)
    assert type(error) is NotAPhoto
    assert error.detail == is_really


def test_zero_bytes(workers: PhotoWorkers) -> None:
    assert type(refusal(workers, b"")) is EmptyPhoto


WHOLE = {
    "JPEG": encoded(quarters(), "JPEG"),
    "PNG": encoded(Image.effect_noise((200, 200), 90), "PNG"),
    "GIF": encoded(quarters(), "GIF"),
    "WEBP": encoded(quarters(), "WEBP"),
    "AVIF": encoded(quarters(), "AVIF"),
    "HEIC": HEIC,
}


@pytest.mark.parametrize("photo_format", WHOLE)
@pytest.mark.parametrize("kept", [0.03, 0.4, 0.9])
def test_a_photo_cut_off(workers: PhotoWorkers, photo_format: str, kept: float) -> None:
    whole = WHOLE[photo_format]
    error = refusal(workers, whole[: max(16, int(len(whole) * kept))])
    assert isinstance(error, BrokenPhoto)


@pytest.mark.parametrize("photo_format", WHOLE)
def test_a_photo_with_another_ones_head(workers: PhotoWorkers, photo_format: str) -> None:
    error = refusal(workers, WHOLE[photo_format][:16] + b"<html>" * 100)
    assert isinstance(error, BrokenPhoto)


def test_a_file_too_long_is_refused_without_asking_a_worker() -> None:
    with PhotoWorkers(1) as workers:
        with pytest.raises(PhotoTooLarge, match="67 MB"):
            workers.prepare(b"\xff\xd8\xff" + bytes(MAX_BYTES))
        assert workers.pids == frozenset()


def bomb_400_megapixels() -> bytes:
    return png((20_000, 20_000), 1, 0)


def jpeg_header(width: int, height: int) -> bytes:
    return (
        b"\xff\xd8\xff\xc0\0\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\x3f\0"
    )


def gif_screen(width: int, height: int) -> bytes:
    whole = encoded(quarters(), "GIF")
    return whole[:6] + struct.pack("<HH", width, height) + whole[10:]


def webp_header(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + canvas + encoded(quarters(), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def resized_header(photo: bytes, width: int, height: int) -> bytes:
    """An AVIF or HEIC that claims another size than it has."""
    at = photo.index(b"ispe") + 8
    return photo[:at] + struct.pack(">II", width, height) + photo[at + 8 :]


@pytest.mark.parametrize(
    "photo",
    [
        bomb_400_megapixels(),
        png((2**31 - 1, 2**31 - 1), 8, 6, rows=b"\0"),
        jpeg_header(65_500, 65_500),
        gif_screen(65_535, 65_535),
        webp_header(16_383, 16_383),
        webp_header(2**24, 2**24),
    ],
    ids=["400 MP", "PNG header", "JPEG header", "GIF screen", "WebP canvas", "WebP over its limit"],
)
def test_a_decompression_bomb_is_refused_by_its_header(workers: PhotoWorkers, photo: bytes) -> None:
    assert len(photo) < 250_000
    error = refusal(workers, photo)
    assert type(error) in {PhotoTooLarge, BrokenPhoto}
    assert type(error) is PhotoTooLarge or photo[:4] == b"RIFF"


@pytest.mark.parametrize("photo", [WHOLE["AVIF"], HEIC], ids=["AVIF", "HEIC"])
@pytest.mark.parametrize("size", [(60_000, 60_000), (12_000, 12_000), (2**31, 2**31)])
def test_a_header_that_claims_more_than_there_is(
    workers: PhotoWorkers, photo: bytes, size: tuple[int, int]
) -> None:
    assert type(refusal(workers, resized_header(photo, *size))) in {PhotoTooLarge, BrokenPhoto}


def test_just_more_pixels_than_allowed_is_refused(workers: PhotoWorkers) -> None:
    width = MAX_PIXELS // 10_000 + 1
    assert type(refusal(workers, png((width, 10_000), 1, 0))) is PhotoTooLarge


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_a_bomb_in_a_pngs_texts(workers: PhotoWorkers, kind: bytes) -> None:
    packed = zlib.compress(bytes(200_000_000), 9)
    chunk = png_chunk(kind, b"x\0\0" + packed)
    whole = encoded(quarters(), "PNG")
    assert type(refusal(workers, whole[:33] + chunk + whole[33:])) is BrokenPhoto


def test_many_frames_cost_no_more_than_one(workers: PhotoWorkers) -> None:
    frame = Image.new("P", (2000, 2000), 1)
    file = io.BytesIO()
    frames = [Image.new("P", (2000, 2000), n % 255) for n in range(2, 60)]
    frame.save(file, "GIF", save_all=True, append_images=frames)
    (pid,) = workers.pids
    cpu = cpu_seconds(pid)
    workers.prepare(file.getvalue())
    assert cpu_seconds(pid) - cpu < 1


def gif_of_81_megapixels() -> bytes:
    return encoded(Image.new("P", (9_000, 9_000)), "GIF")


def interlaced_81_megapixels() -> bytes:
    import pyvips

    return bytes(pyvips.Image.black(9_000, 9_000, bands=3).pngsave_buffer(interlace=True))


@pytest.mark.parametrize(
    "draw", [gif_of_81_megapixels, interlaced_81_megapixels], ids=["Pillow", "libvips"]
)
def test_a_photo_that_needs_more_memory_than_allowed_costs_one_worker(
    draw: Callable[[], bytes],
) -> None:
    with PhotoWorkers(1, memory_bytes=320 << 20) as workers:
        workers.prepare(encoded(quarters(), "PNG"))
        before = workers.pids
        with pytest.raises(PhotoTooLarge, match="more memory than allowed"):
            workers.prepare(draw())
        workers.prepare(encoded(quarters(), "PNG"))
        assert len(workers.pids) == 1
        assert workers.pids != before


def test_a_large_photo_is_not_held_whole() -> None:
    photo = png((9_000, 9_000), 8, 2)
    with PhotoWorkers(1, memory_bytes=320 << 20) as workers:
        workers.prepare(encoded(quarters(), "PNG"))
        (pid,) = workers.pids
        before = peak_bytes(pid)
        workers.prepare(photo)
        # Its pixels alone are 243 MB.
        assert peak_bytes(pid) - before < 100e6
