"""`zharia accounts`: the list of TikTok accounts."""

import typer

from zharia.cli import common

app = typer.Typer(help="The TikTok accounts that post.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """The TikTok accounts that post."""


@app.command("list")
def list_accounts() -> None:
    """Every connected account: its language, how its posts go out, and whether it can post."""
    from zharia.accounts.queries import all_accounts  # noqa: PLC0415
    from zharia.terminal.tables import new_console, print_table  # noqa: PLC0415

    console = new_console()
    with common.open_database() as (database, settings), database.read() as session:
        accounts = sorted(all_accounts(session), key=lambda one: one.connected_at)
        if not accounts:
            console.print(
                "No account is connected. Sign in as an administrator at"
                f" {settings.public_url.rstrip('/')}/admin/settings/social-media",
            )
        print_table(
            console,
            ("id", "account", "name", "language", "mode", "visible to", "state", "where"),
            [
                (
                    one.id,
                    f"@{one.username}" if one.username else one.open_id,
                    one.nickname,
                    one.language,
                    one.mode,
                    one.privacy_level or "-",
                    one.state if one.enabled else f"{one.state}, switched off",
                    one.environment,
                )
                for one in accounts
            ],
            elastic=2,
        )
