"""The two decoders give the same picture, and whatever libvips doubts is Pillow's to decide."""

import io
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat

from tests.integration.media import profiles
from tests.integration.media.pictures import HEIC, encoded, png
from zharia.media import colour, decoding, pillow_decoding, vips_decoding
from zharia.media.pillow_decoding import open_photo
from zharia.media.prepare import prepare
from zharia.media.prepared import Layout, PreparedPhoto

#: Of 255, the mean over all pixels: each scales by a filter of its own.
SAME = 1.0


def ground(size: tuple[int, int]) -> Image.Image:
    """Soft colours that no turn or flip leaves alike."""
    bands = [Image.linear_gradient("L"), Image.radial_gradient("L"), Image.new("L", (256, 256), 90)]
    picture = Image.merge("RGB", bands)
    ImageDraw.Draw(picture).ellipse((10, 20, 90, 60), fill=(40, 60, 230))
    return picture.resize(size, Image.Resampling.BICUBIC)


def scene(mode: str = "RGB", size: tuple[int, int] = (900, 700)) -> Image.Image:
    picture = ground(size)
    if mode in {"RGBA", "LA"}:
        veil = Image.linear_gradient("L").resize(size)
        veil.paste(0, (0, size[1] // 2, size[0] // 4, size[1]))
        picture.putalpha(veil)
    if mode == "I;16":
        levels = picture.convert("L").tobytes()
        return Image.frombytes(mode, size, bytes(byte for level in levels for byte in (66, level)))
    return picture.convert(mode)


def grained(size: tuple[int, int]) -> Image.Image:
    """With grain, hard edges and fine lines: whatever a poor scaling would show in."""
    noise = Image.merge("RGB", [Image.effect_noise(size, 30)] * 3)
    picture = Image.blend(ground(size), noise, 0.2)
    draw = ImageDraw.Draw(picture)
    for at in range(0, size[0], 60):
        draw.line((at, 0, size[0] - at, size[1]), fill=(250, at % 256, 20), width=4)
    return picture


def deep(colour_type: int, mode: str) -> bytes:
    """A PNG of 16 bits a channel, whose low bytes must not show."""
    picture = scene(mode, (300, 200))
    levels = picture.tobytes()
    row = len(levels) // 200
    rows = b"".join(
        b"\0" + b"".join(bytes([level, 0x42]) for level in levels[at : at + row])
        for at in range(0, len(levels), row)
    )
    return png((300, 200), 16, colour_type, rows)


def interlaced() -> bytes:
    """A PNG in seven passes, which Pillow does not write."""
    import pyvips

    picture = scene()
    image = pyvips.Image.new_from_memory(picture.tobytes(), *picture.size, 3, "uchar")
    return bytes(image.pngsave_buffer(interlace=True))


P3 = profiles.rgb_profile("Display P3", profiles.DISPLAY_P3)

#: What libvips is asked for.
BY_VIPS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: encoded(scene(), "JPEG", quality=92),
    "jpeg, colours whole": lambda: encoded(scene(), "JPEG", quality=92, subsampling=0),
    "jpeg progressive": lambda: encoded(scene(), "JPEG", quality=92, progressive=True),
    "jpeg with restarts": lambda: encoded(scene(), "JPEG", quality=92, restart_marker_rows=1),
    "jpeg grey": lambda: encoded(scene("L"), "JPEG", quality=92),
    "jpeg, Display P3": lambda: encoded(scene(), "JPEG", quality=92, icc_profile=P3),
    "jpeg with more pictures inside": lambda: encoded(
        scene(), "MPO", save_all=True, append_images=[scene("RGB", (99, 99))], quality=92
    ),
    "png": lambda: encoded(scene(), "PNG"),
    "png interlaced": interlaced,
    "png grey": lambda: encoded(scene("L"), "PNG"),
    "png black and white": lambda: encoded(scene("1"), "PNG"),
    "png palette": lambda: encoded(scene().quantize(200), "PNG"),
    "png palette of four": lambda: encoded(scene().quantize(4), "PNG", bits=2),
    "png palette, one see-through": lambda: encoded(scene().quantize(9), "PNG", transparency=3),
    "png one colour see-through": lambda: encoded(scene(), "PNG", transparency=(0, 0, 255)),
    "png one grey see-through": lambda: encoded(scene("L"), "PNG", transparency=60),
    "png see-through": lambda: encoded(scene("RGBA"), "PNG"),
    "png see-through, Display P3": lambda: encoded(scene("RGBA"), "PNG", icc_profile=P3),
    "png grey see-through": lambda: encoded(scene("LA"), "PNG"),
    "png 16 bits": lambda: deep(2, "RGB"),
    "png 16 bits see-through": lambda: deep(6, "RGBA"),
    "png 16 bits grey": lambda: deep(0, "L"),
    "png 16 bits grey see-through": lambda: deep(4, "LA"),
    "webp": lambda: encoded(scene(), "WEBP", quality=90),
    "webp lossless": lambda: encoded(scene(), "WEBP", lossless=True),
    "webp see-through": lambda: encoded(scene("RGBA"), "WEBP", quality=90),
    "webp, Display P3": lambda: encoded(scene(), "WEBP", quality=90, icc_profile=P3),
}


def animated(photo_format: str) -> bytes:
    frames = [scene("RGB", (80, 60)), Image.new("RGB", (80, 60), "red")]
    return encoded(frames[0], photo_format, save_all=True, append_images=frames[1:])


#: What it is not.
BY_PILLOW: dict[str, Callable[[], bytes]] = {
    "jpeg for a press": lambda: encoded(scene("CMYK"), "JPEG"),
    "png animated": lambda: animated("PNG"),
    "webp animated": lambda: animated("WEBP"),
    "gif": lambda: encoded(scene(), "GIF"),
    "avif": lambda: encoded(scene(), "AVIF", speed=10),
    "heic": lambda: HEIC,
}

SIZES = [(900, 700), (899, 699), (810, 630), (450, 350), (321, 250), (101, 79)]


def by_vips(photo: bytes, size: tuple[int, int]) -> Image.Image:
    photo_format, source = open_photo(photo)
    alpha = source.has_transparency_data
    return vips_decoding.resized(photo, photo_format, source.size, size, alpha=alpha)


def by_pillow(photo: bytes, size: tuple[int, int]) -> Image.Image:
    picture = pillow_decoding.resized(open_photo(photo)[1], size)
    picture.info.pop("icc_profile", None)
    return picture


def on_white(picture: Image.Image) -> Image.Image:
    return colour.to_opaque_srgb(picture)[0]


def distance(one: Image.Image, other: Image.Image) -> float:
    """Of 255, the mean over all pixels in the channel that differs most."""
    assert one.size == other.size
    assert one.mode == other.mode
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def likeness(one: Image.Image, other: Image.Image) -> float:
    """SSIM of two pictures in grey, by Gaussian windows (Wang et al., 2004); 1 is the same."""
    import pyvips

    x, y = (
        pyvips.Image.new_from_memory(grey.tobytes(), *grey.size, 1, "uchar").cast("float")
        for grey in (one.convert("L"), other.convert("L"))
    )

    def mean(values: Any) -> Any:
        return values.gaussblur(1.5, precision="float")

    mean_x, mean_y = mean(x), mean(y)
    spread = mean(x * x) - mean_x * mean_x + mean(y * y) - mean_y * mean_y
    shared = mean(x * y) - mean_x * mean_y
    of_means = (2 * mean_x * mean_y + 6.5) / (mean_x * mean_x + mean_y * mean_y + 6.5)
    return float((of_means * (2 * shared + 58.5) / (spread + 58.5)).avg())


@pytest.mark.parametrize("kind", BY_VIPS)
def test_both_decoders_give_the_same_picture(kind: str) -> None:
    photo = BY_VIPS[kind]()
    full = open_photo(photo)[1].size
    assert distance(on_white(by_vips(photo, full)), on_white(by_pillow(photo, full))) == 0
    for width, height in SIZES:
        size = min(width, full[0]), min(height, full[1])
        one, other = on_white(by_vips(photo, size)), on_white(by_pillow(photo, size))
        # In dithered black and white all is grain, which each filter leaves differently.
        assert distance(one, other) <= (12 if kind == "png black and white" else SAME)


@pytest.mark.parametrize("kind", BY_VIPS)
def test_libvips_is_asked_first_and_its_picture_taken(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pillow_decoding, "resized", None)
    photo = BY_VIPS[kind]()
    assert decoding.resized(photo, *open_photo(photo), (60, 40)).size == (60, 40)


@pytest.mark.parametrize("kind", BY_PILLOW)
def test_pillow_is_asked_for_what_it_reads_faster_or_knows_better(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vips_decoding, "resized", None)
    photo = BY_PILLOW[kind]()
    assert decoding.resized(photo, *open_photo(photo), (60, 40)).size == (60, 40)


@pytest.mark.parametrize("photo_format", ["JPEG", "PNG", "WEBP"])
def test_it_is_as_close_to_the_best_scaling_as_pillow_is(photo_format: str) -> None:
    photo = encoded(grained((2400, 1800)), photo_format, quality=95, method=1)
    whole = Image.open(io.BytesIO(photo)).convert("RGB")
    for size in ((1920, 1440), (1080, 810), (400, 300)):
        best = whole.resize(size, Image.Resampling.LANCZOS)
        ours = likeness(by_vips(photo, size), best)
        assert ours > 0.97
        assert ours > likeness(by_pillow(photo, size), best) - 0.003


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[PreparedPhoto, PreparedPhoto]]:
    """`prepare` with libvips, then without."""

    def way(photo: bytes, layout: Layout = Layout.WHOLE) -> tuple[PreparedPhoto, PreparedPhoto]:
        first = prepare(photo, layout)
        with monkeypatch.context() as patched:
            patched.setattr(decoding, "by_vips", lambda *_: False)
            return first, prepare(photo, layout)

    return way


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    size=st.tuples(st.integers(1, 1500), st.integers(1, 1500)),
    kind=st.sampled_from(
        [("JPEG", mode) for mode in ("L", "RGB")]
        + [("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")]
        + [("WEBP", mode) for mode in ("RGB", "RGBA")]
    ),
    layout=st.sampled_from(Layout),
    orientation=st.integers(1, 8),
    profile=st.sampled_from([None, P3]),
)
def test_a_photo_is_the_same_whoever_decodes_it(
    both: Callable[..., tuple[PreparedPhoto, PreparedPhoto]],
    size: tuple[int, int],
    kind: tuple[str, str],
    layout: Layout,
    orientation: int,
    profile: bytes | None,
) -> None:
    photo_format, mode = kind
    exif = Image.Exif()
    exif[0x0112] = orientation
    icc = profile if mode in {"P", "RGB", "RGBA"} else None
    photo = encoded(scene(mode, size), photo_format, exif=exif, icc_profile=icc)
    one, other = both(photo, layout)
    assert (one.width, one.height) == (other.width, other.height)
    assert one.original == other.original
    assert one.changes == other.changes
    pictures = [Image.open(io.BytesIO(photo.jpeg)) for photo in (one, other)]
    assert distance(*pictures) <= (6 if mode == "1" else 2)


