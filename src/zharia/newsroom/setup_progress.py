"""Setup progress: which steps to the first post are done, for each page that lists some of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from zharia.accounts import Environment, configuration, has_credentials
from zharia.accounts.queries import first_connected, newest_account
from zharia.articles.feeds.queries import has_source
from zharia.publishing.queries import anything_published


@dataclass(frozen=True, slots=True)
class SetupProgress:
    """What has been done of everything that comes before the first post."""

    #: whose keys and accounts are active
    environment: Environment
    #: its client key and client secret are there
    has_credentials: bool
    #: TikTok's console knows our addresses: otherwise it lets nobody connect
    console_knows_us: bool
    #: the file is there that proves to TikTok that the site is ours
    has_verification: bool
    #: one of the environment's accounts can post
    is_connected: bool
    #: TikTok is switched on
    is_enabled: bool
    #: a feed is watched, or an article is there
    has_source: bool
    #: a post has gone out: whoever got that far needs no steps
    has_published: bool


def setup_progress(session: Session) -> SetupProgress:
    """How far this newsroom is."""
    config = configuration(session)
    return SetupProgress(
        environment=Environment(config.environment),
        has_credentials=has_credentials(config),
        console_knows_us=newest_account(session) is not None,
        has_verification=config.verification_token is not None,
        is_connected=first_connected(session) is not None,
        is_enabled=config.enabled,
        has_source=has_source(session),
        has_published=anything_published(session),
    )
