"""`zharia demo`, which is also `./run` alone."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    *,
    leave: Annotated[
        bool,
        typer.Option("--exit", help="Leave after the last post; 0 only if all were published."),
    ] = False,
    stories: Annotated[
        int | None, typer.Option(min=1, help="Only so many of the newsroom's stories.")
    ] = None,
    every: Annotated[
        float | None,
        typer.Option(min=0, help="Seconds between two stories; 20, or 5 with --exit."),
    ] = None,
    speed: Annotated[
        float, typer.Option(min=0.1, max=100, help="How fast the simulated TikTok's clock runs.")
    ] = 4.0,
    data: Annotated[Path, typer.Option(help="Folder, emptied at each start.")] = Path("var/demo"),
    free_ports: Annotated[
        bool, typer.Option("--free-ports", help="Any free ports, not 8000, 8100 and 8200.")
    ] = False,
) -> None:
    """Show it: a newsroom, Zharia and a TikTok on this machine, with posts arriving."""
    from zharia.cli.signals import stop_on_signal  # noqa: PLC0415
    from zharia.demo.run import Plan, run_demo  # noqa: PLC0415
    from zharia.demo.stories import load_stories  # noqa: PLC0415
    from zharia.terminal.tables import new_console  # noqa: PLC0415 - `--help` needs none of it

    plan = Plan(
        stories=load_stories()[:stories],
        every=every if every is not None else 5 if leave else 20,
        speed=speed,
        leave=leave,
        folder=data,
        usual_ports=not free_ports,
    )
    with stop_on_signal() as stop:
        complete = run_demo(plan, new_console(), stop.is_set)
    if leave and not complete:
        raise typer.Exit(130 if stop.is_set() else 1)
