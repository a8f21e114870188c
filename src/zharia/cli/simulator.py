"""`zharia simulator`."""

from pathlib import Path
from typing import Annotated

import typer


def simulator(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on.")] = 8100,
    speed: Annotated[
        float, typer.Option(min=0.001, help="Simulated seconds per real second.")
    ] = 1.0,
    state: Annotated[
        Path | None,
        typer.Option(help="JSON file: loaded if it is there, saved after every change."),
    ] = None,
    strict_urls: Annotated[
        bool, typer.Option("--strict-urls", help="Refuse http and loopback, as TikTok does.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Refuse fields that photos do not know; TikTok ignores them."
        ),
    ] = False,
    sandbox_refuses_refresh: Annotated[
        bool,
        typer.Option(
            "--sandbox-refuses-refresh", help="A sandbox answers each refresh with invalid_grant."
        ),
    ] = False,
    old_lifetimes: Annotated[
        bool, typer.Option("--old-lifetimes", help="Tokens live 24 h and 365 d, not 2 h and 180 d.")
    ] = False,
    moderation: Annotated[
        float, typer.Option(min=0, help="Simulated seconds until a public post has its id.")
    ] = 20.0,
    oauth_error_status: Annotated[
        int, typer.Option(help="HTTP status of the token endpoint's errors: 200, 400 or 401.")
    ] = 200,
) -> None:
    """TikTok on localhost: pages, OAuth, Content Posting API, webhooks. No account needed."""
    from rich.console import Console  # noqa: PLC0415  # the command alone pays for it

    from zharia.service.gc_tuning import freeze_gc  # noqa: PLC0415
    from zharia.service.listening import listen  # noqa: PLC0415
    from zharia.simulator.seed import seeded_state  # noqa: PLC0415
    from zharia.simulator.server import serve  # noqa: PLC0415
    from zharia.simulator.settings import Settings  # noqa: PLC0415
    from zharia.simulator.store import StateError  # noqa: PLC0415

    if oauth_error_status not in {200, 400, 401}:
        raise typer.BadParameter("200, 400 or 401", param_hint="--oauth-error-status")
    listening = listen(host, port, host_setting="--host", port_setting="--port")
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    console = Console(soft_wrap=True, highlight=False)
    console.print("[bold]TikTok on localhost[/bold]: a simulator. Nothing here reaches TikTok.\n")
    console.print(f"  Pages          {url}/")
    console.print(f"  API base       {url}")
    console.print(f"  Authorize URL  {url}/v2/auth/authorize/")
    console.print(f"  Control API    {url}/_sim/\n")
    for one in seeded_state().apps:
        console.print(f"  [bold]{one.name}[/bold]")
        console.print(f"    client key     {one.client_key}")
        console.print(f"    client secret  {one.client_secret}")
    console.print("\n  Ctrl+C stops it.", style="dim")
    settings = Settings(
        speed=speed,
        state_file=state,
        strict_urls=strict_urls,
        strict=strict,
        sandbox_refuses_refresh=sandbox_refuses_refresh,
        old_lifetimes=old_lifetimes,
        moderation_delay=moderation,
        oauth_error_status=oauth_error_status,
    )
    freeze_gc()
    try:
        serve(host, port, settings, listening)
    except StateError as error:
        raise typer.BadParameter(str(error), param_hint="--state") from error
