"""Form errors: what is wrong, at its field."""

import re
from collections.abc import Iterable

from zharia.errors.field_error import FieldError
from zharia.texts.i18n import current_language


class FormErrors(dict[str, str]):
    """What is wrong, by field. A field that is right has no words: templates may ask for any."""

    def __missing__(self, field: str) -> str:
        return ""


def form_errors(problems: Iterable[FieldError]) -> FormErrors:
    """The problems in the current language, by the fields of our forms: `urlRule` is `url_rule`.

    What is wrong with one of many, such as `hashtags.brand.2`, stands at them all.
    """
    errors = FormErrors()
    for one in problems:
        field = re.sub(r"(?<=[a-z])[A-Z]", lambda upper: f"_{upper[0].lower()}", one.field)
        field = re.sub(r"\.\d+$", "", field)
        text = one.message.text(current_language())
        errors[field] = f"{errors[field]} {text}".strip()
    return errors
