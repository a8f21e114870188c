"""Every format and every mode a newsroom's photos come in."""

import struct
from collections.abc import Callable

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from tests.integration.media.pictures import (
    BLUE,
    GREEN,
    HEIC,
    RED,
    YELLOW,
    Colour,
    alike,
    assert_acceptable,
    colour_at,
    corner_colours,
    encoded,
    opened,
    png,
    png_chunk,
    quarters,
    turned_heic,
)
from zharia.media.errors import BrokenPhoto, EmptyPhoto, NotAPhoto, PhotoError, PhotoTooLarge
from zharia.media.photo_metadata import PhotoMetadata, to_segments
from zharia.media.prepare import prepare
from zharia.media.prepared import Change, ChangeCode, Layout

COLOURS = [RED, GREEN, BLUE, YELLOW]


def grey(colour: Colour) -> Colour:
    return colour_at(Image.new("RGB", (1, 1), colour).convert("L"), (0, 0))


GREYS = [grey(colour) for colour in COLOURS]


def packet(credit: str) -> bytes:
    """An XMP packet that names who took the photo."""
    written = to_segments(PhotoMetadata(credit))
    return written[written.index(b"<?xpacket") : written.index(b"\xff\xed")]


def deep_png(channels: int) -> bytes:
    """The quarters with 16 bits a channel, the low byte full of what must not show."""
    picture = quarters((64, 48), "L" if channels == 1 else "RGB")
    levels = picture.tobytes()
    row_bytes = 64 * channels
    rows = b"".join(
        b"\0" + b"".join(bytes([level, 0xA5]) for level in levels[at : at + row_bytes])
        for at in range(0, len(levels), row_bytes)
    )
    return png((64, 48), 16, 0 if channels == 1 else 2, rows)


SOURCES: dict[str, tuple[Callable[[], bytes], list[Colour]]] = {
    "jpeg": (lambda: encoded(quarters(), "JPEG", quality=95), COLOURS),
    "jpeg progressive": (lambda: encoded(quarters(), "JPEG", progressive=True), COLOURS),
    "jpeg grey": (lambda: encoded(quarters(mode="L"), "JPEG"), GREYS),
    "jpeg cmyk, inverted as Adobe does": (
        lambda: encoded(quarters(mode="CMYK"), "JPEG", quality=95),
        COLOURS,
    ),
    "jpeg with more pictures inside": (
        lambda: encoded(
            quarters(), "MPO", save_all=True, append_images=[quarters((99, 99))], quality=95
        ),
        COLOURS,
    ),
    "png": (lambda: encoded(quarters(), "PNG"), COLOURS),
    "png grey": (lambda: encoded(quarters(mode="L"), "PNG"), GREYS),
    "png grey, see-through nowhere": (lambda: encoded(quarters(mode="LA"), "PNG"), GREYS),
    "png palette": (lambda: encoded(quarters(mode="P"), "PNG"), COLOURS),
    "png see-through nowhere": (lambda: encoded(quarters(mode="RGBA"), "PNG"), COLOURS),
    "png 16 bits": (lambda: deep_png(3), COLOURS),
    "png 16 bits grey": (lambda: deep_png(1), GREYS),
    "webp": (lambda: encoded(quarters(), "WEBP", quality=95), COLOURS),
    "webp lossless": (lambda: encoded(quarters(), "WEBP", lossless=True), COLOURS),
    "avif": (lambda: encoded(quarters(), "AVIF", quality=90), COLOURS),
    "heic": (lambda: HEIC, COLOURS),
    "gif": (lambda: encoded(quarters(), "GIF"), COLOURS),
}


@pytest.mark.parametrize("source", SOURCES)
def test_becomes_an_acceptable_jpeg_that_looks_the_same(source: str) -> None:
    draw, colours = SOURCES[source]
    prepared = prepare(draw())
    assert_acceptable(prepared)
    for got, wanted in zip(corner_colours(opened(prepared)), colours, strict=True):
        assert alike(got, wanted, by=16), (got, wanted)


