"""What may be posted, and what is refused before it is sent."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.tiktok import PhotoPost, PostMode, PrivacyLevel, errors, utf16_length
from zharia.tiktok.photo_post import check, payload

if TYPE_CHECKING:
    from tests.unit.tiktok.conftest import FakeTikTok
    from zharia.tiktok import Client

PHOTO = "https://media.example.kz/a/1.jpg"
DRAFT = PhotoPost(post_mode=PostMode.MEDIA_UPLOAD, photo_images=(PHOTO,))
DIRECT = PhotoPost(
    post_mode=PostMode.DIRECT_POST,
    photo_images=(PHOTO, PHOTO),
    privacy_level=PrivacyLevel.PUBLIC_TO_EVERYONE,
    brand_content_toggle=False,
    brand_organic_toggle=False,
)


def problems(post: PhotoPost, *, allow_loopback: bool = False) -> tuple[str, ...]:
    try:
        check(post, allow_loopback=allow_loopback)
    except errors.InvalidPost as error:
        return error.problems
    return ()


def test_a_direct_post_is_sent_with_every_field() -> None:
    post = replace(
        DIRECT,
        photo_cover_index=1,
        title="Жаңа саябақ",
        description="#Сатпаев",
        disable_comment=True,
        auto_add_music=False,
        brand_content_toggle=True,
        brand_organic_toggle=True,
        is_aigc=True,
    )
    assert problems(post) == ()
    assert payload(post) == {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "is_aigc": True,
        "post_info": {
            "title": "Жаңа саябақ",
            "description": "#Сатпаев",
            "privacy_level": "PUBLIC_TO_EVERYONE",
            "disable_comment": True,
            "auto_add_music": False,
            "brand_content_toggle": True,
            "brand_organic_toggle": True,
        },
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": [PHOTO, PHOTO],
            "photo_cover_index": 1,
        },
    }


def test_what_is_not_set_is_not_sent() -> None:
    assert payload(replace(DRAFT, title="T", is_aigc=False)) == {
        "media_type": "PHOTO",
        "post_mode": "MEDIA_UPLOAD",
        "is_aigc": False,
        "post_info": {"title": "T"},
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": [PHOTO],
            "photo_cover_index": 0,
        },
    }


@pytest.mark.parametrize(
    ("text", "length"),
    [("қазақ", 5), ("Шұғыл", 5), ("😀", 2), ("🇰🇿", 4), ("👩‍👩‍👧", 8), ("", 0), ("\ud83d", 1)],
)
def test_length_is_counted_in_utf16_units(text: str, length: int) -> None:
    assert utf16_length(text) == length


@given(st.text())
def test_a_title_passes_exactly_up_to_its_limit(text: str) -> None:
    fits = utf16_length(text) <= 90
    assert (problems(replace(DRAFT, title=text)) == ()) == fits


@pytest.mark.parametrize("mode", [DRAFT, DIRECT])
@pytest.mark.parametrize(("field", "limit"), [("title", 90), ("description", 4000)])
@pytest.mark.parametrize("letter", ["қ", "😀"])
def test_text_over_its_limit_is_refused_in_both_modes(
    mode: PhotoPost, field: str, limit: int, letter: str
) -> None:
    fitting = letter * (limit // utf16_length(letter))
    assert problems(replace(mode, **{field: fitting})) == ()  # type: ignore[arg-type]
    (problem,) = problems(replace(mode, **{field: fitting + "a"}))  # type: ignore[arg-type]
    assert problem == f"{field}: {limit + 1} UTF-16 units, TikTok takes {limit}"


def test_half_an_emoji_is_refused() -> None:
    (problem,) = problems(
        replace(
            DRAFT, description="😀".encode("utf-16-le")[:2].decode("utf-16-le", "surrogatepass")
        )
    )
    assert problem.startswith("description: half an emoji")


@pytest.mark.parametrize(("count", "good"), [(0, False), (1, True), (35, True), (36, False)])
def test_a_post_has_1_to_35_photos(count: int, good: bool) -> None:
    post = replace(DRAFT, photo_images=(PHOTO,) * count)
    assert (problems(post) == ()) == good


@pytest.mark.parametrize(("index", "good"), [(-1, False), (0, True), (1, True), (2, False)])
def test_the_cover_is_one_of_the_photos(index: int, good: bool) -> None:
    assert (problems(replace(DIRECT, photo_cover_index=index)) == ()) == good


@pytest.mark.parametrize("missing", ["privacy_level", "brand_content_toggle"])
def test_a_direct_post_needs_an_audience_and_both_toggles(missing: str) -> None:
    (problem,) = problems(replace(DIRECT, **{missing: None}))  # type: ignore[arg-type]
    assert problem == f"{missing}: required for DIRECT_POST"


def test_every_reason_is_told_at_once() -> None:
    post = PhotoPost(post_mode=PostMode.DIRECT_POST, photo_images=(), title="a" * 91)
    assert [problem.partition(":")[0] for problem in problems(post)] == [
        "title",
        "photo_images",
        "privacy_level",
        "brand_content_toggle",
        "brand_organic_toggle",
    ]


def test_branded_content_cannot_be_private() -> None:
    private = replace(DIRECT, privacy_level="SELF_ONLY", brand_content_toggle=True)
    assert problems(private) == ("privacy_level: branded content cannot be SELF_ONLY",)
    assert problems(replace(private, brand_content_toggle=False, brand_organic_toggle=True)) == ()


def test_a_privacy_level_newer_than_this_code_passes() -> None:
    assert problems(replace(DIRECT, privacy_level="A_LEVEL_OF_NEXT_YEAR")) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("privacy_level", "SELF_ONLY"),
        ("disable_comment", False),
        ("auto_add_music", False),
        ("brand_content_toggle", False),
        ("brand_organic_toggle", False),
    ],
)
def test_a_draft_carries_only_title_and_description(field: str, value: object) -> None:
    (problem,) = problems(replace(DRAFT, **{field: value}))  # type: ignore[arg-type]
    assert problem.startswith(f"{field}: not part of MEDIA_UPLOAD")


@pytest.mark.parametrize(
    "url",
    [
        PHOTO,
        "https://m.example.kz/1.jpg?size=large",
        "https://m.example.kz:8443/1.jpg",
        "https://1.2.3.4.example.kz/1.jpg",
        "https://xn--80ak6aa92e.com/1.jpg",
        "https://M.Example.KZ./1.jpg",
    ],
)
def test_a_photo_on_a_named_https_host_passes(url: str) -> None:
    assert problems(replace(DRAFT, photo_images=(url,))) == ()


LOCAL = ["http://localhost:8000/1.jpg", "http://127.0.0.1:8000/1.jpg", "https://[::1]/1.jpg"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/1.jpg",
        "http://m.example.kz/1.jpg",
        "ftp://m.example.kz/1.jpg",
        "https://192.0.2.1/1.jpg",
        "https://192.0.2.1./1.jpg",
        "https://[2001:db8::1]/1.jpg",
        "https://3221225985/1.jpg",
        "https://0xC0000201/1.jpg",
        "https://media.0x1/1.jpg",
        "https://media/1.jpg",
        "https://user:pass@m.example.kz/1.jpg",
        "https://m.example.kz/1 .jpg",
        "https://m.example.kz/1.jpg\n",
        "https://m.example.kz\\@evil.example/1.jpg",
        "https://m.example.kz/1.jpg#top",
        "https://-m.example.kz/1.jpg",
        "https://m..example.kz/1.jpg",
        "https://m.example.kz:99999/1.jpg",
        *LOCAL,
    ],
)
def test_a_photo_that_tiktok_could_not_pull_is_refused(url: str) -> None:
    (problem,) = problems(replace(DIRECT, photo_images=(PHOTO, url)))
    assert problem == "photo_images[1]: not an https URL on a named host"


@pytest.mark.parametrize("url", LOCAL)
def test_photos_on_this_machine_pass_where_that_is_asked_for(url: str) -> None:
    assert problems(replace(DRAFT, photo_images=(url,)), allow_loopback=True) == ()


@pytest.mark.parametrize("url", ["http://10.0.0.1/1.jpg", "http://m.example.kz/1.jpg"])
def test_allowing_this_machine_allows_no_other(url: str) -> None:
    assert problems(replace(DRAFT, photo_images=(url,)), allow_loopback=True) != ()


def test_a_refused_post_is_not_sent(tiktok: Client, fake: FakeTikTok) -> None:
    with pytest.raises(errors.InvalidPost, match="photo_images: 0 photos"):
        tiktok.init("act.1", replace(DRAFT, photo_images=()))
    assert fake.requests == []


def test_the_error_keeps_photo_urls_to_itself() -> None:
    with pytest.raises(errors.InvalidPost) as caught:
        check(replace(DRAFT, photo_images=("http://m.example.kz/a/secret-token/1.jpg",)))
    assert "secret-token" not in str(caught.value)


def test_no_field_is_forgotten_by_the_payload() -> None:
    full = payload(
        replace(
            DIRECT,
            title="t",
            description="d",
            disable_comment=False,
            auto_add_music=False,
            is_aigc=False,
        )
    )
    flat = {**full, **full["post_info"], **full["source_info"]}  # type: ignore[dict-item]
    assert {field.name for field in fields(PhotoPost)} <= flat.keys()
