import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.media.geometry import MAX_RATIO, padded_size, tiktok_size

sizes = st.tuples(st.integers(1, 20_000), st.integers(1, 20_000))


@pytest.mark.parametrize(
    ("size", "becomes"),
    [
        ((4000, 3000), (1440, 1080)),
        ((3000, 4000), (1080, 1440)),
        ((5000, 5000), (1080, 1080)),
        ((1080, 1920), (1080, 1920)),
        ((1920, 1080), (1920, 1080)),
        ((1081, 1920), (1080, 1918)),
        ((1, 5000), (1, 1920)),
        ((9000, 20), (1920, 4)),
        ((640, 480), (640, 480)),
        ((1, 1), (1, 1)),
    ],
)
def test_sizes(size: tuple[int, int], becomes: tuple[int, int]) -> None:
    assert tiktok_size(size) == becomes


@given(sizes)
def test_a_picture_is_inside_the_box_in_its_shape_and_never_enlarged(size: tuple[int, int]) -> None:
    width, height = tiktok_size(size)
    assert 1 <= width <= size[0]
    assert 1 <= height <= size[1]
    assert min(width, height) <= 1080
    assert max(width, height) <= 1920
    # The shape is kept to within the rounding of a pixel.
    assert abs(width * size[1] - height * size[0]) <= max(size)
    touches_the_box = (
        (width, height) == size or max(width, height) == 1920 or min(width, height) == 1080
    )
    assert touches_the_box


@given(sizes)
def test_only_thin_strips_are_widened(size: tuple[int, int]) -> None:
    thin = max(size) > MAX_RATIO * min(size)
    canvas = padded_size(size)
    assert (canvas != size) == thin
    assert max(canvas) == max(size)
    assert max(canvas) <= MAX_RATIO * min(canvas)
