"""Which of a person's choices each mode sends, and which values go together. Pure.

| choice        | review | auto | inbox |
|---------------|--------|------|-------|
| title         | yes    | yes  | yes   |
| description   | yes    | yes  | yes   |
| is_aigc       | yes    | yes  | yes   |
| privacy_level | yes    | yes  | no    |
| allow_comment | yes    | yes  | no    |
| brand_organic | yes    | yes  | no    |
| brand_content | yes    | yes  | no    |

Source: `content-posting-api-reference-photo-post`; a draft in the inbox carries only texts, the
creator chooses the rest in TikTok.
"""

from dataclasses import dataclass, fields, replace
from typing import Final

from zharia.accounts import Mode
from zharia.accounts.privacy import SELF_ONLY
from zharia.posts import Style, utf16_units

#: what only a direct post carries
_DIRECT: Final = frozenset({"privacy_level", "allow_comment", "brand_organic", "brand_content"})


class WrongChoice(Exception):
    """A choice that would not be sent, or that TikTok refuses; says which field, and the remedy."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for a post; None leaves it to the account."""

    title: str | None = None
    description: str | None = None
    privacy_level: str | None = None
    allow_comment: bool | None = None
    brand_organic: bool | None = None
    brand_content: bool | None = None
    is_aigc: bool | None = None

    def over(self, older: "Choices") -> "Choices":
        """These choices, and those of `older` where these leave it open."""
        made = {
            one.name: value
            for one in fields(self)
            if (value := getattr(self, one.name)) is not None
        }
        return replace(older, **made)


def check(choices: Choices, mode: Mode, limits: Style, *, self_only: bool) -> None:
    """Whether TikTok would get exactly what was chosen.

    `self_only` is true in the sandbox and before TikTok's audit. Raises `WrongChoice`.
    """
    if mode is Mode.INBOX:
        for name in sorted(_DIRECT):
            if getattr(choices, name) is not None:
                raise WrongChoice(
                    name,
                    "a draft in the TikTok inbox does not carry it; the creator chooses it in"
                    " TikTok. Leave it out, or publish directly.",
                )
    for name, text, most in (
        ("title", choices.title, limits.title_limit),
        ("description", choices.description, limits.description_limit),
    ):
        if text is not None and utf16_units(text) > most:
            raise WrongChoice(
                name, f"has {utf16_units(text)} UTF-16 units, at most {most} fit: shorten it."
            )
    if self_only and choices.privacy_level not in {None, SELF_ONLY}:
        raise WrongChoice(
            "privacy_level",
            f"TikTok takes only {SELF_ONLY} in the sandbox and before its audit of the app.",
        )
    if choices.brand_content and (self_only or choices.privacy_level == SELF_ONLY):
        raise WrongChoice(
            "brand_content",
            f"TikTok does not let branded content be {SELF_ONLY}: choose another privacy level,"
            " which needs the production app and TikTok's audit.",
        )
