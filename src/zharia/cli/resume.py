"""`zharia resume`: a paused installation goes on."""

import typer

from zharia.cli import common


def resume() -> None:
    """Go on sending, where a copied database or another journal has paused Zharia.

    Only once every other installation with the same accounts is stopped or gone: two would post
    each article twice, and kill each other's access to TikTok. A running service goes on at once.
    """
    from zharia.journal import Installation, pause_of  # noqa: PLC0415
    from zharia.newsroom.pause import resume as go_on  # noqa: PLC0415

    with common.open_database() as (database, settings):
        installation = Installation.open(settings.journal_place, one_machine=database.is_sqlite)
        with database.read() as session:
            pause = pause_of(session, installation)
        replayed = go_on(database, installation, common.operator())
    was = f"It was paused ({pause.reason})." if pause else "It was not paused."
    typer.echo(
        f"{was} Posts go out again. {replayed.attempts} attempts that the database lacked were"
        " brought back from the journal."
    )
