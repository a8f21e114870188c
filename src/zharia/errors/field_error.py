"""What is wrong with what a person or a program sent, field by field."""

from dataclasses import dataclass
from typing import Final

from zharia.words import Words


@dataclass(frozen=True, slots=True)
class FieldError:
    """A field that cannot be taken, e.g. `translations.kz.title`, and the remedy."""

    #: as the JSON interface names it; "" for the whole
    field: str
    message: str
    #: the message for the pages; None where only programs read it
    words: Words | None = None
    #: stable, where a program has to tell it from others
    code: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class InvalidFields(Exception):
    """At least one field cannot be taken; nothing was changed."""

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


#: the one thing that may be wrong with an article, a feed and an account alike
NO_LANGUAGE: Final = Words(
    kk="Бұл тіл коды емес: kz немесе ru деп жазыңыз.",
    ru="Это не код языка: напишите, например, kz или ru.",
    en="This is no language code: write kz or ru, for example.",
)


def problem(field: str, words: Words, code: str = "", **values: object) -> FieldError:
    """A problem in all three languages; `values` fill in the `{names}` in the words."""
    filled = words.with_(**{name: str(value) for name, value in values.items()})
    return FieldError(field, filled.en, filled, code)
