"""A measured figure beside its aim and its floor, and how a table of them is printed."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. More is better where the aim is above the floor."""

    what: str
    value: float
    aim: float
    floor: float
    #: behind the figures: "/s", " ms", " MB", " %"; empty for a ratio or a count
    unit: str = ""
    #: what it was compared with, and what else belongs to it
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the aim, the floor or none of them is met."""
        sign = 1 if self.aim > self.floor else -1
        if sign * self.value >= sign * self.aim:
            return "aim"
        return "floor" if sign * self.value >= sign * self.floor else "missed"

    def shown(self, value: float) -> str:
        """A figure with its unit, in four digits or whole."""
        return f"{value:,.0f}{self.unit}" if abs(value) >= 100 else f"{value:.4g}{self.unit}"


def markdown(measures: Iterable[Measure]) -> str:
    """The measures as a Markdown table."""
    rows = ["| measure | result | aim | floor | met | beside it |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {one.what} | {one.shown(one.value)} | {one.shown(one.aim)} | {one.shown(one.floor)}"
        f" | {one.verdict} | {one.note} |"
        for one in measures
    ]
    return "\n".join(rows)
