"""`zharia users`: adding users."""

import sys
from typing import Annotated

import typer

from zharia.cli import common

app = typer.Typer(help="The people who may sign in.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """The people who may sign in."""


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="E-mail address that the person signs in with.")],
    *,
    admin: Annotated[
        bool, typer.Option("--admin", help="An administrator: settings and accounts too.")
    ] = False,
    name: Annotated[str, typer.Option(help="What the pages call the person.")] = "",
) -> None:
    """Take a person on. The password is asked for, or read as one line from a pipe."""
    from zharia.newsroom.people import add_user  # noqa: PLC0415
    from zharia.users import Role  # noqa: PLC0415

    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    with common.open_database() as (database, _):
        role = Role.ADMIN if admin else Role.EDITOR
        user = add_user(database, email, password, role, name=name, by=common.operator())
    typer.echo(f"{user.email} may sign in as {user.role}.")
