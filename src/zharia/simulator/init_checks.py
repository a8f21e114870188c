"""Validation of content/init: a body, an app and a user in, a photo post or an error out. Pure.

Everything without another slug is from content-posting-api-reference-photo-post.
"""

from dataclasses import dataclass
from typing import Any

from zharia.simulator import ownership
from zharia.simulator.envelope import Refused
from zharia.simulator.model import AccountType, App, PostMode, PrivacyLevel, User

#: UTF-16 code units
TITLE_UNITS = 90
DESCRIPTION_UNITS = 4_000
PHOTOS = 35
#: the first TikTok app that takes photo drafts
PHOTO_DRAFT_APP_VERSION = (31, 8)

SCOPE_OF_MODE = {
    PostMode.DIRECT_POST: "video.publish",
    PostMode.MEDIA_UPLOAD: "video.upload",
}

_DIRECT_ONLY = (
    "privacy_level",
    "disable_comment",
    "auto_add_music",
    "brand_content_toggle",
    "brand_organic_toggle",
)
_TOP = ("media_type", "post_mode", "is_aigc", "post_info", "source_info")
_TEXTS = ("title", "description")
_SOURCE_INFO = ("source", "photo_images", "photo_cover_index")

#: all that TikTok says of a malformed init: the field stays unnamed (field)
MALFORMED = "The request post info is empty or incorrect"

_TYPE_NAMES = {str: "string", bool: "bool", int: "int", list: "list", dict: "object"}


@dataclass(frozen=True)
class PhotoPost:
    """A well-formed request for a photo post."""

    mode: PostMode
    title: str
    description: str
    #: empty in MEDIA_UPLOAD
    privacy_level: str
    disable_comment: bool
    auto_add_music: bool
    brand_content: bool
    brand_organic: bool
    is_aigc: bool
    photo_urls: tuple[str, ...]
    cover_index: int
    #: what TikTok ignores, for the call log
    remarks: tuple[str, ...] = ()


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def privacy_level_options(user: User) -> list[PrivacyLevel]:
    """content-posting-api-reference-query-creator-info: a private account has no public posts."""
    widest = (
        PrivacyLevel.FOLLOWER_OF_CREATOR
        if user.account_type is AccountType.PRIVATE
        else PrivacyLevel.PUBLIC_TO_EVERYONE
    )
    return [widest, PrivacyLevel.MUTUAL_FOLLOW_FRIENDS, PrivacyLevel.SELF_ONLY]


def parse_photo_post(body: object, *, strict_urls: bool, strict: bool = False) -> PhotoPost:
    """The request as a `PhotoPost`, or `Refused`, whose `wrong` names the field.

    Fields that photos or the mode do not know are ignored with a remark, as is null (field:
    clients posted with them); `strict` refuses them.
    """
    if not isinstance(body, dict):
        raise _malformed("the body is not a JSON object")
    ignored = _IgnoredFields(strict=strict)
    top = ignored.known_fields(body, _TOP, "")
    media_type = _field(top, "media_type", str)
    if media_type != "PHOTO":
        raise _malformed(f"media_type is {media_type!r}; photos say 'PHOTO'")
    mode = _post_mode(_field(top, "post_mode", str))
    direct = mode is PostMode.DIRECT_POST
    info = _field(top, "post_info", dict)
    info = ignored.known_fields(info, (*_TEXTS, *(_DIRECT_ONLY if direct else ())), "post_info.")
    source = ignored.known_fields(_field(top, "source_info", dict), _SOURCE_INFO, "source_info.")
    urls = _photo_urls(source, strict_urls=strict_urls)
    title, description = _texts(info)
    privacy_level: str = _field(info, "privacy_level", str, "post_info.", default="")
    # The table calls both toggles required, and its own example has neither.
    brand_content = _field(info, "brand_content_toggle", bool, "post_info.", default=False)
    if brand_content and privacy_level == PrivacyLevel.SELF_ONLY:
        # content-sharing-guidelines: branded content cannot be private.
        raise _malformed("branded content cannot have privacy_level SELF_ONLY")
    return PhotoPost(
        mode=mode,
        title=title,
        description=description,
        privacy_level=privacy_level,
        disable_comment=_field(info, "disable_comment", bool, "post_info.", default=False),
        auto_add_music=_field(info, "auto_add_music", bool, "post_info.", default=False),
        brand_content=brand_content,
        brand_organic=_field(info, "brand_organic_toggle", bool, "post_info.", default=False),
        is_aigc=_field(top, "is_aigc", bool, default=False),
        photo_urls=urls,
        cover_index=_cover_index(source, len(urls)),
        remarks=tuple(ignored.remarks),
    )


def check_scope(mode: PostMode, granted: list[str]) -> None:
    needed = SCOPE_OF_MODE[mode]
    if needed not in granted:
        raise Refused(
            "scope_not_authorized",
            f"{mode} needs {needed}; the user granted {', '.join(granted) or 'nothing'}",
        )