def damaged(photo: bytes, draw: random.Random) -> bytes:
    body = bytearray(photo)
    at = draw.randrange(20, len(body))
    match draw.randrange(3):
        case 0:
            body[at] ^= 1 << draw.randrange(8)
        case 1:
            del body[at:]
        case _:
            del body[at : at + draw.randrange(1, 60)]
    return bytes(body)


def outcome(photo: bytes, decode: Callable[[bytes, tuple[int, int]], Image.Image]) -> object:
    try:
        return on_white(decode(photo, open_photo(photo)[1].size))
    except vips_decoding.Declined:
        return None
    except Exception as error:  # noqa: BLE001  # decoders raise nearly anything on damaged files
        return type(error)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["jpeg", "jpeg progressive", "png", "png palette", "webp"]), st.randoms())
def test_libvips_takes_nothing_that_pillow_would_not(kind: str, draw: random.Random) -> None:
    photo = damaged(SMALL[kind], draw)
    taken = outcome(photo, by_vips)
    if isinstance(taken, Image.Image):
        also = outcome(photo, by_pillow)
        assert isinstance(also, Image.Image)
        assert distance(taken, also) == 0


SMALL = {
    "jpeg": encoded(scene("RGB", (200, 150)), "JPEG"),
    "jpeg progressive": encoded(scene("RGB", (200, 150)), "JPEG", progressive=True),
    "png": encoded(scene("RGB", (200, 150)), "PNG"),
    "png palette": encoded(scene("RGB", (200, 150)).quantize(50), "PNG"),
    "webp": encoded(scene("RGB", (200, 150)), "WEBP"),
}


def test_a_photo_that_libvips_finds_odd_is_still_taken(
    both: Callable[..., tuple[PreparedPhoto, PreparedPhoto]],
) -> None:
    # Bytes between two segments, as some phones leave them: libjpeg warns, browsers show it.
    whole = SMALL["jpeg"]
    odd = whole[:20] + bytes(8) + whole[20:]
    with pytest.raises(vips_decoding.Declined):
        by_vips(odd, (200, 150))
    one, other = both(odd)
    assert one == other
