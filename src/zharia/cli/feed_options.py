"""Command line options that say how a feed's items become articles."""

from typing import Annotated

import typer

Language = Annotated[str, typer.Option(help="Of items that do not say it themselves: kz, ru, …")]
UrlRule = Annotated[
    str,
    typer.Option(
        help="Regular expression over an item's address with the groups `language` and `story`,"
        " which joins a story's versions."
    ),
]
TimeZone = Annotated[
    str,
    typer.Option(help="Of dates that name none, like Asia/Almaty; default is this installation's."),
]
