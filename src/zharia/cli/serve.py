"""`zharia serve`, `web` and `worker`: processes that run until they are told to end."""

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from zharia.cli import common

if TYPE_CHECKING:
    from zharia.service.service import Service
    from zharia.settings import Settings

log = logging.getLogger(__name__)


Paused = Annotated[
    bool,
    typer.Option(
        "--paused",
        help="Send nothing, on this whole database, until `zharia resume` or the pages' button.",
    ),
]


def serve(*, paused: Paused = False) -> None:
    """The whole service in one process: pages, interfaces, and one worker."""
    _serve_http(with_worker=True, paused=paused)


def web() -> None:
    """Pages and interfaces alone; workers run elsewhere, on the same database."""
    _serve_http(with_worker=False, paused=False)


def worker(*, paused: Paused = False) -> None:
    """One worker alone: publishes, follows, watches feeds. On PostgreSQL, as many as you like."""
    from zharia.cli.signals import stop_on_signal  # noqa: PLC0415
    from zharia.service.gc_tuning import freeze_gc  # noqa: PLC0415
    from zharia.service.service import Service  # noqa: PLC0415

    settings = common.load_settings()
    paused_by = common.operator() if paused else ""
    with stop_on_signal() as stop, Service(settings, with_worker=True, paused_by=paused_by):
        freeze_gc()
        log.info("the worker is ready")
        stop.wait()
        log.info("ending: what is being sent is sent to its end")


def _serve_http(*, with_worker: bool, paused: bool) -> None:
    from zharia.cli.signals import stop_on_signal  # noqa: PLC0415
    from zharia.service.gc_tuning import freeze_gc  # noqa: PLC0415
    from zharia.service.listening import listen  # noqa: PLC0415
    from zharia.service.service import Service  # noqa: PLC0415
    from zharia.service.web_server import WebServer, jwt_secret  # noqa: PLC0415

    settings = common.load_settings()
    listening = listen(settings.host, settings.port)
    paused_by = common.operator() if paused else ""
    with (
        stop_on_signal() as stop,
        listening,
        Service(settings, with_worker=with_worker, paused_by=paused_by) as service,
    ):
        # Whatever is wrong with it is said before a password is shown.
        jwt_secret(service)
        _first_administrator(service)
        with WebServer(service, listening):
            freeze_gc()
            log.info("Zharia is ready at %s", _address(settings))
            stop.wait()
            log.info("ending: what is being sent is sent to its end")


def _first_administrator(service: "Service") -> None:
    """On a fresh database, and never again: not into the log, which others may read."""
    from zharia.newsroom.people import ensure_administrator  # noqa: PLC0415

    made = ensure_administrator(service.database, service.settings)
    if made is not None:
        email, password = made
        typer.echo("The first administrator was made. This is shown once:", err=True)
        typer.echo(f"    e-mail    {email}\n    password  {password}", err=True)


def _address(settings: "Settings") -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    here = f"http://{host}:{settings.port}/"
    public = f"{settings.public_url.rstrip('/')}/"
    return public if public == here else f"{here}, for the world {public}"
