"""`zharia feeds`: which feeds are watched."""

from typing import Annotated

import typer

from zharia.cli import common
from zharia.cli.feed_options import Language, TimeZone, UrlRule

app = typer.Typer(help="The newsroom's feeds that are watched.", no_args_is_help=True)


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Address of an RSS, Atom, JSON or WordPress feed.")],
    *,
    language: Language = "kz",
    source: Annotated[
        str, typer.Option(help="Name that the feeds of one newsroom share; default is the host.")
    ] = "",
    rule: UrlRule = "",
    time_zone: TimeZone = "",
    minutes: Annotated[float, typer.Option(min=1, help="Between two looks at it.")] = 5,
    auto_publish: Annotated[
        bool,
        typer.Option("--auto-publish", help="New articles go out without an editor's order."),
    ] = False,
    own_language: Annotated[
        bool,
        typer.Option(
            "--ignore-declared-language",
            help="The feed declares one language for everything, and wrongly.",
        ),
    ] = False,
) -> None:
    """Watch a feed from now on. What lies in it already is taken in, but not posted."""
    from datetime import timedelta  # noqa: PLC0415

    from zharia.articles import FeedRules  # noqa: PLC0415
    from zharia.newsroom import feeds  # noqa: PLC0415

    rules = FeedRules(
        language=language,
        url_rule=rule,
        trust_declared_language=not own_language,
        auto_publish=auto_publish,
        time_zone=time_zone,
    )
    with common.open_database() as (database, _), database.write() as session:
        feed = feeds.add(
            session,
            common.operator(),
            url,
            now=database.now(session),
            rules=rules,
            source=source,
            interval=timedelta(minutes=minutes),
        )
    typer.echo(f"{feed.url} is watched now, as {feed.source}, by whichever worker runs.")


@app.command("list")
def list_feeds() -> None:
    """Every watched feed, and how its last look went."""
    from zharia.articles import watched_feeds  # noqa: PLC0415
    from zharia.terminal.tables import new_console, print_table  # noqa: PLC0415

    console = new_console()
    with common.open_database() as (database, _), database.read() as session:
        watched = watched_feeds(session)
        if not watched:
            console.print("No feed is watched. `zharia feeds add <address>` begins.")
        print_table(
            console,
            ("feed", "source", "language", "time zone", "every", "posts", "articles", "last look"),
            [
                (
                    one.url,
                    one.source,
                    one.language,
                    one.time_zone or "ours",
                    f"{one.interval_seconds / 60:g} min",
                    "by itself" if one.auto_publish else "by order",
                    str(one.articles_created),
                    one.disabled_reason or one.last_error or one.last_result or "not yet",
                )
                for one in watched
            ],
            elastic=7,
        )
