"""What a form says at its fields."""

import re
from collections.abc import Iterable

from zharia.errors.field_error import FieldError
from zharia.texts.i18n import current_language


class Wrong(dict[str, str]):
    """What is wrong, by field. A field that is right has no words: templates may ask for any."""

    def __missing__(self, field: str) -> str:
        return ""


def at_fields(problems: Iterable[FieldError]) -> Wrong:
    """The problems in the current language, by the fields of our forms: `urlRule` is `url_rule`.

    What is wrong with one of many, such as `hashtags.brand.2`, stands at them all.
    """
    wrong = Wrong()
    for one in problems:
        field = re.sub(r"(?<=[a-z])[A-Z]", lambda upper: f"_{upper[0].lower()}", one.field)
        field = re.sub(r"\.\d+$", "", field)
        words = one.message.text(current_language())
        wrong[field] = f"{wrong[field]} {words}".strip()
    return wrong
