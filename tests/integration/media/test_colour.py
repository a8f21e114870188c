"""Colours come out as they were meant: computed here from the standards' formulas."""

import pytest
from PIL import Image

from tests.integration.media import profiles
from tests.integration.media.pictures import (
    Colour,
    alike,
    assert_acceptable,
    colour_at,
    encoded,
    opened,
    quarters,
)
from zharia.media.prepare import prepare
from zharia.media.prepared import Change, ChangeCode

#: XYZ (D50) to linear sRGB, from IEC 61966-2-1's primaries, adapted by Bradford.
TO_SRGB = (
    (3.1338561, -1.6168667, -0.4906146),
    (-0.9787684, 1.9161415, 0.0334540),
    (0.0719453, -0.2289914, 1.4052427),
)


def srgb(colour: Colour, primaries: tuple[profiles.Column, ...]) -> Colour:
    light = [(channel / 255) ** profiles.GAMMA for channel in colour]
    xyz = [sum(light[c] * primaries[c][axis] for c in range(3)) for axis in range(3)]
    linear = [sum(row[axis] * xyz[axis] for axis in range(3)) for row in TO_SRGB]
    red, green, blue = (_companded(min(1.0, max(0.0, value))) for value in linear)
    return red, green, blue


def _companded(linear: float) -> int:
    curved = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(curved * 255)


@pytest.mark.parametrize("photo_format", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("space", ["Display P3", "Adobe RGB (1998)"])
@pytest.mark.parametrize("colour", [(200, 100, 50), (40, 190, 90), (60, 80, 200)])
def test_a_wide_colour_space_becomes_srgb(photo_format: str, space: str, colour: Colour) -> None:
    primaries = profiles.DISPLAY_P3 if space == "Display P3" else profiles.ADOBE_RGB
    icc = profiles.rgb_profile(space, primaries)
    photo = encoded(Image.new("RGB", (64, 64), colour), photo_format, icc_profile=icc, quality=100)
    prepared = prepare(photo)
    assert_acceptable(prepared)
    wanted = srgb(colour, primaries)
    assert not alike(wanted, colour, by=8), "the test would not notice"
    assert alike(colour_at(opened(prepared), (32, 32)), wanted, by=4)
    assert Change(ChangeCode.COLOURS_CONVERTED, space) in prepared.changes


def test_a_palette_has_a_profile_too() -> None:
    icc = profiles.rgb_profile("Display P3", profiles.DISPLAY_P3)
    photo = encoded(Image.new("RGB", (64, 64), (200, 100, 50)).quantize(2), "PNG", icc_profile=icc)
    got = colour_at(opened(prepare(photo)), (32, 32))
    assert alike(got, srgb((200, 100, 50), profiles.DISPLAY_P3), by=4)


def test_transparency_survives_the_colour_conversion() -> None:
    icc = profiles.rgb_profile("Display P3", profiles.DISPLAY_P3)
    picture = Image.new("RGBA", (64, 64), (200, 100, 50, 255))
    picture.paste((0, 0, 0, 0), (32, 0, 64, 64))
    prepared = opened(prepare(encoded(picture, "PNG", icc_profile=icc)))
    assert alike(colour_at(prepared, (8, 32)), srgb((200, 100, 50), profiles.DISPLAY_P3), by=4)
    assert alike(colour_at(prepared, (56, 32)), (255, 255, 255), by=2)


def test_what_is_srgb_already_stays_and_nothing_is_told() -> None:
    icc = profiles.rgb_profile("sRGB IEC61966-2.1", profiles.SRGB)
    prepared = prepare(encoded(quarters(), "JPEG", icc_profile=icc))
    assert prepared.changes == ()


@pytest.mark.parametrize("depth", ["8 bits", "16 bits"])
def test_grey_of_another_gamma_becomes_srgb_grey(depth: str) -> None:
    icc = profiles.grey_profile("Gray Gamma 1.0", 1.0)
    mode, level = ("L", 64) if depth == "8 bits" else ("I;16", 64 * 257)
    prepared = prepare(encoded(Image.new(mode, (64, 64), level), "PNG", icc_profile=icc))
    wanted = _companded(64 / 255)
    assert alike(colour_at(opened(prepared), (32, 32)), (wanted, wanted, wanted), by=3)


def test_a_press_photo_is_shown_as_its_press_would_print_it() -> None:
    icc = profiles.cmyk_profile("Green press")
    photo = encoded(
        Image.new("CMYK", (64, 64), (255, 0, 0, 0)), "JPEG", icc_profile=icc, quality=95
    )
    prepared = prepare(photo)
    assert_acceptable(prepared)
    red, green, blue = colour_at(opened(prepared), (32, 32))
    assert green > 100, "cyan would be blue as well, by the plain formula"
    assert red < 60
    assert blue < 60
    assert Change(ChangeCode.COLOURS_CONVERTED, "Green press") in prepared.changes


@pytest.mark.parametrize(
    "icc",
    [
        b"not a profile at all" * 20,
        profiles.rgb_profile("cut", profiles.ADOBE_RGB)[:200],
        profiles.grey_profile("grey, for a coloured photo", 2.2),
        profiles.cmyk_profile("press, for a coloured photo"),
    ],
    ids=["nonsense", "cut off", "grey", "press"],
)
def test_a_profile_that_is_of_no_use_is_left_aside_and_that_is_told(icc: bytes) -> None:
    prepared = prepare(encoded(Image.new("RGB", (64, 64), (200, 100, 50)), "JPEG", icc_profile=icc))
    assert_acceptable(prepared)
    assert alike(colour_at(opened(prepared), (32, 32)), (200, 100, 50), by=4)
    assert Change(ChangeCode.PROFILE_UNREADABLE) in prepared.changes


def test_a_profiles_name_is_foreign_text() -> None:
    icc = profiles.rgb_profile("<b>\x07" + "x" * 500, profiles.DISPLAY_P3)
    (change,) = prepare(encoded(quarters(), "JPEG", icc_profile=icc)).changes
    assert change.code is ChangeCode.COLOURS_CONVERTED
    assert change.detail.startswith("<b>x")
    assert len(change.detail) == 80
