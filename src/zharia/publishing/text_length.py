"""Text length in TikTok's units, UTF-16, and whether it fits. Pure."""

from dataclasses import dataclass

from zharia.errors import ChoiceCode
from zharia.posts import Style, utf16_units


@dataclass(frozen=True, slots=True)
class TextProblem:
    """A text that is too long."""

    #: `title` or `description`
    field: str
    #: `title_too_long` or `description_too_long`
    code: ChoiceCode
    units: int
    limit: int

    @property
    def over(self) -> int:
        """UTF-16 units to take away."""
        return self.units - self.limit


@dataclass(frozen=True, slots=True)
class TextLengths:
    """Two texts by hand, counted in UTF-16 units as TikTok does."""

    title_units: int
    title_limit: int
    description_units: int
    description_limit: int
    problems: tuple[TextProblem, ...]


def count(title: str, description: str, limits: Style) -> TextLengths:
    """Count what somebody types.

    >>> found = count("Мектеп 🏫", "", Style(title_limit=8)).problems
    >>> [(problem.field, problem.code.value, problem.over) for problem in found]
    [('title', 'title_too_long', 1)]
    """
    title_units, description_units = utf16_units(title), utf16_units(description)
    problems = tuple(
        TextProblem(field, ChoiceCode(f"{field}_too_long"), units, limit)
        for field, units, limit in (
            ("title", title_units, limits.title_limit),
            ("description", description_units, limits.description_limit),
        )
        if units > limit
    )
    return TextLengths(
        title_units=title_units,
        title_limit=limits.title_limit,
        description_units=description_units,
        description_limit=limits.description_limit,
        problems=problems,
    )
