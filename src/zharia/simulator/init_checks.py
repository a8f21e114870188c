"""What content/init demands of a request. Pure: a body, an app and a user in, a verdict out.

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
_POST_INFO = ("title", "description", *_DIRECT_ONLY)
_SOURCE_INFO = ("source", "photo_images", "photo_cover_index")

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


def read(body: object, *, strict_urls: bool) -> PhotoPost:
    """The request as a `PhotoPost`, or `Refused` with the field that is wrong."""
    if not isinstance(body, dict):
        raise Refused("invalid_param", "the body is not a JSON object")
    _only_known(body, _TOP, "")
    media_type = _field(body, "media_type", str)
    if media_type != "PHOTO":
        raise Refused("invalid_param", f"media_type is {media_type!r}; photos say 'PHOTO'")
    mode = _post_mode(_field(body, "post_mode", str))
    info = _field(body, "post_info", dict)
    _only_known(info, _POST_INFO, "post_info.")
    source = _field(body, "source_info", dict)
    _only_known(source, _SOURCE_INFO, "source_info.")
    urls = _photo_urls(source, strict_urls=strict_urls)
    title, description = _texts(info)
    if mode is PostMode.MEDIA_UPLOAD:
        extra = [name for name in _DIRECT_ONLY if name in info]
        if extra:
            raise Refused("invalid_param", f"post_info.{extra[0]} is for DIRECT_POST only")
    direct = mode is PostMode.DIRECT_POST
    privacy_level = _privacy_level(info) if direct else ""
    brand_content = direct and _field(info, "brand_content_toggle", bool, "post_info.")
    if brand_content and privacy_level == PrivacyLevel.SELF_ONLY:
        # content-sharing-guidelines: branded content cannot be private.
        raise Refused("invalid_param", "branded content cannot have privacy_level SELF_ONLY")
    return PhotoPost(
        mode=mode,
        title=title,
        description=description,
        privacy_level=privacy_level,
        disable_comment=_field(info, "disable_comment", bool, "post_info.", default=False),
        auto_add_music=_field(info, "auto_add_music", bool, "post_info.", default=False),
        brand_content=brand_content,
        brand_organic=direct and _field(info, "brand_organic_toggle", bool, "post_info."),
        is_aigc=_field(body, "is_aigc", bool, default=False),
        photo_urls=urls,
        cover_index=_cover_index(source, len(urls)),
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
        raise Refused(
            "privacy_level_option_mismatch",
            f"{post.privacy_level} is not offered to {user.username}, a"
            f" {user.account_type} account; creator_info offers {', '.join(options)}",
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
            raise Refused("invalid_param", f"{where}{name} is missing")
        return default
    value = parent[name]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Refused("invalid_param", f"{where}{name} is not a {_TYPE_NAMES[kind]}: {value!r}")
    return value


def _only_known(parent: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = [name for name in parent if name not in known]
    if unknown:
        raise Refused("invalid_param", f"{where}{unknown[0]} is not a field of photo posts")


def _post_mode(value: str) -> PostMode:
    try:
        return PostMode(value)
    except ValueError:
        raise Refused(
            "invalid_param", f"post_mode is {value!r}; DIRECT_POST or MEDIA_UPLOAD"
        ) from None


def _privacy_level(info: dict[str, Any]) -> str:
    value: str = _field(info, "privacy_level", str, "post_info.")
    if value not in set(PrivacyLevel):
        raise Refused("invalid_param", f"post_info.privacy_level: {value!r} is not a level")
    return value


def _texts(info: dict[str, Any]) -> tuple[str, str]:
    title: str = _field(info, "title", str, "post_info.", default="")
    description: str = _field(info, "description", str, "post_info.", default="")
    for name, text, limit in (
        ("title", title, TITLE_UNITS),
        ("description", description, DESCRIPTION_UNITS),
    ):
        units = utf16_units(text)
        if units > limit:
            # The plural is what clients report for this one (field).
            raise Refused(
                "invalid_params", f"post_info.{name} has {units} UTF-16 units; {limit} at most"
            )
    return title, description


def _photo_urls(source: dict[str, Any], *, strict_urls: bool) -> tuple[str, ...]:
    kind = _field(source, "source", str, "source_info.")
    if kind != "PULL_FROM_URL":
        raise Refused("invalid_param", f"source is {kind!r}; photos know PULL_FROM_URL only")
    urls = _field(source, "photo_images", list, "source_info.")
    if not 1 <= len(urls) <= PHOTOS:
        raise Refused("invalid_param", f"photo_images has {len(urls)} URLs; 1 to {PHOTOS}")
    for number, url in enumerate(urls):
        if not isinstance(url, str):
            raise Refused("invalid_param", f"photo_images[{number}] is not a string: {url!r}")
        # content-posting-api-media-transfer-guide
        wrong = ownership.wrong_with_url(url, strict=strict_urls)
        if wrong:
            raise Refused("invalid_param", f"photo_images[{number}]: {wrong}")
    return tuple(urls)


def _cover_index(source: dict[str, Any], photos: int) -> int:
    index: int = _field(source, "photo_cover_index", int, "source_info.")
    if not 0 <= index < photos:
        raise Refused(
            "invalid_param", f"photo_cover_index is {index}; the photos are 0 to {photos - 1}"
        )
    return index