@pytest.mark.parametrize("source", SOURCES)
def test_says_what_it_was_converted_from_and_nothing_untrue(source: str) -> None:
    prepared = prepare(SOURCES[source][0]())
    told = {change.code: change.detail for change in prepared.changes}
    kind = source.split(maxsplit=1)[0]
    assert told.pop(ChangeCode.CONVERTED, "JPEG") == {"heic": "HEIF"}.get(kind, kind.upper())
    assert told.pop(ChangeCode.COLOURS_CONVERTED, "") == ("CMYK" if "cmyk" in source else "")
    assert told.pop(ChangeCode.METADATA_REMOVED, "EXIF GPS") == "EXIF GPS"
    assert told == {}


def test_black_and_white_of_one_bit() -> None:
    picture = Image.new("1", (100, 100), 1)
    picture.paste(0, (0, 0, 50, 100))
    prepared = opened(prepare(encoded(picture, "PNG")))
    assert alike(colour_at(prepared, (10, 50)), (0, 0, 0))
    assert alike(colour_at(prepared, (90, 50)), (255, 255, 255))


def frames() -> list[Image.Image]:
    return [Image.new("RGB", (60, 40), colour) for colour in ("red", "lime", "blue")]


@pytest.mark.parametrize("photo_format", ["GIF", "PNG", "WEBP", "AVIF"])
def test_an_animation_gives_its_first_frame_and_says_so(photo_format: str) -> None:
    first, *rest = frames()
    photo = encoded(first, photo_format, save_all=True, append_images=rest, duration=100)
    prepared = prepare(photo)
    assert_acceptable(prepared)
    assert alike(colour_at(opened(prepared), (30, 20)), (255, 0, 0), by=16)
    assert Change(ChangeCode.FIRST_FRAME) in prepared.changes


def see_through() -> Image.Image:
    """Left half red, right half nothing at all, though its hidden colour is blue."""
    picture = Image.new("RGBA", (100, 60), (255, 0, 0, 255))
    picture.paste((0, 0, 255, 0), (50, 0, 100, 60))
    return picture


def palette_see_through() -> bytes:
    picture = see_through().convert("RGB").quantize(4)
    hidden = picture.getpixel((90, 30))
    return encoded(picture, "PNG", transparency=hidden)


def rgb_see_through() -> bytes:
    return encoded(see_through().convert("RGB"), "PNG", transparency=(0, 0, 255))


@pytest.mark.parametrize(
    "photo",
    [
        encoded(see_through(), "PNG"),
        encoded(see_through(), "WEBP", lossless=True),
        encoded(see_through(), "AVIF", quality=95),
        encoded(see_through(), "GIF"),
        palette_see_through(),
        rgb_see_through(),
    ],
    ids=["png", "webp", "avif", "gif", "png palette", "png one colour"],
)
def test_what_is_see_through_becomes_white(photo: bytes) -> None:
    prepared = prepare(photo)
    picture = opened(prepared)
    assert alike(colour_at(picture, (10, 30)), (255, 0, 0), by=16)
    assert alike(colour_at(picture, (90, 30)), (255, 255, 255))
    assert Change(ChangeCode.TRANSPARENCY_FLATTENED) in prepared.changes


@pytest.mark.parametrize("mode", ["1", "L"])
def test_a_see_through_grey_becomes_white_too(mode: str) -> None:
    picture = Image.new(mode, (100, 60), 0)
    prepared = prepare(encoded(picture, "PNG", transparency=0))
    assert alike(colour_at(opened(prepared), (50, 30)), (255, 255, 255))


def test_half_see_through_is_mixed_with_white() -> None:
    prepared = prepare(encoded(Image.new("LA", (64, 64), (0, 128)), "PNG"))
    assert alike(colour_at(opened(prepared), (32, 32)), (127, 127, 127), by=4)


@pytest.mark.parametrize("photo_format", ["PNG", "WEBP"])
def test_a_dark_edge_does_not_creep_in_when_a_see_through_picture_is_scaled(
    photo_format: str,
) -> None:
    picture = Image.new("RGBA", (6000, 60), (255, 255, 255, 255))
    picture.paste((0, 0, 0, 0), (3001, 0, 6000, 60))
    photo = encoded(picture, photo_format, quality=95, exact=True)
    prepared = opened(prepare(photo))
    middle = prepared.crop((900, 190, 1020, 194)).convert("L")
    assert middle.getextrema()[0] > 245  # type: ignore[operator]


#: Where EXIF says the stored picture's first row and first column are, as shown (CIPA DC-008).
SIDES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}
OPPOSITE = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}


