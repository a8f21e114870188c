"""The app registered with TikTok: its credentials, and which of the two sets is active.

The settings page rules. The environment (`ZHARIA_TIKTOK_CLIENT_KEY`, …) only gives the first
configuration of a fresh database.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from zharia.accounts.errors import NotConfigured
from zharia.accounts.model import Account, Environment, Platform, SocialMediaConfig
from zharia.settings import Settings
from zharia.storage.crypto import Keyring, Secret
from zharia.storage.database import Database
from zharia.tiktok import Backoff, Client
from zharia.tiktok.errors import Misused


@dataclass(frozen=True, slots=True)
class App:
    """One set of the app's credentials."""

    environment: Environment
    client_key: str
    client_secret: Secret


#: Opens TikTok for an app. Raises `NotConfigured`.
OpenClient: TypeAlias = Callable[[App], AbstractContextManager[Client]]


#: While a person waits for TikTok's answer: a refresh keeps its own time, see `tiktok.retrying`
WHILE_A_PERSON_WAITS: Final = Backoff(attempts=2, deadline=10.0)


def client_opener(settings: Settings, backoff: Backoff | None = None) -> OpenClient:
    """TikTok where the settings say it is."""

    def open_client(app: App) -> Client:
        try:
            return Client(
                app.client_key,
                app.client_secret.reveal(),
                api_url=settings.tiktok_api_url,
                authorize_url=settings.tiktok_authorize_url,
                allow_loopback_photos=settings.allow_loopback_fetch,
                backoff=backoff,
            )
        except Misused as error:
            raise NotConfigured(environment=app.environment, detail=str(error)) from error

    return open_client


def ensure_configuration(database: Database, keys: Keyring, settings: Settings) -> None:
    """Make the configuration of a fresh database. Several processes may do so at once."""
    with suppress(IntegrityError), database.write() as session:
        if session.scalar(select(SocialMediaConfig.id).filter_by(platform=Platform.TIKTOK)):
            return
        now = database.now(session)
        session.add(SocialMediaConfig(platform=Platform.TIKTOK, created_at=now, updated_at=now))
        session.flush()
        set_credentials(
            session,
            keys,
            Environment.PRODUCTION,
            client_key=settings.tiktok_client_key,
            client_secret=Secret(settings.tiktok_client_secret.get_secret_value()),
        )


def configuration(session: Session) -> SocialMediaConfig:
    """TikTok's row; `ensure_configuration` has made it."""
    return session.scalars(select(SocialMediaConfig).filter_by(platform=Platform.TIKTOK)).one()


def set_credentials(
    session: Session,
    keys: Keyring,
    environment: Environment,
    *,
    client_key: str,
    client_secret: Secret | None = None,
) -> None:
    """Store one set; without a secret the stored one stays. Pauses of its accounts end.

    Blanks at either end are dropped: TikTok answers a line break after the client key with a page
    that says only `client_key`.
    """
    config = configuration(session)
    key_column = _columns(environment)[0]
    setattr(config, key_column, client_key.strip())
    if client_secret:
        secret_column = _columns(environment)[1]
        secret = Secret(client_secret.reveal().strip())
        setattr(config, secret_column, keys.seal(secret, config.place(secret_column)))
    session.execute(
        update(Account)
        .where(Account.environment == environment)
        .values(refresh_retry_at=None, refresh_failures=0)
    )


def app_of(session: Session, keys: Keyring, environment: Environment | None = None) -> App:
    """The credentials of an environment, or the active ones. Raises `NotConfigured`."""
    config = configuration(session)
    environment = environment or Environment(config.environment)
    if missing := _missing(config, environment):
        raise NotConfigured(environment=environment, detail=f"the {missing} is missing.")
    key_column, secret_column = _columns(environment)
    secret = keys.open(getattr(config, secret_column), config.place(secret_column))
    return App(environment, getattr(config, key_column), secret)


def has_credentials(config: SocialMediaConfig) -> bool:
    """Whether client key and client secret of the active environment are there."""
    return not _missing(config, Environment(config.environment))


def _missing(config: SocialMediaConfig, environment: Environment) -> str:
    """Which of an environment's credentials is not there; empty if both are."""
    key_column, secret_column = _columns(environment)
    if not getattr(config, key_column):
        return "client key"
    return "client secret" if getattr(config, secret_column) is None else ""


def _columns(environment: Environment) -> tuple[str, str]:
    prefix = "tiktok_sandbox" if environment == Environment.SANDBOX else "tiktok"
    return f"{prefix}_client_key", f"{prefix}_client_secret"
