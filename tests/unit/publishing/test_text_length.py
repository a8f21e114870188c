import pytest

from zharia.posts import Style
from zharia.publishing.text_length import count

LIMITS = Style(title_limit=90, description_limit=2200)


@pytest.mark.parametrize(
    ("title", "units"),
    [("", 0), ("Мектеп", 6), ("🏫", 2), ("🇰🇿", 4), ("👨\u200d👩\u200d👧", 8), ("ә" * 90, 90)],
)
def test_letters_are_counted_as_tiktok_counts_them(title: str, units: int) -> None:
    counted = count(title, "", LIMITS)
    assert (counted.title_units, counted.title_limit) == (units, 90)
    assert counted.problems == ()


def test_each_text_that_is_too_long_is_named_with_what_is_too_much() -> None:
    counted = count("🏫" * 46, "ә" * 2203, LIMITS)
    assert [(one.field, one.code, one.over) for one in counted.problems] == [
        ("title", "title_too_long", 2),
        ("description", "description_too_long", 3),
    ]
