"""`zharia keys` and `zharia db`: what an operator does once in a while."""

import typer

from zharia.cli import opening

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
    import zharia.accounts  # noqa: F401, PLC0415 - registers the columns with secrets
    from zharia.cli.trouble import NotFinished  # noqa: PLC0415
    from zharia.journal import Journal, JournalError  # noqa: PLC0415
    from zharia.publishing import recovery  # noqa: PLC0415
    from zharia.storage import key_rotation  # noqa: PLC0415
    from zharia.storage.crypto import open_keyring  # noqa: PLC0415
    from zharia.users import AuditAction, record  # noqa: PLC0415

    with opening.database() as (database, settings):
        ring = open_keyring(settings.secret_keys.get_secret_value(), settings.secret_keys_file)
        journal = Journal.open(settings.journal_file)
        journal.try_to_write()
        count = key_rotation.rotate(database, ring)
        # The journal's newest pairs must open with the newest key too.
        recovery.journal_accounts(database, journal)
        try:
            # What found no room would end with this process.
            journal.flush()
        except JournalError as error:
            raise NotFinished(
                f"{error} The database is sealed with the newest key, the newest tokens in the"
                " journal are not: keep the old key, and rotate once more when it can be written."
            ) from error
        with database.write() as session:
            record(session, opening.operator(), AuditAction.SECRETS_ROTATED, count=count)
    typer.echo(f"{count} {'secret is' if count == 1 else 'secrets are'} sealed anew.")


@db.callback()
def db_root() -> None:
    """The database's tables."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to date. Every start of the service does so too."""
    with opening.database() as (database, _):
        shown = database.url.render_as_string(hide_password=True)
    typer.echo(f"{shown} is up to date.")
