"""The environment of a run: TikTok, a newsroom, a CMS and the service, all running."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from zharia.chaos import backups, postgres, s3
from zharia.chaos.cms import Cms
from zharia.chaos.installation import Installation, Media
from zharia.chaos.newsroom import Newsroom
from zharia.chaos.plan import Plan
from zharia.chaos.relay import Relay
from zharia.chaos.tiktok import TikTok
from zharia.demo.ports import HOST, listen
from zharia.demo.server_thread import ServerThread
from zharia.storage.ids import new_id

_BUCKET: Final = "chaos-photos"


@dataclass(frozen=True, slots=True)
class Options:
    plan: Plan
    #: sqlite, postgresql, or the URL of an empty database
    database: str
    workers: int
    #: file; s3, a server and bucket of its own; or the address of somebody's bucket
    media: str
    accounts: int
    #: seconds after the last disruption in which everything has to end
    patience: float
    folder: Path


@dataclass(frozen=True, slots=True)
class Environment:
    newsroom: Newsroom
    tiktok: TikTok
    relay: Relay
    installation: Installation
    cms: Cms


@contextmanager
def start(options: Options) -> Iterator[Environment]:
    """Everything running and set up, until closed."""
    with ExitStack() as running:
        url = running.enter_context(_database(options))
        media = running.enter_context(_media(options))
        site, webhooks = listen(0), listen(0)
        newsroom = Newsroom(f"http://{HOST}:{site.getsockname()[1]}")
        running.enter_context(closing(ServerThread(newsroom.site(), site)))
        tiktok = running.enter_context(closing(TikTok(options.plan.seed)))
        installation = running.enter_context(
            closing(
                Installation(
                    options.folder,
                    url,
                    workers=options.workers,
                    media=media,
                    accounts=options.accounts,
                    tiktok_url=tiktok.url,
                )
            )
        )
        relay = Relay(f"{installation.public_url}/api/tiktok/webhook", options.plan.seed)
        running.enter_context(closing(ServerThread(relay.app(), webhooks)))
        tiktok.add_users(name for _, name in installation.accounts)
        installation.start()
        key = installation.set_up(newsroom.base)
        tiktok.set_up_app(
            installation.client_key,
            webhooks=f"http://{HOST}:{webhooks.getsockname()[1]}/",
            foreign_site=f"{newsroom.base}/",
        )
        cms = running.enter_context(closing(Cms(newsroom, installation.public_url, key)))
        yield Environment(newsroom, tiktok, relay, installation, cms)


@contextmanager
def _database(options: Options) -> Iterator[str]:
    """The URL of an empty database."""
    if options.database == "sqlite":
        yield f"sqlite:///{options.folder / 'zharia.db'}"
    elif options.database == "postgresql":
        with postgres.cluster() as server:
            url = make_url(server).set(database=f"chaos_{new_id().lower()}")
            backups.create(url)
            yield url.render_as_string(hide_password=False)
    else:
        yield options.database


@contextmanager
def _media(options: Options) -> Iterator[Media]:
    """Where photos lie."""
    if options.media != "s3":
        yield Media(options.media)
        return
    with s3.server() as server:
        s3.make_bucket(server, _BUCKET)
        yield Media(f"s3://{_BUCKET}/kz", s3.variables(server))


def temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="zharia-chaos-"))
