"""`zharia serve`, `web` and `worker`: processes that run until they are told to end."""

import logging
from typing import TYPE_CHECKING

import typer

from zharia.cli import opening

if TYPE_CHECKING:
    from zharia.service import Service
    from zharia.settings import Settings

log = logging.getLogger(__name__)


def serve() -> None:
    """The whole service in one process: pages, interfaces, and one worker."""
    _answer(works=True)


def web() -> None:
    """Pages and interfaces alone; workers run elsewhere, on the same database."""
    _answer(works=False)


def worker() -> None:
    """One worker alone: publishes, follows, watches feeds. On PostgreSQL, as many as you like."""
    from zharia.ending import on_signal  # noqa: PLC0415
    from zharia.service import Service  # noqa: PLC0415

    settings = opening.settings()
    with on_signal() as asked, Service(settings, works=True):
        log.info("the worker is ready")
        asked.wait()
        log.info("ending: what is being sent is sent to its end")


def _answer(*, works: bool) -> None:
    from zharia.starting import quickly, settle  # noqa: PLC0415

    with quickly():
        from zharia.ending import on_signal  # noqa: PLC0415
        from zharia.service import Service  # noqa: PLC0415
        from zharia.serving import Site, listen  # noqa: PLC0415

    settings = opening.settings()
    listening = listen(settings.host, settings.port)
    with on_signal() as asked, listening, Service(settings, works=works) as service:
        _first_administrator(service)
        with Site(service, listening):
            settle()
            log.info("Zharia is ready at %s", _address(settings))
            asked.wait()
            log.info("ending: what is being sent is sent to its end")


def _first_administrator(service: "Service") -> None:
    """On a fresh database, and never again: not into the log, which others may read."""
    from zharia.users import ensure_administrator  # noqa: PLC0415

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
