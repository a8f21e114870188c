"""An address tells which photo it leads to and in which size; what is no size is another photo."""

import math

import pytest

from zharia.articles.image_urls import parse_image_url


@pytest.mark.parametrize(
    ("original", "sized", "width"),
    [
        ("https://a.kz/p.jpg", "https://a.kz/p.jpg?w=150", 150),
        ("https://a.kz/p.jpg", "https://a.kz/p.jpg?width=150px&height=100&quality=80", 150),
        ("https://a.kz/p.jpg", "https://a.kz/p.jpg?h=100&fit=crop&crop=faces,top", 150),
        ("https://a.kz/p.jpg", "https://a.kz/p.jpg?w=150&dpr=2&auto=format,compress", 300),
        ("https://a.kz/p.jpg", "https://a.kz/p.jpg?resize=300%2C200&ssl=1&strip=all", 300),
        ("https://a.kz/p.jpg", "https://a.kz/p.jpg?size=large", 1000),
        ("https://a.kz/p.jpg", "https://a.kz/p.jpg?size=300x200", 300),
        ("https://a.kz/p.jpg", "https://a.kz/p.jpg?q=80", math.inf),
        ("https://a.kz/i.php?id=7", "https://a.kz/i.php?w=90&id=7&q=80", 90),
        ("https://a.kz/photos/77", "https://a.kz/photos/77?q=80&w=90&fm=jpg", 90),
        ("https://a.kz/p.jpg", "https://a.kz/p.jpg?width=140&s=0123456789abcdef", 140),
        ("https://a.kz/p.jpg", "https://a.kz/p-300x200.jpg", 300),
        ("https://a.kz/p.jpg", "https://a.kz/p_300x200.jpg", 300),
        ("https://a.kz/p.jpg", "https://a.kz/p-scaled.jpg", 2560),
        ("https://a.kz/up/p.jpg", "https://a.kz/up/300x200/p.jpg", 300),
        (
            "https://a.kz/upload/iblock/f1/p.jpg",
            "https://a.kz/upload/resize_cache/iblock/f1/300_200_2/p.jpg",
            300,
        ),
        (
            "https://a.kz/files/2026/p.jpg",
            "https://a.kz/files/styles/large/public/2026/p.jpg?itok=Ab12Cd34",
            480,
        ),
        (
            "https://c.kz/image/upload/v1/p.jpg",
            "https://c.kz/image/upload/c_fill,w_300,h_200/v1/p.jpg",
            300,
        ),
        ("https://a.kz/up/p.jpg", "https://a.kz/cdn-cgi/image/width=300,quality=75/up/p.jpg", 300),
        (
            "https://a.kz/up/p.jpg",
            "https://b.kz/cdn-cgi/image/width=300/https://a.kz/up/p.jpg",
            300,
        ),
        ("https://a.kz/up/p.jpg", "https://i0.wp.com/a.kz/up/p.jpg?w=300&ssl=1", 300),
        ("https://a.kz/up/p.jpg", "https://a.kz/_next/image?url=%2Fup%2Fp.jpg&w=640&q=75", 640),
        ("https://a.kz/up/p.jpg", "https://wsrv.nl/?url=a.kz/up/p.jpg&w=300", 300),
        (
            "https://1.bp.blogspot.com/-x/y/s1600/p.jpg",
            "https://1.bp.blogspot.com/-x/y/s72-c/p.jpg",
            72,
        ),
        (
            "https://lh3.googleusercontent.com/x=s0",
            "https://lh3.googleusercontent.com/x=w300-h200-no",
            300,
        ),
        (
            "https://pbs.twimg.com/media/X?format=jpg&name=orig",
            "https://pbs.twimg.com/media/X?format=jpg&name=small",
            200,
        ),
    ],
)
def test_a_size_is_no_other_photo(original: str, sized: str, width: float) -> None:
    assert parse_image_url(original).key == parse_image_url(sized).key
    assert parse_image_url(sized).size[0] == width
    assert parse_image_url(original).size > parse_image_url(sized).size


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.kz/image.php?q=aaa", "https://a.kz/image.php?q=bbb"),
        ("https://a.kz/image.php?q=11", "https://a.kz/image.php?q=12"),
        ("https://a.kz/image.php?q=aaa&w=10", "https://a.kz/image.php?q=bbb&w=10"),
        ("https://a.kz/i.php?w=48213", "https://a.kz/i.php?w=48214"),
        ("https://a.kz/i.php?h=ab12", "https://a.kz/i.php?h=cd34"),
        ("https://a.kz/i.php?size=park", "https://a.kz/i.php?size=road"),
        ("https://a.kz/i.php?crop=park", "https://a.kz/i.php?crop=road"),
        ("https://a.kz/i.php?name=park.jpg", "https://a.kz/i.php?name=road.jpg"),
        ("https://a.kz/i.php?type=3", "https://a.kz/i.php?type=4"),
        ("https://a.kz/i.php?s=0123456789", "https://a.kz/i.php?s=9876543210"),
        ("https://a.kz/i.php?id=1&w=10", "https://a.kz/i.php?id=2&w=10"),
        ("https://a.kz/p-1.jpg", "https://a.kz/p-2.jpg"),
        ("https://a.kz/p-640.jpg", "https://a.kz/p-641.jpg"),
        ("https://a.kz/2024/p.jpg", "https://a.kz/2025/p.jpg"),
        ("https://a.kz/s1/p.jpg", "https://a.kz/s2/p.jpg"),
        ("https://a.kz/_next/image?url=%2Fa.jpg&w=9", "https://a.kz/_next/image?url=%2Fb.jpg&w=9"),
    ],
)
def test_what_is_no_size_is_another_photo(one: str, other: str) -> None:
    assert parse_image_url(one).key != parse_image_url(other).key


def test_of_two_qualities_the_better_one_is_larger() -> None:
    good, poor = (parse_image_url(f"https://a.kz/p.jpg?w=900&quality={q}").size for q in (90, 50))
    assert good > poor