def check_rights(post: PhotoPost, app: App, user: User) -> None:
    """Whether this app may post this for this user: ownership, privacy, app version, the audit."""
    for url in post.photo_urls:
        if not ownership.is_owned(url, app):
            raise Refused(
                "url_ownership_unverified",
                f"{url} is on none of {app.client_key}'s verified domains and URL prefixes",
            )
    if user.banned_from_posting:
        raise Refused("spam_risk_user_banned_from_posting", f"{user.username} may not post")
    if post.mode is PostMode.MEDIA_UPLOAD:
        if user.app_version < PHOTO_DRAFT_APP_VERSION:
            version = ".".join(map(str, user.app_version))
            raise Refused(
                "app_version_check_failed",
                f"{user.username} has TikTok {version}; photo drafts need 31.8",
            )
        return
    options = privacy_level_options(user)
    if post.privacy_level not in options:
        wrong = f"{post.privacy_level!r} is not offered" if post.privacy_level else "is missing"
        raise Refused(
            "privacy_level_option_mismatch",
            f"post_info.privacy_level: {wrong}; to {user.username}, a"
            f" {user.account_type} account, creator_info offers {', '.join(options)}",
        )
    if not app.audited and (
        post.privacy_level != PrivacyLevel.SELF_ONLY or user.account_type is not AccountType.PRIVATE
    ):
        # content-sharing-guidelines: both the post and the account must be private.
        raise Refused(
            "unaudited_client_can_only_post_to_private_accounts",
            f"{app.client_key} is not audited: it posts SELF_ONLY (this is"
            f" {post.privacy_level}), to private accounts (this one is {user.account_type})",
        )


def _field(
    parent: dict[str, Any], name: str, kind: type, where: str = "", default: Any = None
) -> Any:
    if name not in parent:
        if default is None:
            raise _malformed(f"{where}{name} is missing")
        return default
    value = parent[name]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _malformed(f"{where}{name} is not a {_TYPE_NAMES[kind]}: {value!r}")
    return value


class _IgnoredFields:
    """The fields of a request that TikTok ignores, with a remark for each."""

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self.remarks: list[str] = []

    def known_fields(
        self, parent: dict[str, Any], known: tuple[str, ...], where: str
    ) -> dict[str, Any]:
        """The `known` fields that have a value."""
        for name, value in parent.items():
            if name in known and value is not None:
                continue
            if name in known:
                what = "is null"
            elif where == "post_info." and name in _DIRECT_ONLY:
                what = "is for DIRECT_POST only"
            else:
                what = "is not a field of photo posts"
            if self._strict:
                raise _malformed(f"{where}{name} {what}")
            self.remarks.append(f"{where}{name} {what}; it was ignored")
        return {
            name: value for name, value in parent.items() if name in known and value is not None
        }


def _malformed(wrong: str) -> Refused:
    return Refused("invalid_params", wrong, message=MALFORMED)


def _post_mode(value: str) -> PostMode:
    try:
        return PostMode(value)
    except ValueError:
        raise _malformed(f"post_mode is {value!r}; DIRECT_POST or MEDIA_UPLOAD") from None


def _texts(info: dict[str, Any]) -> tuple[str, str]:
    title: str = _field(info, "title", str, "post_info.", default="")
    description: str = _field(info, "description", str, "post_info.", default="")
    for name, text, limit in (
        ("title", title, TITLE_UNITS),
        ("description", description, DESCRIPTION_UNITS),
    ):
        units = utf16_units(text)
        if units > limit:
            raise _malformed(f"post_info.{name} has {units} UTF-16 units; {limit} at most")
    return title, description


def _photo_urls(source: dict[str, Any], *, strict_urls: bool) -> tuple[str, ...]:
    kind = _field(source, "source", str, "source_info.")
    if kind != "PULL_FROM_URL":
        raise _malformed(f"source is {kind!r}; photos know PULL_FROM_URL only")
    urls = _field(source, "photo_images", list, "source_info.")
    if not 1 <= len(urls) <= PHOTOS:
        raise _malformed(f"photo_images has {len(urls)} URLs; 1 to {PHOTOS}")
    for number, url in enumerate(urls):
        if not isinstance(url, str):
            raise _malformed(f"photo_images[{number}] is not a string: {url!r}")
        # content-posting-api-media-transfer-guide
        wrong = ownership.url_problem(url, strict=strict_urls)
        if wrong:
            raise _malformed(f"photo_images[{number}]: {wrong}")
    return tuple(urls)


def _cover_index(source: dict[str, Any], photos: int) -> int:
    index: int = _field(source, "photo_cover_index", int, "source_info.")
    if not 0 <= index < photos:
        raise _malformed(f"photo_cover_index is {index}; the photos are 0 to {photos - 1}")
    return index
