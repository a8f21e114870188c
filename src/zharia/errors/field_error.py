"""Validation errors: what is wrong with what a person or a program sent, field by field."""

from dataclasses import dataclass
from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.texts.message import Message


@dataclass(frozen=True, slots=True)
class FieldError:
    """A field that cannot be taken, e.g. `translations.kz.title`, and the remedy."""

    #: as the JSON interface names it; "" for the whole
    field: str
    message: Message
    #: where a program has to tell it from others
    code: ErrorCode = ErrorCode.VALIDATION_FAILED

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else str(self.message)


class InvalidFields(Exception):
    """At least one field cannot be taken; nothing was changed."""

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


#: the one thing that may be wrong with an article, a feed and an account alike
NO_LANGUAGE: Final = Message("This is no language code: write kz or ru, for example.")
