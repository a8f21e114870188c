"""A text that is carried unspoken and translated at the edge (lazy gettext)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from zharia.texts.catalogue import ERRORS, catalogue
from zharia.texts.named_pages import plain_text


@dataclass(frozen=True, slots=True)
class Message:
    """One text in English, with values for its `{names}`, and what follows it.

    `Message("…")` also marks the text for the catalogue of the domain `errors`, so that it has to
    be a literal; another text, which only engineers read, stays in English.

    >>> str(Message("At most {most} fit.").with_(most=5).then(Message("Shorten it.")))
    'At most 5 fit. Shorten it.'
    """

    english: str
    #: a value may be a message itself
    values: Mapping[str, object] = field(default_factory=dict)
    followed_by: tuple["Message", ...] = ()

    def text(self, language: str) -> str:
        """The message in `kk` (or `kz`, as articles call it), `ru`, or else English.

        A page that it names is called by its title; a template that shows the message links it.
        """
        return plain_text(self.with_page_marks(language), language)

    def with_page_marks(self, language: str) -> str:
        """The message as translators write it: a page that it names is `[[social-media]]`."""
        language = "kk" if language == "kz" else language
        texts = catalogue(ERRORS, language)
        said = texts.gettext(self.english) if self.english else ""
        if self.values:
            values = {name: _translate(v, language) for name, v in self.values.items()}
            said = said.format_map(values)
        return " ".join([said, *(one.with_page_marks(language) for one in self.followed_by)])

    def __str__(self) -> str:
        """In English, as logs and programs read it."""
        return self.text("en")

    def with_(self, **values: object) -> "Message":
        """The message, and what follows it, with these `{names}` filled in."""
        more = tuple(one.with_(**values) for one in self.followed_by)
        return replace(self, values={**self.values, **values}, followed_by=more)

    def then(self, more: "Message") -> "Message":
        """The message with another one after it."""
        return replace(self, followed_by=(*self.followed_by, more))


def _translate(value: object, language: str) -> str:
    return value.with_page_marks(language) if isinstance(value, Message) else str(value)