def shown_corners(orientation: int) -> list[Colour]:
    """The quarters' colours at the shown corners, worked out from `SIDES` alone."""
    row, column = SIDES[orientation]
    stored = {
        frozenset({row, column}): RED,
        frozenset({row, OPPOSITE[column]}): GREEN,
        frozenset({OPPOSITE[row], column}): BLUE,
        frozenset({OPPOSITE[row], OPPOSITE[column]}): YELLOW,
    }
    corners = [("top", "left"), ("top", "right"), ("bottom", "left"), ("bottom", "right")]
    return [stored[frozenset(corner)] for corner in corners]


@pytest.mark.parametrize("orientation", SIDES)
@pytest.mark.parametrize("photo_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_is_turned_as_its_camera_was_held(photo_format: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    # Larger than allowed, so that turning and scaling have to agree about which side is which.
    photo = encoded(quarters((2400, 1200)), photo_format, exif=exif, quality=95, speed=10)
    prepared = prepare(photo)
    assert_acceptable(prepared)
    upright = orientation >= 5
    assert (prepared.width, prepared.height) == ((960, 1920) if upright else (1920, 960))
    for got, wanted in zip(
        corner_colours(opened(prepared)), shown_corners(orientation), strict=True
    ):
        assert alike(got, wanted, by=16), (got, wanted)
    codes = {change.code: change.detail for change in prepared.changes}
    assert codes.get(ChangeCode.ROTATED) == (str(orientation) if orientation > 1 else None)
    assert codes[ChangeCode.SCALED] == ("1200x2400" if upright else "2400x1200")


@pytest.mark.parametrize(
    ("quarter_turns", "corners"),
    [
        (0, [RED, GREEN, BLUE, YELLOW]),
        (1, [GREEN, YELLOW, RED, BLUE]),
        (2, [YELLOW, BLUE, GREEN, RED]),
        (3, [BLUE, RED, YELLOW, GREEN]),
    ],
)
def test_a_heic_is_turned_by_its_own_box_and_not_once_more_by_exif(
    quarter_turns: int, corners: list[Colour]
) -> None:
    picture = opened(prepare(turned_heic(quarter_turns)))
    for got, wanted in zip(corner_colours(picture), corners, strict=True):
        assert alike(got, wanted), (got, wanted)


def test_nothing_that_names_a_place_or_a_person_is_left() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "SECRET"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 12) + b"\x1c\x02P\0\x06SECRET\0"
    jpeg = encoded(
        quarters(),
        "JPEG",
        exif=exif,
        comment=b"SECRET",
        xmp=b"<x:xmpmeta>SECRET</x:xmpmeta>",
        extra=b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc,
    )
    assert jpeg.count(b"SECRET") == 4
    prepared = prepare(jpeg)
    assert_acceptable(prepared)
    assert b"SECRET" not in prepared.jpeg
    assert Change(ChangeCode.METADATA_REMOVED, "EXIF GPS XMP IPTC comments") in prepared.changes


def test_a_pngs_texts_are_removed() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "SECRET", zip=True)
    prepared = prepare(encoded(quarters(), "PNG", pnginfo=text))
    assert b"SECRET" not in prepared.jpeg
    assert Change(ChangeCode.METADATA_REMOVED, "comments") in prepared.changes


def test_a_pngs_long_history_costs_neither_the_photo_nor_the_name() -> None:
    described, blank = packet("Ержан Құлмағамбетов"), b" " * (2 << 20)
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", (described + blank).decode(), zip=True)
    prepared = prepare(encoded(quarters(), "PNG", pnginfo=text))
    assert Change(ChangeCode.CREDIT_KEPT, "Ержан Құлмағамбетов") in prepared.changes


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_who_took_it_is_read_in_every_format(kind: str) -> None:
    described = packet("Ержан Құлмағамбетов")
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", described.decode())
    more = {"pnginfo": text} if kind == "PNG" else {"xmp": described}
    prepared = prepare(encoded(quarters(), kind, **more))
    assert Change(ChangeCode.CREDIT_KEPT, "Ержан Құлмағамбетов") in prepared.changes


