"""What is wrong with the choices in the publish form, each at its field."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

from zharia.accounts import Mode
from zharia.i18n import gettext, ngettext, noop
from zharia.posts import Style
from zharia.publishing.counting import count
from zharia.publishing.modes import (
    Choices,
    WrongChoice,
    check,
    check_together,
    no_audience,
    no_disclosure,
)
from zharia.tiktok import PHOTO_LIMIT
from zharia.web.api.publish import LATEST
from zharia.web.pages.formats import from_local_input
from zharia.web.pages.forms import Wrong
from zharia.web.pages.typed_post import TypedPost

#: TikTok's own words (content-sharing-guidelines); the English must stay as it is
DISCLOSE: Final = noop(
    "You need to indicate if your content promotes yourself, a third party, or both."
)
NEVER_PRIVATE: Final = noop("Branded content visibility cannot be set to private.")

_WORDS: Final[Mapping[str, str]] = {
    "disclosure_empty": DISCLOSE,
    "branded_never_private": NEVER_PRIVATE,
    "disclosure_off": noop("Something is ticked under the disclosure, which is off."),
    "disclosure_not_decided": noop(
        "The article is paid for. Switch on “Disclose commercial content” and say whose it is, or"
        " tick “Disclose nothing”."
    ),
    "privacy_not_chosen": noop("Choose who can see this post. TikTok has no default for it."),
    "privacy_not_offered": noop("TikTok does not offer this to the account now: choose anew."),
    "self_only_before_audit": noop(
        "Before TikTok's audit of the app only the account's owner can see a post."
    ),
    "not_in_inbox_drafts": noop("A draft in the TikTok inbox does not carry this."),
    "photos_none": noop("Choose at least one photo: TikTok takes no photo post without."),
    "photos_double": noop("A photo stands there twice: leave one of them out."),
    "photos_not_the_articles": noop(
        "The article's photos have changed meanwhile. They are shown below as they are now: look"
        " at them, then publish."
    ),
    "cover_outside": noop("Choose the cover again."),
    "no_moment": noop("That is no day and time. Choose both, or leave the field empty."),
    "too_far_ahead": noop("That is more than a year ahead. Choose an earlier moment."),
}
#: where a choice's field stands in the form
_FIELDS: Final[Mapping[str, str]] = {
    "photo_urls": "photos",
    "cover_index": "photos",
    "brand_organic": "disclosed",
}


def wrong_in(
    typed: TypedPost,
    *,
    direct: bool,
    consent: bool,
    limits: Style,
    self_only: bool,
    photos: Sequence[str],
    zone: tzinfo,
    now: datetime,
    sponsored: bool = False,
) -> Wrong:
    """Every mistake there is, with its remedy.

    With `consent` the post must be complete; a draft may still lack choices.
    """
    wrong = Wrong()
    choices = typed.choices(direct=direct, sponsored=sponsored)
    for error in _refused(choices, limits, direct=direct, self_only=self_only, photos=photos):
        field, text = at_field(error, choices, limits)
        wrong.setdefault(field, text)
    if direct and consent and choices.privacy_level is None:
        wrong["privacy_level"] = at_field(no_audience(), choices, limits)[1]
    if direct and consent and sponsored and not choices.discloses:
        wrong["disclosed"] = at_field(no_disclosure(), choices, limits)[1]
    try:
        due = from_local_input(typed.due, zone)
    except (ValueError, OverflowError):
        wrong["due"] = _said("no_moment")
    else:
        if due is not None and due > now + LATEST:
            wrong["due"] = _said("too_far_ahead")
    return wrong


def _refused(
    choices: Choices, limits: Style, *, direct: bool, self_only: bool, photos: Sequence[str]
) -> Iterator[WrongChoice]:
    """Whatever the domain says no to, choice by choice, since it stops at the first."""
    mode = Mode.REVIEW if direct else Mode.INBOX
    for one in (
        Choices(title=choices.title),
        Choices(description=choices.description),
        Choices(photo_urls=choices.photo_urls, cover_index=choices.cover_index),
    ):
        try:
            check(one, mode, limits, self_only=self_only, photos=photos)
        except WrongChoice as error:
            yield error
    for one in (
        Choices(
            disclosed=choices.disclosed,
            brand_organic=choices.brand_organic,
            brand_content=choices.brand_content,
        ),
        Choices(privacy_level=choices.privacy_level, brand_content=choices.brand_content),
    ):
        try:
            check_together(one, self_only=self_only)
        except WrongChoice as error:
            yield error


def at_field(error: WrongChoice, choices: Choices, limits: Style) -> tuple[str, str]:
    """The form's field and the words for a refused choice, in the current language."""
    field = _FIELDS.get(error.field, error.field)
    if error.code in {"title_too_long", "description_too_long"}:
        counted = count(choices.title or "", choices.description or "", limits)
        over = next(one.over for one in counted.problems if one.field == error.field)
        text = ngettext(
            "Too long by %(num)s character: shorten it.",
            "Too long by %(num)s characters: shorten it.",
            over,
        )
        return field, text % {"num": over}
    if error.code == "photos_too_many":
        over = len(choices.photo_urls or ()) - PHOTO_LIMIT
        text = ngettext(
            "TikTok takes at most 35 photos: leave out %(num)s more.",
            "TikTok takes at most 35 photos: leave out %(num)s more.",
            over,
        )
        return field, text % {"num": over}
    return field, _said(error.code) or error.message


def not_offered() -> str:
    """The chosen privacy level is not among the fresh ones."""
    return _said("privacy_not_offered")


def _said(code: str) -> str:
    return gettext(_WORDS[code]) if code in _WORDS else ""
