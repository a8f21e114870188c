"""Validation of a person's choices: what each mode sends, and what may be combined. Pure.

| choice         | review | auto | inbox |
|----------------|--------|------|-------|
| title          | yes    | yes  | yes   |
| description    | yes    | yes  | yes   |
| photo_urls     | yes    | yes  | yes   |
| cover_index    | yes    | yes  | yes   |
| is_aigc        | yes    | yes  | yes   |
| privacy_level  | yes    | yes  | no    |
| allow_comment  | yes    | yes  | no    |
| disclosed      | yes    | yes  | no    |
| brand_organic  | yes    | yes  | no    |
| brand_content  | yes    | yes  | no    |
| auto_add_music | yes    | yes  | no    |

Source: `content-posting-api-reference-photo-post`; a draft in the inbox carries only texts and
photos, the creator chooses the rest in TikTok.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from zharia.accounts import Mode
from zharia.accounts.privacy import SELF_ONLY
from zharia.errors import ChoiceCode
from zharia.posts import Style
from zharia.publishing.text_length import count
from zharia.tiktok import PHOTO_LIMIT

#: what only a direct post carries
_DIRECT: Final = (
    "privacy_level",
    "allow_comment",
    "disclosed",
    "brand_organic",
    "brand_content",
    "auto_add_music",
)


class WrongChoice(Exception):
    """A choice that would not be sent, or that TikTok refuses; says which field, and the remedy.

    `code` is stable, for pages to translate.
    """

    def __init__(self, field: str, code: ChoiceCode, message: str) -> None:
        """`message` says the remedy, in English, without the field's name."""
        super().__init__(f"{field}: {message}")
        self.field, self.code, self.message = field, code, message


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for a post; None leaves it to the article and the account."""

    title: str | None = None
    description: str | None = None
    privacy_level: str | None = None
    allow_comment: bool | None = None
    brand_organic: bool | None = None
    brand_content: bool | None = None
    is_aigc: bool | None = None
    auto_add_music: bool | None = None
    #: which of the article's photos, in which order
    photo_urls: tuple[str, ...] | None = None
    #: 0-based, within the chosen photos
    cover_index: int | None = None
    #: the switch above the two brand boxes of the form; checked, and sent only as those
    disclosed: bool | None = None

    def with_defaults(self, defaults: "Choices") -> "Choices":
        """These choices, and those of `defaults` where these leave it open."""
        return replace(defaults, **self.given())

    @property
    def discloses(self) -> bool:
        """Whether they say if the post is an advertisement, and for whom: yes, or no."""
        brands = self.brand_organic, self.brand_content
        return self.disclosed is not None or any(brands) or None not in brands

    def given(self) -> dict[str, Any]:
        """The choices that were made, by name."""
        return {
            one.name: value
            for one in fields(self)
            if (value := getattr(self, one.name)) is not None
        }


def check(
    choices: Choices,
    mode: Mode,
    limits: Style,
    *,
    self_only: bool,
    photos: Sequence[str],
    shown: Sequence[str] | None = None,
) -> None:
    """Whether TikTok would get exactly what was chosen.

    `self_only` is true in the sandbox and before TikTok's audit. `photos` are those that the post
    may show, `shown` those that it shows if none are chosen: the first ones if left out.
    Raises `WrongChoice`.
    """
    if mode is Mode.INBOX:
        for name in _DIRECT:
            if getattr(choices, name) is not None:
                raise WrongChoice(
                    name,
                    ChoiceCode.NOT_IN_INBOX_DRAFTS,
                    "a draft in the TikTok inbox does not carry it; the creator chooses it in"
                    " TikTok. Leave it out, or publish directly.",
                )
    for problem in count(choices.title or "", choices.description or "", limits).problems:
        raise WrongChoice(
            problem.field,
            problem.code,
            f"has {problem.units} UTF-16 units, at most {problem.limit} fit: shorten it.",
        )
    _check_photos(choices, photos, photos[:PHOTO_LIMIT] if shown is None else shown)
    check_combination(choices, self_only=self_only)


def check_combination(choices: Choices, *, self_only: bool) -> None:
    """Whether TikTok takes these values of a direct post side by side. Raises `WrongChoice`."""
    if self_only and choices.privacy_level not in {None, SELF_ONLY}:
        raise WrongChoice(
            "privacy_level",
            ChoiceCode.SELF_ONLY_BEFORE_AUDIT,
            f"TikTok takes only {SELF_ONLY} in the sandbox and before its audit of the app.",
        )
    branded = bool(choices.brand_organic or choices.brand_content)
    if choices.disclosed and not branded:
        raise WrongChoice(
            "disclosed",
            ChoiceCode.DISCLOSURE_EMPTY,
            "say whether it promotes yourself, a third party, or both; or switch the disclosure"
            " off.",
        )
    if choices.disclosed is False and branded:
        raise WrongChoice(
            "disclosed",
            ChoiceCode.DISCLOSURE_OFF,
            "is off, but something is ticked under it: switch it on, or untick that.",
        )
    if choices.brand_content and (self_only or choices.privacy_level == SELF_ONLY):
        raise WrongChoice(
            "brand_content",
            ChoiceCode.BRANDED_NEVER_PRIVATE,
            f"TikTok does not let branded content be {SELF_ONLY}: choose another privacy level,"
            " which needs the production app and TikTok's audit.",
        )


def no_disclosure() -> WrongChoice:
    """A post of an article that is paid for, of which nobody said how it discloses that."""
    return WrongChoice(
        "disclosed",
        ChoiceCode.DISCLOSURE_NOT_DECIDED,
        "the article is paid for: say whether the post promotes yourself, a third party, or both;"
        " or say that it discloses nothing.",
    )


def no_audience() -> WrongChoice:
    """A direct post that somebody agrees to without having chosen who may see it."""
    return WrongChoice(
        "privacy_level",
        ChoiceCode.PRIVACY_NOT_CHOSEN,
        "choose who may see the post: TikTok asks for it and has no default.",
    )


def _check_photos(choices: Choices, photos: Sequence[str], shown: Sequence[str]) -> None:
    chosen = choices.photo_urls
    if chosen is not None:
        if not chosen:
            raise WrongChoice(
                "photo_urls", ChoiceCode.PHOTOS_NONE, "is empty: choose at least one photo."
            )
        if len(chosen) > PHOTO_LIMIT:
            raise WrongChoice(
                "photo_urls",
                ChoiceCode.PHOTOS_TOO_MANY,
                f"has {len(chosen)} photos, at most {PHOTO_LIMIT} fit: leave some out.",
            )
        if len(set(chosen)) < len(chosen):
            raise WrongChoice(
                "photo_urls", ChoiceCode.PHOTOS_DOUBLE, "has a photo twice: leave one of them out."
            )
        if unknown := set(chosen) - set(photos):
            raise WrongChoice(
                "photo_urls",
                ChoiceCode.PHOTOS_NOT_THE_ARTICLES,
                f"has a photo that is not the article's in this language: {min(unknown)}",
            )
        shown = chosen
    if choices.cover_index is not None and not 0 <= choices.cover_index < len(shown):
        raise WrongChoice(
            "cover_index",
            ChoiceCode.COVER_OUTSIDE,
            f"is {choices.cover_index}, but counts from 0 to the last of {len(shown)} photos.",
        )
