"""Tables for the terminal: with colours and columns there, tab-separated lines elsewhere."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from zharia.service.logs import escaped

#: characters that remain of an elastic column
_LEAST: Final = 16
_GAP: Final = "  "


def new_console() -> Console:
    return Console(soft_wrap=True, highlight=False, emoji=False)


def print_table(
    console: Console,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    elastic: int = 0,
) -> None:
    """Columns on a terminal; elsewhere tab-separated lines without headings, for `cut`.

    On a narrow terminal the `elastic` column gives way: half an address leads nowhere. Where
    that is not enough, lines run on, and the terminal breaks them.
    """
    table = [list(map(escaped, row)) for row in rows]
    if not console.is_terminal:
        for row in table:
            # Not by `print`: it would turn tabs into spaces.
            console.file.write("\t".join(row) + "\n")
        return
    widths = [max(map(cell_len, column)) for column in zip(headings, *table, strict=True)]
    spare = console.width - sum(widths) - len(_GAP) * (len(widths) - 1)
    widths[elastic] = max(min(widths[elastic], _LEAST), widths[elastic] + min(spare, 0))
    console.print(Text(_line(headings, widths), style="dim"))
    for row in table:
        console.print(Text(_line(row, widths)))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(map(_fitted, cells, widths)).rstrip()


def _fitted(cell: str, width: int) -> str:
    if cell_len(cell) > width:
        cell = set_cell_size(cell, width - 1).rstrip() + "…"
    return set_cell_size(cell, width)
