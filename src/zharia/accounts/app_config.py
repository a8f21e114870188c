"""App configuration: TikTok's credentials, which of two sets is active, and changes of it.

The settings page rules. The environment (`ZHARIA_TIKTOK_CLIENT_KEY`, …) only gives the first
configuration of a fresh database.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypedDict

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from zharia.accounts import setting_texts as texts
from zharia.accounts import verification
from zharia.accounts.account_settings import is_language, language_code
from zharia.accounts.errors import NotConfigured
from zharia.accounts.model import Account, Environment, Platform, SocialMediaConfig
from zharia.errors.field_error import NO_LANGUAGE, FieldError, InvalidFields
from zharia.settings import Settings
from zharia.storage.crypto import Keyring, Secret
from zharia.storage.database import Database
from zharia.tiktok import Backoff
from zharia.tiktok.errors import InvalidCall

if TYPE_CHECKING:
    from zharia.tiktok import Client

#: characters
MOST_CLIENT_KEY: Final = 128
MOST_CLIENT_SECRET: Final = 256
#: what a client key may be; blanks around it came along when it was copied
CLIENT_KEY: Final = r"^\s*[!-~]*\s*$"

#: the columns that an administrator changes
_COLUMNS: Final = (
    "enabled",
    "default_language",
    "environment",
    "audited",
    "tiktok_client_key",
    "tiktok_client_secret",
    "tiktok_sandbox_client_key",
    "tiktok_sandbox_client_secret",
    "verification_token",
)


@dataclass(frozen=True, slots=True)
class App:
    """One set of the app's credentials."""

    environment: Environment
    client_key: str
    client_secret: Secret


#: Opens TikTok for an app. Raises `NotConfigured`.
ClientFactory: TypeAlias = Callable[[App], AbstractContextManager["Client"]]


#: While a person waits for TikTok's answer: a refresh keeps its own time, see `tiktok.retries`
INTERACTIVE_BACKOFF: Final = Backoff(attempts=2, deadline=10.0)


def client_factory(settings: Settings, backoff: Backoff | None = None) -> ClientFactory:
    """TikTok where the settings say it is."""

    def open_client(app: App) -> "Client":
        from zharia.tiktok import Client  # noqa: PLC0415 - only who calls TikTok needs HTTP

        try:
            return Client(
                app.client_key,
                app.client_secret.reveal(),
                api_url=settings.tiktok_api_url,
                authorize_url=settings.tiktok_authorize_url,
                allow_loopback_photos=settings.allow_loopback_fetch,
                backoff=backoff,
            )
        except InvalidCall as error:
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
    key_column, secret_column = _columns(environment)
    setattr(config, key_column, client_key.strip())
    if client_secret:
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


class ConfigurationChanges(TypedDict, total=False):
    """What is left out stays as it is."""

    #: anything may be posted at all
    enabled: bool
    #: of accounts connected from now on
    default_language: str
    #: whose credentials and accounts are active
    environment: Environment
    #: TikTok's Direct Post audit is passed
    audited: bool
    tiktok_client_key: str
    #: an empty secret leaves the stored one
    tiktok_client_secret: Secret
    tiktok_sandbox_client_key: str
    tiktok_sandbox_client_secret: Secret
    #: of TikTok's verification file; either is enough, both empty take it away
    verification_file_name: str
    verification_content: str
    #: the file itself: its name and its bytes
    verification_file: tuple[str, bytes]


def change_configuration(
    session: Session, keys: Keyring, changes: ConfigurationChanges, *, now: datetime
) -> tuple[str, ...]:
    """Change TikTok's configuration. Answers the names of the columns that are others now.

    Sandbox and production credentials are kept apart. Raises `InvalidFields`, which names every
    wrong field; then nothing has changed.
    """
    token, problems = _verification(changes)
    problems += _problems(changes)
    if problems:
        raise InvalidFields(tuple(problems))
    config = configuration(session)
    before = {name: getattr(config, name) for name in _COLUMNS}
    config.enabled = changes.get("enabled", config.enabled)
    config.audited = changes.get("audited", config.audited)
    config.environment = changes.get("environment", config.environment)
    if "default_language" in changes:
        config.default_language = language_code(changes["default_language"])
    for environment in Environment:
        _change_credentials(session, keys, environment, changes)
    if changes.keys() & {"verification_file_name", "verification_content", "verification_file"}:
        config.verification_token = token
    changed = tuple(name for name in _COLUMNS if getattr(config, name) != before[name])
    if changed:
        config.updated_at = now
        session.flush()
    return changed


def _change_credentials(
    session: Session, keys: Keyring, environment: Environment, changes: Mapping[str, Any]
) -> None:
    key_column, secret_column = _columns(environment)
    client_key, secret = changes.get(key_column), changes.get(secret_column)
    if client_key is None and not secret:
        return
    if client_key is None:
        client_key = getattr(configuration(session), key_column)
    set_credentials(session, keys, environment, client_key=client_key, client_secret=secret)


def _problems(changes: ConfigurationChanges) -> Iterator[FieldError]:
    language = changes.get("default_language")
    if language is not None and not is_language(language_code(language)):
        yield FieldError("defaultLanguage", NO_LANGUAGE)
    for field, client_key in (
        ("tiktokClientKey", changes.get("tiktok_client_key", "")),
        ("tiktokSandboxClientKey", changes.get("tiktok_sandbox_client_key", "")),
    ):
        if len(client_key) > MOST_CLIENT_KEY or not re.match(CLIENT_KEY, client_key):
            yield FieldError(field, texts.NO_CLIENT_KEY.with_(most=MOST_CLIENT_KEY))
    for field, secret in (
        ("tiktokClientSecret", changes.get("tiktok_client_secret")),
        ("tiktokSandboxClientSecret", changes.get("tiktok_sandbox_client_secret")),
    ):
        if secret and len(secret.reveal()) > MOST_CLIENT_SECRET:
            yield FieldError(field, texts.NO_CLIENT_SECRET.with_(most=MOST_CLIENT_SECRET))


def _verification(changes: ConfigurationChanges) -> tuple[str | None, list[FieldError]]:
    name, content = (
        changes.get("verification_file_name", ""),
        changes.get("verification_content", ""),
    )
    field = "verificationFileName" if name else "verificationContent"
    try:
        if "verification_file" in changes:
            field = "verificationFile"
            return verification.token_of_file(*changes["verification_file"]), []
        return verification.token_of(name, content), []
    except verification.InvalidVerification as error:
        return None, [FieldError(field, error.message)]


def _columns(environment: Environment) -> tuple[str, str]:
    prefix = "tiktok_sandbox" if environment == Environment.SANDBOX else "tiktok"
    return f"{prefix}_client_key", f"{prefix}_client_secret"
