"""`zharia chaos`."""

from pathlib import Path
from typing import Annotated

import typer

_DEFAULT_KILLS = 25


def chaos(
    *,
    kills: Annotated[
        int | None,
        typer.Option(min=0, help="SIGKILLs; 25, or none with --freezes or --restore."),
    ] = None,
    freezes: Annotated[
        int, typer.Option(min=0, help="Times that a process stands still for longer than a lease.")
    ] = 0,
    restore: Annotated[
        int,
        typer.Option(min=0, help="Put an older copy of the database back, after so many articles."),
    ] = 0,
    workers: Annotated[
        int, typer.Option(min=1, max=16, help="More than one: PostgreSQL, one web process.")
    ] = 1,
    database: Annotated[
        str,
        typer.Option(help="sqlite, postgresql (a cluster of its own), or an empty one's URL."),
    ] = "",
    media: Annotated[
        str, typer.Option(help="Where photos lie: file, s3 (a server of its own), or s3://BUCKET.")
    ] = "file",
    accounts: Annotated[int, typer.Option(min=1, max=20, help="TikTok accounts.")] = 4,
    seed: Annotated[
        int | None, typer.Option(help="The same seed does the same things again.")
    ] = None,
    patience: Annotated[
        float, typer.Option(min=5, help="Seconds after the last blow for everything to end.")
    ] = 300.0,
    folder: Annotated[
        Path | None, typer.Option(help="Empty or new, for database and logs; else a temporary one.")
    ] = None,
) -> None:
    """Kill, freeze, mislead and restore the service on purpose, then count the posts.

    Ends with one line of JSON, and with 1 if an article was posted twice, lost, or called
    published without being so.
    """
    import os  # noqa: PLC0415 - `--help` needs none of it
    import secrets  # noqa: PLC0415

    from zharia.chaos import environment, plan, run  # noqa: PLC0415
    from zharia.cli.signals import stop_on_signal  # noqa: PLC0415
    from zharia.storage.s3_address import S3Address  # noqa: PLC0415

    if database == "sqlite" and workers > 1:
        raise typer.BadParameter("SQLite takes one worker", param_hint="--database")
    if media not in {"file", "s3"} and S3Address.parse(media) is None:
        raise typer.BadParameter("file, s3, or s3://BUCKET/PREFIX", param_hint="--media")
    # A folder that a person names is meant from where that person is.
    here = Path(os.environ.get("ZHARIA_CALLED_FROM", ""))
    where = ((here / folder) if folder else environment.temporary_folder()).absolute()
    where.mkdir(parents=True, exist_ok=True)
    if any(where.iterdir()):
        raise typer.BadParameter(f"{where} is not empty", param_hint="--folder")
    if kills is None:
        kills = 0 if freezes or restore else _DEFAULT_KILLS
    chosen = secrets.randbelow(1_000_000) if seed is None else seed
    options = environment.Options(
        plan=plan.draw_plan(chosen, kills=kills, freezes=freezes, restored=restore),
        database=database or ("postgresql" if workers > 1 else "sqlite"),
        workers=workers,
        media=media,
        accounts=accounts,
        patience=patience,
        folder=where,
    )
    with stop_on_signal() as stop:
        line, kept = run.run(options, lambda message: typer.echo(message, err=True), stop.is_set)
    typer.echo(line)
    if not kept:
        raise typer.Exit(1)
