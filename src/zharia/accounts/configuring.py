"""An administrator changes the app's configuration: by the interface, or on the settings page."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final, TypedDict

from sqlalchemy.orm import Session

from zharia.accounts import setting_texts as words
from zharia.accounts import verification
from zharia.accounts.account_settings import is_language, language_code
from zharia.accounts.configuration import configuration, set_credentials
from zharia.accounts.model import Environment, SocialMediaConfig
from zharia.errors.field_error import NO_LANGUAGE, FieldError, InvalidFields
from zharia.storage.crypto import Keyring, Secret

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
    if "enabled" in changes:
        config.enabled = changes["enabled"]
    if "audited" in changes:
        config.audited = changes["audited"]
    if "environment" in changes:
        config.environment = changes["environment"]
    if "default_language" in changes:
        config.default_language = language_code(changes["default_language"])
    _set_credentials(session, keys, config, changes)
    if changes.keys() & {"verification_file_name", "verification_content", "verification_file"}:
        config.verification_token = token
    changed = tuple(name for name in _COLUMNS if getattr(config, name) != before[name])
    if changed:
        config.updated_at = now
        session.flush()
    return changed


def _set_credentials(
    session: Session, keys: Keyring, config: SocialMediaConfig, changes: ConfigurationChanges
) -> None:
    for environment, given, secret, stands in (
        (
            Environment.PRODUCTION,
            changes.get("tiktok_client_key"),
            changes.get("tiktok_client_secret"),
            config.tiktok_client_key,
        ),
        (
            Environment.SANDBOX,
            changes.get("tiktok_sandbox_client_key"),
            changes.get("tiktok_sandbox_client_secret"),
            config.tiktok_sandbox_client_key,
        ),
    ):
        if given is not None or secret:
            client_key = stands if given is None else given
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
            yield FieldError(field, words.NO_CLIENT_KEY.with_(most=MOST_CLIENT_KEY))
    for field, secret in (
        ("tiktokClientSecret", changes.get("tiktok_client_secret")),
        ("tiktokSandboxClientSecret", changes.get("tiktok_sandbox_client_secret")),
    ):
        if secret and len(secret.reveal()) > MOST_CLIENT_SECRET:
            yield FieldError(field, words.NO_CLIENT_SECRET.with_(most=MOST_CLIENT_SECRET))


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
    except verification.NoVerification as error:
        return None, [FieldError(field, error.message)]
