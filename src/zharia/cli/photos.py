"""`zharia photos`: where photos are kept."""

import typer

from zharia.cli import common

app = typer.Typer(help="Where photos are kept.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """Where photos are kept."""


@app.command()
def adopt() -> None:
    """From now on, keep this database's photos where this process's settings say.

    After photos have moved to another folder or bucket, or are lost. Stop every process before,
    and start them with the same settings.
    """
    from zharia.media.opening import open_store  # noqa: PLC0415
    from zharia.newsroom.photo_storage import adopt as adopt_store  # noqa: PLC0415

    with common.open_database() as (database, settings):
        store = open_store(settings.media_storage, settings.data_dir)
        adopt_store(database, store, common.operator())
    typer.echo(f"This database's photos are in {store} from now on.")