def test_what_a_png_says_behind_its_pixels_is_heard() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    body = exif.tobytes().removeprefix(b"Exif\0\0")
    xmp = b"XML:com.adobe.xmp" + bytes(5) + packet("Ержан Құлмағамбетов")
    whole = encoded(quarters((80, 60)), "PNG")
    prepared = prepare(
        whole[:-12] + png_chunk(b"eXIf", body) + png_chunk(b"iTXt", xmp) + whole[-12:]
    )
    assert (prepared.width, prepared.height) == (60, 80)
    assert Change(ChangeCode.ROTATED, "6") in prepared.changes
    assert Change(ChangeCode.CREDIT_KEPT, "Ержан Құлмағамбетов") in prepared.changes


def test_broken_exif_stops_nothing() -> None:
    prepared = prepare(
        encoded(quarters(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40)
    )
    assert_acceptable(prepared)
    assert Change(ChangeCode.METADATA_REMOVED, "EXIF") in prepared.changes


@pytest.mark.parametrize("value", [struct.pack("<HIHH", 3, 1, 9, 0), b"\x02\0\x03\0\0\0up\0\0"])
def test_an_orientation_without_sense_turns_nothing(value: bytes) -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01" + value + bytes(4)
    prepared = prepare(encoded(quarters(), "JPEG", exif=exif))
    assert prepared.changes == (Change(ChangeCode.METADATA_REMOVED, "EXIF"),)


@pytest.mark.parametrize(
    ("photo", "refusal"),
    [
        (b"", EmptyPhoto),
        (b"<html>", NotAPhoto),
        (b"GIF89a", BrokenPhoto),
        (png((20_000, 20_000), 1, 0), PhotoTooLarge),
    ],
)
def test_a_refusal_says_which(photo: bytes, refusal: type[PhotoError]) -> None:
    with pytest.raises(refusal):
        prepare(photo)


@pytest.mark.parametrize("size", [(1, 5000), (5000, 1), (3000, 200), (200, 3000)])
def test_a_thin_strip_is_whole_and_lies_on_a_fill(size: tuple[int, int]) -> None:
    prepared = prepare(encoded(quarters(size), "PNG"))
    assert_acceptable(prepared)
    assert max(prepared.width, prepared.height) <= 5 * min(prepared.width, prepared.height)
    assert prepared.changes[-1].code is ChangeCode.FILLED


def test_a_photo_that_fits_is_not_touched_but_for_the_coding() -> None:
    prepared = prepare(encoded(quarters((1080, 1920)), "JPEG"))
    assert (prepared.width, prepared.height) == (1080, 1920)
    assert prepared.changes == ()


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [
        ((4000, 3000), 1080, 810),
        ((1000, 5000), 384, 1920),
        ((300, 200), 300, 200),
        ((5000, 300), 1080, 65),
    ],
)
def test_the_upright_canvas_shows_the_whole_picture_in_its_middle(
    size: tuple[int, int], width: int, height: int
) -> None:
    prepared = prepare(encoded(quarters(size), "PNG"), Layout.UPRIGHT)
    assert_acceptable(prepared)
    assert (prepared.width, prepared.height) == (1080, 1920)
    assert prepared.changes[-1] == Change(ChangeCode.FILLED, f"{width}x{height}")
    left, top = (1080 - width) // 2, (1920 - height) // 2
    middle = opened(prepared).crop((left, top, left + width, top + height))
    for got, wanted in zip(corner_colours(middle), COLOURS, strict=True):
        assert alike(got, wanted, by=16), (got, wanted)


def test_the_canvas_needs_no_fill_for_a_picture_of_its_shape() -> None:
    prepared = prepare(encoded(quarters((2160, 3840)), "PNG"), Layout.UPRIGHT)
    assert ChangeCode.FILLED not in {change.code for change in prepared.changes}


def test_quality_gives_way_to_the_size_limit_and_that_is_told() -> None:
    noise = encoded(Image.effect_noise((800, 800), 100), "PNG")
    large = prepare(noise)
    prepared = prepare(noise, most_bytes=len(large.jpeg) // 2)
    assert len(prepared.jpeg) <= len(large.jpeg) // 2
    assert prepared.changes[-1].code is ChangeCode.QUALITY_REDUCED
    assert 1 <= int(prepared.changes[-1].detail) < 88


def test_the_hash_names_the_bytes_and_the_same_photo_gives_the_same() -> None:
    photo = encoded(quarters(), "PNG")
    assert prepare(photo).jpeg == prepare(photo).jpeg
    assert prepare(photo).jpeg != prepare(photo, Layout.UPRIGHT).jpeg
