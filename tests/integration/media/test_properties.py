"""What holds for every photo, whatever its size, mode and layout."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.integration.media.pictures import assert_acceptable, encoded, opened
from zharia.media.prepare import prepare
from zharia.media.prepared import ChangeCode, Layout

MODES = {
    "JPEG": ["L", "RGB", "CMYK"],
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "GIF": ["P", "L"],
    "WEBP": ["RGB", "RGBA"],
    "AVIF": ["RGB", "RGBA"],
}
FORMATS_AND_MODES = [(form, mode) for form, modes in MODES.items() for mode in modes]

# Often a little, seldom a lot: pixels cost time.
sides = st.one_of(st.integers(1, 64), st.integers(1, 2500))
sizes = st.tuples(sides, sides).filter(lambda size: size[0] * size[1] < 3_000_000)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sizes, st.sampled_from(FORMATS_AND_MODES), st.sampled_from(list(Layout)), st.integers(1, 8))
def test_any_photo_becomes_one_that_tiktok_accepts(
    size: tuple[int, int], kind: tuple[str, str], layout: Layout, orientation: int
) -> None:
    photo_format, mode = kind
    options = {}
    if photo_format != "GIF":
        options["exif"] = Image.Exif()
        options["exif"][0x0112] = orientation
    else:
        orientation = 1
    prepared = prepare(encoded(Image.new(mode, size), photo_format, **options), layout)
    assert_acceptable(prepared)
    assert set(opened(prepared).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    shown = size if orientation < 5 else (size[1], size[0])
    details = {change.code: change.detail for change in prepared.changes}
    picture = (prepared.width, prepared.height)
    if ChangeCode.FILLED in details:
        width, height = details[ChangeCode.FILLED].split("x")
        picture = (int(width), int(height))
    assert picture[0] <= shown[0], "never enlarged"
    assert picture[1] <= shown[1], "never enlarged"
    assert (ChangeCode.SCALED in details) == (picture != shown)
    if layout is Layout.UPRIGHT:
        assert (prepared.width, prepared.height) == (1080, 1920)
