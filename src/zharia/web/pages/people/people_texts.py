"""Form errors of user management."""

from collections.abc import Mapping
from typing import Final

from zharia.texts.i18n import gettext, noop
from zharia.users import (
    EmailTaken,
    EmailUnusable,
    LastAdministrator,
    OwnAccount,
    PasswordTooLong,
    PasswordTooShort,
    TooManyAttempts,
    UserError,
    WrongPassword,
)
from zharia.users.passwords import MAX_LENGTH, MIN_LENGTH
from zharia.web.pages.base.forms import FormErrors

#: by what went wrong: the field of the form, and what to do
_MISTAKES: Final[Mapping[type[UserError], tuple[str, str]]] = {
    EmailTaken: (
        "email",
        noop(
            "Somebody with this e-mail address is here already. Look through the list, those who"
            " may no longer sign in included."
        ),
    ),
    EmailUnusable: ("email", noop("Write an e-mail address, such as editor@news.example.")),
    PasswordTooShort: (
        "password",
        noop("This password is too short: take at least %(least)s characters."),
    ),
    PasswordTooLong: (
        "password",
        noop("This password is too long: take at most %(most)s characters."),
    ),
    WrongPassword: ("old", noop("This is not your current password. Type it once more.")),
    TooManyAttempts: (
        "old",
        noop(
            "Too many attempts. Wait a quarter of an hour, or ask an administrator for a new"
            " password."
        ),
    ),
    LastAdministrator: (
        "role",
        noop(
            "This is the only administrator who can sign in. Make somebody else an administrator"
            " first, then change this user."
        ),
    ),
    OwnAccount: (
        "role",
        noop("You cannot take away your own access. Ask another administrator to do it."),
    ),
}


def user_form_errors(error: UserError) -> FormErrors:
    """What is wrong, at its field of the form, in the current language.

    Raises `KeyError` for what no form can bring about.
    """
    field, text = _MISTAKES[type(error)]
    return FormErrors({field: gettext(text) % {"least": MIN_LENGTH, "most": MAX_LENGTH}})
