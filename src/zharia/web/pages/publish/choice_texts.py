"""What is wrong with the choices in the publish form, each at its field."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

from zharia.accounts import Mode
from zharia.errors import ChoiceCode
from zharia.newsroom.due import is_too_far_ahead
from zharia.posts import Style
from zharia.publishing.choices import (
    Choices,
    WrongChoice,
    check,
    check_combination,
    no_audience,
    no_disclosure,
)
from zharia.publishing.text_length import count
from zharia.texts.i18n import gettext, ngettext, noop
from zharia.tiktok import PHOTO_LIMIT
from zharia.web.pages.base.formats import from_local_input
from zharia.web.pages.base.forms import Wrong
from zharia.web.pages.publish.form_values import TypedPost

#: TikTok's own words (content-sharing-guidelines); the English must stay as it is
DISCLOSE: Final = noop(
    "You need to indicate if your content promotes yourself, a third party, or both."
)
NEVER_PRIVATE: Final = noop("Branded content visibility cannot be set to private.")

_WORDS: Final[Mapping[ChoiceCode, str]] = {
    ChoiceCode.DISCLOSURE_EMPTY: DISCLOSE,
    ChoiceCode.BRANDED_NEVER_PRIVATE: NEVER_PRIVATE,
    ChoiceCode.DISCLOSURE_OFF: noop("Something is ticked under the disclosure, which is off."),
    ChoiceCode.DISCLOSURE_NOT_DECIDED: noop(
        "The article is paid for. Switch on “%(switch)s” and say whose it is, or tick “%(box)s”."
    ),
    ChoiceCode.PRIVACY_NOT_CHOSEN: noop(
        "Choose who can see this post. TikTok has no default for it."
    ),
    ChoiceCode.PRIVACY_NOT_OFFERED: noop(
        "TikTok does not offer this to the account now: choose anew."
    ),
    ChoiceCode.SELF_ONLY_BEFORE_AUDIT: noop(
        "Before TikTok's audit of the app only the account's owner can see a post."
    ),
    ChoiceCode.NOT_IN_INBOX_DRAFTS: noop("A draft in the TikTok inbox does not carry this."),
    ChoiceCode.PHOTOS_NONE: noop("Choose at least one photo: TikTok takes no photo post without."),
    ChoiceCode.PHOTOS_DOUBLE: noop("A photo stands there twice: leave one of them out."),
    ChoiceCode.PHOTOS_NOT_THE_ARTICLES: noop(
        "The article's photos have changed meanwhile. They are shown below as they are now: look"
        " at them, then publish."
    ),
    ChoiceCode.COVER_OUTSIDE: noop("Choose the cover again."),
    ChoiceCode.NO_MOMENT: noop("That is no day and time. Choose both, or leave the field empty."),
    ChoiceCode.TOO_FAR_AHEAD: noop("That is more than a year ahead. Choose an earlier moment."),
}
#: parts of the form that messages name
_PARTS: Final = {
    "switch": noop("Disclose commercial content"),
    "box": noop("Disclose nothing"),
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
        wrong["due"] = _said(ChoiceCode.NO_MOMENT)
    else:
        if due is not None and is_too_far_ahead(due, now):
            wrong["due"] = _said(ChoiceCode.TOO_FAR_AHEAD)
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
            check_combination(one, self_only=self_only)
        except WrongChoice as error:
            yield error


def at_field(error: WrongChoice, choices: Choices, limits: Style) -> tuple[str, str]:
    """The form's field and the words for a refused choice, in the current language."""
    field = _FIELDS.get(error.field, error.field)
    if error.code in {ChoiceCode.TITLE_TOO_LONG, ChoiceCode.DESCRIPTION_TOO_LONG}:
        counted = count(choices.title or "", choices.description or "", limits)
        over = next(one.over for one in counted.problems if one.field == error.field)
        text = ngettext(
            "Too long by %(num)s character: shorten it.",
            "Too long by %(num)s characters: shorten it.",
            over,
        )
        return field, text % {"num": over}
    if error.code == ChoiceCode.PHOTOS_TOO_MANY:
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
    return _said(ChoiceCode.PRIVACY_NOT_OFFERED)


def _said(code: ChoiceCode) -> str:
    if code not in _WORDS:
        return ""
    # What the form calls its own parts, where a message names one.
    return gettext(_WORDS[code]) % {part: gettext(title) for part, title in _PARTS.items()}
