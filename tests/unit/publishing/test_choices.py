"""The table of fields and modes, and values that TikTok does not take together."""

from dataclasses import fields

import pytest

from zharia.accounts import Mode
from zharia.posts import Style
from zharia.publishing.choices import Choices, WrongChoice, check

STYLE = Style(title_limit=90, description_limit=2200)
VALUES: dict[str, object] = {
    "title": "Мектеп",
    "description": "Мәтін",
    "privacy_level": "PUBLIC_TO_EVERYONE",
    "allow_comment": False,
    "brand_organic": False,
    "brand_content": False,
    "is_aigc": True,
    "auto_add_music": True,
    "photo_urls": ("2.jpg", "1.jpg"),
    "cover_index": 1,
    "disclosed": False,
}
IN_EVERY_MODE = {"title", "description", "is_aigc", "photo_urls", "cover_index"}
PHOTOS = tuple(f"{number}.jpg" for number in range(40))


def verify(choices: Choices, mode: Mode = Mode.REVIEW, *, self_only: bool = False) -> None:
    check(choices, mode, STYLE, self_only=self_only, photos=PHOTOS)


def test_the_table_knows_every_choice() -> None:
    assert {one.name for one in fields(Choices)} == set(VALUES)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("name", VALUES)
def test_each_field_in_each_mode(mode: Mode, name: str) -> None:
    choices = Choices(**{name: VALUES[name]})  # type: ignore[arg-type]
    if mode is Mode.INBOX and name not in IN_EVERY_MODE:
        with pytest.raises(WrongChoice, match=name) as raised:
            verify(choices, mode)
        assert raised.value.field == name
    else:
        verify(choices, mode)


@pytest.mark.parametrize(
    ("choices", "self_only", "field"),
    [
        (Choices(title="😀" * 46), False, "title"),
        (Choices(description="ә" * 2201), False, "description"),
        (Choices(privacy_level="PUBLIC_TO_EVERYONE"), True, "privacy_level"),
        (Choices(brand_content=True), True, "brand_content"),
        (Choices(brand_content=True, privacy_level="SELF_ONLY"), False, "brand_content"),
        (
            Choices(brand_content=True, brand_organic=True, privacy_level="SELF_ONLY"),
            False,
            "brand_content",
        ),
        (Choices(disclosed=True), False, "disclosed"),
        (Choices(disclosed=True, brand_organic=False, brand_content=False), False, "disclosed"),
        (Choices(disclosed=False, brand_organic=True), False, "disclosed"),
        (Choices(photo_urls=()), False, "photo_urls"),
        (Choices(photo_urls=PHOTOS[:36]), False, "photo_urls"),
        (Choices(photo_urls=("1.jpg", "2.jpg", "1.jpg")), False, "photo_urls"),
        (Choices(photo_urls=("1.jpg", "https://elsewhere.example/1.jpg")), False, "photo_urls"),
        (Choices(photo_urls=("1.jpg", "2.jpg"), cover_index=2), False, "cover_index"),
        (Choices(cover_index=-1), False, "cover_index"),
        (Choices(cover_index=35), False, "cover_index"),
    ],
)
def test_what_tiktok_would_not_take_is_refused(
    choices: Choices, self_only: bool, field: str
) -> None:
    with pytest.raises(WrongChoice) as raised:
        verify(choices, self_only=self_only)
    assert raised.value.field == field
    assert raised.value.code


def test_limits_themselves_fit() -> None:
    verify(Choices(title="😀" * 45, description="ә" * 2200), Mode.INBOX)
    verify(Choices(privacy_level="SELF_ONLY"), Mode.AUTO, self_only=True)
    verify(Choices(photo_urls=PHOTOS[:35], cover_index=34))
    verify(Choices(brand_content=True, brand_organic=True, disclosed=True))


def test_newer_choices_lie_over_older_ones() -> None:
    older = Choices(title="a", brand_content=True)
    assert Choices(title="b").with_defaults(older) == Choices(title="b", brand_content=True)
    assert Choices(brand_content=False).with_defaults(older).brand_content is False
