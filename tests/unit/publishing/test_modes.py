"""The table of fields and modes, and values that TikTok does not take together."""

from dataclasses import fields

import pytest

from zharia.accounts import Mode
from zharia.posts import Style
from zharia.publishing.modes import Choices, WrongChoice, check

STYLE = Style(title_limit=90, description_limit=2200)
VALUES: dict[str, object] = {
    "title": "Мектеп",
    "description": "Мәтін",
    "privacy_level": "PUBLIC_TO_EVERYONE",
    "allow_comment": False,
    "brand_organic": False,
    "brand_content": False,
    "is_aigc": True,
}
TEXTS = {"title", "description", "is_aigc"}


def test_the_table_knows_every_choice() -> None:
    assert {one.name for one in fields(Choices)} == set(VALUES)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("name", VALUES)
def test_each_field_in_each_mode(mode: Mode, name: str) -> None:
    choices = Choices(**{name: VALUES[name]})  # type: ignore[arg-type]
    if mode is Mode.INBOX and name not in TEXTS:
        with pytest.raises(WrongChoice, match=name) as raised:
            check(choices, mode, STYLE, self_only=False)
        assert raised.value.field == name
    else:
        check(choices, mode, STYLE, self_only=False)


@pytest.mark.parametrize(
    ("choices", "self_only", "field"),
    [
        (Choices(title="😀" * 46), False, "title"),
        (Choices(description="ә" * 2201), False, "description"),
        (Choices(privacy_level="PUBLIC_TO_EVERYONE"), True, "privacy_level"),
        (Choices(brand_content=True), True, "brand_content"),
        (Choices(brand_content=True, privacy_level="SELF_ONLY"), False, "brand_content"),
    ],
)
def test_what_tiktok_would_not_take_is_refused(
    choices: Choices, self_only: bool, field: str
) -> None:
    with pytest.raises(WrongChoice) as raised:
        check(choices, Mode.REVIEW, STYLE, self_only=self_only)
    assert raised.value.field == field


def test_limits_themselves_fit() -> None:
    check(Choices(title="😀" * 45, description="ә" * 2200), Mode.INBOX, STYLE, self_only=False)
    check(Choices(privacy_level="SELF_ONLY"), Mode.AUTO, STYLE, self_only=True)


def test_newer_choices_lie_over_older_ones() -> None:
    older = Choices(title="a", brand_content=True)
    assert Choices(title="b").over(older) == Choices(title="b", brand_content=True)
    assert Choices(brand_content=False).over(older).brand_content is False
