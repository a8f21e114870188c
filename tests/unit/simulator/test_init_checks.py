"""Every check of content/init, each by the one change to a sound request that it forbids."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.simulator import init_checks
from zharia.simulator.envelope import STATUS_OF, Refused
from zharia.simulator.model import AccountType, App, PostMode, PrivacyLevel, User

PHOTO = "https://media.aimaq.kz/a/1.jpg"
DIRECT: dict[str, Any] = {
    "media_type": "PHOTO",
    "post_mode": "DIRECT_POST",
    "is_aigc": False,
    "post_info": {
        "title": "Тақырып",
        "description": "Мәтін",
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "disable_comment": False,
        "auto_add_music": True,
        "brand_content_toggle": False,
        "brand_organic_toggle": False,
    },
    "source_info": {
        "source": "PULL_FROM_URL",
        "photo_images": [PHOTO, PHOTO],
        "photo_cover_index": 1,
    },
}
DRAFT: dict[str, Any] = {
    **DIRECT,
    "post_mode": "MEDIA_UPLOAD",
    "post_info": {"title": "Тақырып", "description": "Мәтін"},
}
GONE = object()


def changed(body: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    body = copy.deepcopy(body)
    *parents, name = path.split(".")
    place = body
    for parent in parents:
        place = place[parent]
    if value is GONE:
        del place[name]
    else:
        place[name] = value
    return body


def code_of(body: object, *, strict: bool = False) -> str:
    try:
        init_checks.parse_photo_post(body, strict_urls=strict)
    except Refused as refused:
        return refused.code if refused.wrong else "unexplained"
    return "ok"


def test_a_sound_direct_post_is_read_in_full() -> None:
    post = init_checks.parse_photo_post(DIRECT, strict_urls=True)
    assert post.mode is PostMode.DIRECT_POST
    assert (post.title, post.description) == ("Тақырып", "Мәтін")
    assert post.photo_urls == (PHOTO, PHOTO)
    assert (post.cover_index, post.auto_add_music, post.disable_comment) == (1, True, False)


def test_a_sound_draft_has_no_privacy_level() -> None:
    post = init_checks.parse_photo_post(DRAFT, strict_urls=True)
    assert (post.mode, post.privacy_level) == (PostMode.MEDIA_UPLOAD, "")


@pytest.mark.parametrize(
    "path",
    [
        "is_aigc",
        "post_info.title",
        "post_info.description",
        "post_info.disable_comment",
        "post_info.auto_add_music",
        "post_info.brand_content_toggle",
        "post_info.brand_organic_toggle",
    ],
)
def test_optional_fields_may_be_missing_or_null(path: str) -> None:
    assert code_of(changed(DIRECT, path, GONE)) == "ok"
    assert code_of(changed(DIRECT, path, None)) == "ok"


@pytest.mark.parametrize(
    "path",
    [
        "media_type",
        "post_mode",
        "post_info",
        "source_info",
        "source_info.source",
        "source_info.photo_images",
        "source_info.photo_cover_index",
    ],
)
def test_required_fields_may_not(path: str) -> None:
    assert code_of(changed(DIRECT, path, GONE)) == "invalid_params"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("media_type", "VIDEO"),
        ("media_type", 1),
        ("post_mode", "DIRECT POST"),
        ("post_mode", None),
        ("is_aigc", "false"),
        ("is_aigc", 0),
        ("post_info", []),
        ("post_info.title", 7),
        ("post_info.privacy_level", ["SELF_ONLY"]),
        ("post_info.disable_comment", 1),
        ("post_info.auto_add_music", "true"),
        ("post_info.brand_content_toggle", "false"),
        ("post_info.brand_organic_toggle", 0),
        ("source_info.source", "FILE_UPLOAD"),
        ("source_info.photo_images", []),
        ("source_info.photo_images", PHOTO),
        ("source_info.photo_images", [PHOTO, 1]),
        ("source_info.photo_images", [PHOTO] * 36),
        ("source_info.photo_cover_index", -1),
        ("source_info.photo_cover_index", 2),
        ("source_info.photo_cover_index", "0"),
        ("source_info.photo_cover_index", True),
        ("source_info.photo_cover_index", 0.0),
    ],
)
def test_wrong_types_and_values_are_refused_and_only_the_log_names_the_field(
    path: str, value: object
) -> None:
    with pytest.raises(Refused) as refused:
        init_checks.parse_photo_post(changed(DIRECT, path, value), strict_urls=False)
    assert refused.value.code == "invalid_params"
    assert refused.value.message == "The request post info is empty or incorrect"
    assert path.rpartition(".")[2].partition("_")[0] in refused.value.wrong


@pytest.mark.parametrize(
    ("body", "path", "value"),
    [
        (DIRECT, "colour", "red"),
        (DIRECT, "post_info.disable_duet", True),
        (DIRECT, "post_info.disable_stitch", "not even a bool"),
        (DIRECT, "post_info.video_cover_timestamp_ms", 1),
        (DIRECT, "source_info.video_url", PHOTO),
        (DRAFT, "post_info.privacy_level", "SELF_ONLY"),
        (DRAFT, "post_info.disable_comment", False),
        (DRAFT, "post_info.auto_add_music", True),
        (DRAFT, "post_info.brand_content_toggle", "not even a bool"),
        (DRAFT, "post_info.brand_organic_toggle", False),
        (DRAFT, "post_info.disable_duet", True),
        (DIRECT, "post_info.title", None),
    ],
)
def test_what_photos_or_the_mode_do_not_know_is_ignored_with_a_remark(
    body: dict[str, Any], path: str, value: object
) -> None:
    odd = changed(body, path, value)
    post = init_checks.parse_photo_post(odd, strict_urls=True)
    assert len(post.remarks) == 1
    assert path in post.remarks[0]
    without = init_checks.parse_photo_post(changed(odd, path, GONE), strict_urls=True)
    assert replace(post, remarks=()) == without
    with pytest.raises(Refused) as refused:
        init_checks.parse_photo_post(odd, strict_urls=True, strict=True)
    assert (refused.value.code, path in refused.value.wrong) == ("invalid_params", True)
    assert init_checks.parse_photo_post(body, strict_urls=True, strict=True).remarks == ()


def test_absent_brand_toggles_count_as_false() -> None:
    for gone in ("brand_content_toggle", "brand_organic_toggle"):
        post = init_checks.parse_photo_post(
            changed(DIRECT, f"post_info.{gone}", GONE), strict_urls=True
        )
        assert (post.brand_content, post.brand_organic, post.remarks) == (False, False, ())


@pytest.mark.parametrize("body", [None, [], "x", 1])
def test_a_body_that_is_no_object(body: object) -> None:
    assert code_of(body) == "invalid_params"


def test_35_photos_are_allowed() -> None:
    assert code_of(changed(DIRECT, "source_info.photo_images", [PHOTO] * 35)) == "ok"


@pytest.mark.parametrize(
    ("name", "limit"), [("title", 90), ("description", 4_000)], ids=["title", "description"]
)
@pytest.mark.parametrize("body", [DIRECT, DRAFT], ids=["direct", "draft"])
def test_lengths_count_utf_16_units(body: dict[str, Any], name: str, limit: int) -> None:
    for full in ("ә" * limit, "😀" * (limit // 2)):
        assert code_of(changed(body, f"post_info.{name}", full)) == "ok"
        assert code_of(changed(body, f"post_info.{name}", f"{full}.")) == "invalid_params"


@given(st.text())
def test_utf16_units_are_what_utf_16_says(text: str) -> None:
    assert init_checks.utf16_units(text) == sum(2 if ord(one) > 0xFFFF else 1 for one in text)


def test_branded_content_cannot_be_private() -> None:
    private = changed(DIRECT, "post_info.privacy_level", "SELF_ONLY")
    assert code_of(private) == "ok"
    assert (
        code_of(changed(private, "post_info.brand_content_toggle", value=True)) == "invalid_params"
    )
    assert code_of(changed(private, "post_info.brand_organic_toggle", value=True)) == "ok"


@pytest.mark.parametrize(
    ("url", "strict", "code"),
    [
        (PHOTO, True, "ok"),
        ("http://media.aimaq.kz/1.jpg", False, "invalid_params"),
        ("https://10.0.0.1/1.jpg", False, "invalid_params"),
        ("https://2130706433/1.jpg", False, "invalid_params"),
        ("https://0x7f.1/1.jpg", False, "invalid_params"),
        ("https://[2001:db8::1]/1.jpg", False, "invalid_params"),
        ("https://intranet/1.jpg", False, "invalid_params"),
        ("https://me@media.aimaq.kz/1.jpg", False, "invalid_params"),
        ("https://media.aimaq.kz/a b.jpg", False, "invalid_params"),
        ("https://media.aimaq.kz:x/1.jpg", False, "invalid_params"),
        ("ftp://media.aimaq.kz/1.jpg", False, "invalid_params"),
        ("/1.jpg", False, "invalid_params"),
        ("", False, "invalid_params"),
        ("http://127.0.0.1:8000/1.jpg", False, "ok"),
        ("http://localhost:8000/1.jpg", False, "ok"),
        ("http://[::1]:8000/1.jpg", False, "ok"),
        ("http://127.0.0.1:8000/1.jpg", True, "invalid_params"),
        ("https://localhost/1.jpg", True, "invalid_params"),
    ],
)
def test_photo_urls(url: str, strict: bool, code: str) -> None:
    body = changed(DIRECT, "source_info.photo_images", [url, PHOTO])
    assert code_of(body, strict=strict) == code


class TestRights:
    app = App("key", "secret", "App", verified_domains=["aimaq.kz"])
    public = User("kz", "Аймақ")
    private = User("kz", "Аймақ", account_type=AccountType.PRIVATE)

    def code(self, body: dict[str, Any], app: App | None = None, user: User | None = None) -> str:
        post = init_checks.parse_photo_post(body, strict_urls=True)
        try:
            init_checks.check_rights(post, app or self.app, user or self.public)
        except Refused as refused:
            return refused.code if STATUS_OF[refused.code] in {400, 403} else "wrong status"
        return "ok"

    def privacy(self, level: str) -> dict[str, Any]:
        return changed(DIRECT, "post_info.privacy_level", level)

    def test_every_photo_must_be_owned(self) -> None:
        beside = changed(
            DIRECT, "source_info.photo_images", [PHOTO, "https://cdn.example.com/1.jpg"]
        )
        assert self.code(DIRECT) == "ok"
        assert self.code(beside) == "url_ownership_unverified"

    @pytest.mark.parametrize("level", list(PrivacyLevel))
    def test_the_privacy_level_is_one_of_the_creators(self, level: PrivacyLevel) -> None:
        for user in (self.public, self.private):
            offered = level in init_checks.privacy_level_options(user)
            expected = "ok" if offered else "privacy_level_option_mismatch"
            assert self.code(self.privacy(level), user=user) == expected

    @pytest.mark.parametrize("level", [GONE, None, "", "PUBLIC", "public_to_everyone"])
    def test_no_or_an_unknown_privacy_level_is_a_mismatch(self, level: object) -> None:
        body = changed(DIRECT, "post_info.privacy_level", level)
        for user in (self.public, self.private):
            assert self.code(body, user=user) == "privacy_level_option_mismatch"

    def test_options_by_account_type(self) -> None:
        common = ["MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
        assert init_checks.privacy_level_options(self.public) == ["PUBLIC_TO_EVERYONE", *common]
        assert init_checks.privacy_level_options(self.private) == ["FOLLOWER_OF_CREATOR", *common]

    @pytest.mark.parametrize("body", [DIRECT, DRAFT], ids=["direct", "draft"])
    def test_a_banned_creator_posts_nothing(self, body: dict[str, Any]) -> None:
        banned = User("kz", "Аймақ", banned_from_posting=True)
        assert self.code(body, user=banned) == "spam_risk_user_banned_from_posting"

    @pytest.mark.parametrize(
        ("version", "code"),
        [((31, 7), "app_version_check_failed"), ((31, 8), "ok"), ((32, 0), "ok")],
    )
    def test_drafts_need_app_31_8(self, version: tuple[int, int], code: str) -> None:
        assert self.code(DRAFT, user=User("kz", "Аймақ", app_version=version)) == code
        assert self.code(DIRECT, user=User("kz", "Аймақ", app_version=version)) == "ok"
