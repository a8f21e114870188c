"""`zharia keys` and `zharia db`: what an operator does once in a while."""

from typing import Annotated

import typer

from zharia.cli import common

keys = typer.Typer(help="The keys that seal secrets in the database.", no_args_is_help=True)
db = typer.Typer(help="The database's tables.", no_args_is_help=True)


@keys.callback()
def keys_root() -> None:
    """The keys that seal secrets in the database."""


@keys.command()
def rotate() -> None:
    """Seal every secret anew with the newest key, while the service runs.

    The newest key is the first of ZHARIA_SECRET_KEYS, or of the file `secret-keys` in the data
    directory. Put a new one in front, restart every process, rotate, and take the old one away.
    """
    from zharia.journal import Journal  # noqa: PLC0415
    from zharia.newsroom.key_rotation import rotate_keys  # noqa: PLC0415
    from zharia.storage.crypto import open_keyring  # noqa: PLC0415

    with common.open_database() as (database, settings):
        ring = open_keyring(settings.secret_keys.get_secret_value(), settings.secret_keys_file)
        journal = Journal.open(settings.journal_place)
        count = rotate_keys(database, ring, journal, common.operator())
    typer.echo(f"{count} {'secret is' if count == 1 else 'secrets are'} sealed anew.")


@db.callback()
def db_root() -> None:
    """The database's tables."""


@db.command()
def upgrade(
    *,
    finish: Annotated[
        bool,
        typer.Option(
            "--finish",
            help="Also take away what only the former version needed: once none of its processes"
            " is left.",
        ),
    ] = False,
) -> None:
    """Bring the tables up to date. Every start of the service does so too, without --finish."""
    with common.open_database() as (database, _):
        if finish:
            database.finish_upgrade()
        shown = database.url.render_as_string(hide_password=True)
    typer.echo(f"{shown} is up to date.")
