"""What people read, in the three languages of the pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One message in Kazakh, Russian and English."""

    kk: str
    ru: str
    en: str

    def text(self, language: str) -> str:
        """The message in `kk` (or `kz`, as articles call it), `ru`, or else English."""
        return {"kk": self.kk, "kz": self.kk, "ru": self.ru}.get(language, self.en)

    def with_(self, **values: str) -> "Words":
        """The message with its `{names}` filled in."""
        return Words(self.kk.format(**values), self.ru.format(**values), self.en.format(**values))

    def then(self, more: "Words") -> "Words":
        """The message with another one after it."""
        return Words(f"{self.kk} {more.kk}", f"{self.ru} {more.ru}", f"{self.en} {more.en}")
