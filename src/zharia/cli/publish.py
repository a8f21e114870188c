"""`zharia publish`: publishes a feed or a file once, and shows the progress."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zharia.cli import common
from zharia.cli.feed_options import Language, TimeZone, UrlRule

if TYPE_CHECKING:
    from rich.console import Console

    from zharia.articles import FeedRules, ImportResult, IncomingArticle
    from zharia.articles.feeds.page_photos import PhotoSearch
    from zharia.publishing.progress import PublicationProgress
    from zharia.service.bulk_order import OrderResult
    from zharia.service.service import Service
    from zharia.settings import Settings


def publish(
    source: Annotated[
        str, typer.Argument(help="Address or file: RSS, Atom, JSON Feed, WordPress, or articles.")
    ],
    *,
    language: Language = "kz",
    rule: UrlRule = "",
    time_zone: TimeZone = "",
    newest: Annotated[
        int | None, typer.Option(min=1, help="Only so many articles, the newest.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Publish again what is live already.")
    ] = False,
) -> None:
    """Publish the articles of a feed or file once, on every account, and watch them arrive.

    Each goes out by its account's mode: a direct post, a draft in the TikTok inbox, or in line
    for an editor's approval. Without a running `zharia serve`, this command does its work.
    """
    from zharia.articles import FeedRules  # noqa: PLC0415
    from zharia.cli.signals import stop_on_signal  # noqa: PLC0415
    from zharia.publishing.orders import Order  # noqa: PLC0415
    from zharia.service.bulk_order import order_all, source_name  # noqa: PLC0415
    from zharia.terminal.tables import new_console  # noqa: PLC0415
    from zharia.terminal.watch import watch_publications  # noqa: PLC0415

    settings = common.load_settings()
    console = new_console()
    rules = FeedRules(language=language, url_rule=rule, time_zone=time_zone)
    with stop_on_signal() as stop, ExitStack() as running:
        service = _open(settings, running, console)
        _print_pause(service, console)
        reading = _read(service, source, rules, console)
        undated = datetime.min.replace(tzinfo=UTC)
        newest_last = sorted(reading.articles, key=lambda one: one.published_at or undated)
        chosen = newest_last[-newest:] if newest else newest_last
        chosen, without = _with_photos(service, source, chosen, console)
        order = Order(common.operator(), force=force, skip_under_way=True, bulk=True)
        ordered = order_all(service, source_name(source, chosen), chosen, order, without)
        ids = _print_skipped(ordered, console)
        progress = watch_publications(
            console, service.database, ids, settings.tiktok_authorize_url, stop.is_set
        )
    _exit_by_result(progress, settings, console, interrupted=stop.is_set())


def _open(settings: "Settings", running: ExitStack, console: "Console") -> "Service":
    """A service that works, with its site; or one that only orders where another works already."""
    from zharia.service.listening import PortTaken, listen  # noqa: PLC0415
    from zharia.service.service import Service, WorkerRunsAlready  # noqa: PLC0415
    from zharia.service.web_server import WebServer  # noqa: PLC0415

    try:
        service = running.enter_context(Service(settings, with_worker=True))
    except WorkerRunsAlready:
        console.print("A worker runs on this data directory already: it does the work.")
        return running.enter_context(Service(settings, with_worker=False))
    try:
        # TikTok pulls the photos from here.
        running.enter_context(WebServer(service, listen(settings.host, settings.port)))
    except PortTaken:
        console.print(
            f"Port {settings.port} is taken: TikTok has to find the photos at"
            f" {settings.public_url} through whoever listens there."
        )
    return service


def _print_pause(service: "Service", console: "Console") -> None:
    from zharia.journal import pause_of  # noqa: PLC0415

    with service.database.read() as session:
        pause = pause_of(session, service.installation)
    if pause is not None:
        console.print(
            f"Zharia is paused ({pause.reason}): posts wait in line until `zharia resume`, which is"
            " right once no other installation with these accounts is at work."
        )


def _read(
    service: "Service", source: str, rules: "FeedRules", console: "Console"
) -> "ImportResult":
    from zharia.accounts.queries import active_accounts  # noqa: PLC0415
    from zharia.articles import import_articles  # noqa: PLC0415
    from zharia.articles.feeds.dates import find_zone  # noqa: PLC0415
    from zharia.cli.errors import UsageError  # noqa: PLC0415
    from zharia.service.logs import escaped  # noqa: PLC0415

    if rules.time_zone and find_zone(rules.time_zone) is None:
        raise UsageError(f"{rules.time_zone} is no time zone; write it like Asia/Almaty")
    with service.database.read() as session:
        if not active_accounts(session):
            raise UsageError(
                "no account is connected. Start `zharia serve` and connect one at"
                f" {service.settings.public_url.rstrip('/')}/admin/settings/social-media"
            )
    reading = import_articles(
        _path_from_caller(source), service.fetcher, rules, service.settings.zone
    )
    for note in reading.notes:
        said = f"{'left out' if note.skipped else 'note'}: {note.item}: {note.message}"
        console.print(escaped(said), markup=False)
    if not reading.articles:
        raise UsageError(f"{source} holds no article")
    return reading


def _with_photos(
    service: "Service", source: str, chosen: "list[IncomingArticle]", console: "Console"
) -> "tuple[list[IncomingArticle], dict[str, PhotoSearch]]":
    """The articles with the photos of their pages, and of those that have none, why that is."""
    from zharia.service.bulk_order import source_name, with_page_photos  # noqa: PLC0415

    found, without = [], {}
    for delivery, missing in with_page_photos(service, source_name(source, chosen), chosen):
        found.append(delivery)
        if missing is not None:
            without[delivery.external_id] = missing
            console.print(f"note: {delivery.external_id}: {missing.message}", markup=False)
    return found, without


def _path_from_caller(source: str) -> str:
    """A file's path as the person meant it: `./run` has gone to its own folder since."""
    from zharia.articles.urls import resolve  # noqa: PLC0415

    if resolve("", source):
        return source
    return str(Path(os.environ.get("ZHARIA_CALLED_FROM", "")) / source)


def _print_skipped(ordered: "list[OrderResult]", console: "Console") -> list[str]:
    """Say what was skipped and why. Returns what is worth following."""
    from zharia.cli.errors import UsageError  # noqa: PLC0415
    from zharia.service.logs import escaped  # noqa: PLC0415

    ids = []
    for one in ordered:
        if one.outcome.skipped:
            said = f"skipped: {one.headline}: {one.outcome.message}"
            console.print(escaped(said), markup=False)
        if one.outcome.publication_id is not None:
            ids.append(one.outcome.publication_id)
    if not ids:
        raise UsageError("none of these articles can go to any account; see above why")
    return ids


def _exit_by_result(
    progress: "list[PublicationProgress]",
    settings: "Settings",
    console: "Console",
    *,
    interrupted: bool,
) -> None:
    from zharia.publishing.states import State  # noqa: PLC0415
    from zharia.terminal.watch import print_summary  # noqa: PLC0415

    if console.is_terminal and progress:
        print_summary(console, progress, settings.tiktok_authorize_url)
    under_way = sum(not one.settled for one in progress)
    if interrupted and under_way:
        console.print(f"{under_way} still under way: whichever worker runs next goes on with them.")
        raise typer.Exit(130)
    if any(one.state is State.FAILED or one.stuck for one in progress):
        raise typer.Exit(1)
