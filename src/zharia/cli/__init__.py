"""The `zharia` command. What a command needs is imported when it runs: `--help` starts at once.

Exit codes: 0 done, 1 something did not succeed, 2 it was called or set up wrongly, 130 interrupted.
"""

import os
import sys

import typer

from zharia.cli import (
    accounts,
    chaos,
    demo,
    feeds,
    maintenance,
    photos,
    publish,
    resume,
    serve,
    simulator,
    users,
)
from zharia.service.gc_tuning import tune_gc
from zharia.storage.storable import is_storable

app = typer.Typer(
    name="zharia",
    help="Publishes a newsroom's articles as TikTok photo posts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    demo.demo,
    serve.serve,
    serve.web,
    serve.worker,
    resume.resume,
    publish.publish,
    simulator.simulator,
    chaos.chaos,
):
    app.command()(command)
for name, group in (
    ("accounts", accounts.app),
    ("feeds", feeds.app),
    ("users", users.app),
    ("keys", maintenance.keys),
    ("db", maintenance.db),
    ("photos", photos.app),
):
    app.add_typer(group, name=name)


def main() -> None:
    """Run a command; trouble that a person can mend becomes a message, not a traceback."""
    # Whatever a library writes for us is ours alone too.
    os.umask(0o077)
    tune_gc()
    for number, argument in enumerate(sys.argv[1:], start=1):
        if not is_storable(argument):
            # Python's sign for bytes that are not in the terminal's encoding (PEP 383).
            shown = argument.encode("utf-8", "backslashreplace").decode()
            typer.echo(
                f"zharia: argument {number}, {shown}, is no text in UTF-8: type it anew in a"
                " terminal that uses UTF-8 (LC_ALL=C.UTF-8).",
                err=True,
            )
            sys.exit(2)
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from zharia.cli.errors import user_message  # noqa: PLC0415
        from zharia.service.logs import escaped  # noqa: PLC0415

        message = user_message(error)
        if message is None:
            raise
        for line in f"zharia: {message}".split("\n"):
            typer.echo(escaped(line), err=True)
        sys.exit(2)
