"""Configuration of the app that is registered with TikTok."""

from datetime import datetime
from typing import Annotated, cast

from fastapi import APIRouter
from pydantic import Field, SecretStr
from sqlalchemy.orm import Session

from zharia.accounts import (
    Environment,
    Platform,
    configuration,
    held_to_self_only,
)
from zharia.accounts import verification as site
from zharia.accounts.app_config import (
    CLIENT_KEY,
    MOST_CLIENT_KEY,
    MOST_CLIENT_SECRET,
    ConfigurationChanges,
)
from zharia.newsroom.settings import change_settings
from zharia.storage.crypto import Secret
from zharia.web.api.tiktok import first_open_id
from zharia.web.auth import Administrator
from zharia.web.context import Context, WebContext
from zharia.web.problems import INPUT, PARAMETERS, SIGNED_IN, invalid_field
from zharia.web.schemas import RequestSchema, Schema, from_row

router = APIRouter(prefix="/api/social-media/config", tags=["Settings"])

#: as articles name languages
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", examples=["kz", "ru"])]
ClientKey = Annotated[str, Field(max_length=MOST_CLIENT_KEY, pattern=CLIENT_KEY)]
ClientSecret = Annotated[SecretStr, Field(max_length=MOST_CLIENT_SECRET)]


class ConfigAnswer(Schema):
    platform: Platform
    enabled: bool
    default_language: str = Field(description="of accounts connected from now on")
    environment: Environment = Field(description="whose credentials and accounts are active")
    audited: bool = Field(description="TikTok's Direct Post audit is passed")
    held_to_self_only: bool = Field(description="posts are for their author alone, for now")
    tiktok_client_key: str
    has_tiktok_client_secret: bool = Field(description="the secret itself is never answered")
    tiktok_sandbox_client_key: str
    has_tiktok_sandbox_client_secret: bool
    tiktok_open_id: str | None = Field(description="of the account that was connected first")
    redirect_uri: str = Field(description="for TikTok's console, byte for byte")
    webhook_url: str = Field(description="for TikTok's console")
    verification_file_name: str | None
    verification_content: str | None
    created_at: datetime
    updated_at: datetime


class ConfigAsked(RequestSchema):
    """What is left out stays as it is."""

    platform: Platform = Platform.TIKTOK
    enabled: bool | None = None
    default_language: Language | None = None
    environment: Environment | None = None
    audited: bool | None = None
    tiktok_client_key: ClientKey | None = None
    tiktok_client_secret: ClientSecret | None = None
    tiktok_sandbox_client_key: ClientKey | None = None
    tiktok_sandbox_client_secret: ClientSecret | None = None
    verification_file_name: Annotated[
        str | None,
        Field(
            max_length=200,
            description="`tiktok<token>.txt` from TikTok's console; empty takes it away",
            examples=["tiktokhspn2X0NUB583MkkPIXoyUMYMJNxmv6t.txt"],
        ),
    ] = None
    verification_content: Annotated[
        str | None,
        Field(
            max_length=300,
            description="what stands in that file; either of the two is enough",
            examples=["tiktok-developers-site-verification=hspn2X0NUB583MkkPIXoyUMYMJNxmv6t"],
        ),
    ] = None

    def changes(self) -> ConfigurationChanges:
        """What was sent; null stands for left out."""
        sent = {name: getattr(self, name) for name in self.model_fields_set - {"platform"}}
        made = {
            name: Secret(value.get_secret_value()) if isinstance(value, SecretStr) else value
            for name, value in sent.items()
            if value is not None
        }
        return cast("ConfigurationChanges", made)


@router.get("", operation_id="listConfigs", summary="List the platforms", responses=SIGNED_IN)
def list_configs(context: Context, _admin: Administrator) -> list[ConfigAnswer]:
    """There is one: TikTok."""
    with context.database.read() as session:
        return [_answer(context, session)]


@router.get(
    "/{platform}",
    operation_id="getConfig",
    summary="A platform's configuration",
    responses=SIGNED_IN | PARAMETERS,
)
def get_config(context: Context, _admin: Administrator, platform: Platform) -> ConfigAnswer:  # noqa: ARG001 - the schema names the one there is
    """The client key is readable; the client secret is not."""
    with context.database.read() as session:
        return _answer(context, session)


@router.put(
    "/{platform}",
    operation_id="putConfig",
    summary="Change a platform's configuration",
    responses=SIGNED_IN | INPUT,
)
def put_config(
    context: Context, admin: Administrator, platform: Platform, asked: ConfigAsked
) -> ConfigAnswer:
    """Fields that are left out stay. Sandbox and production credentials are kept apart."""
    if asked.platform is not platform:
        raise invalid_field("platform", f"is {platform} in the address: make them equal")
    with context.database.write() as session:
        now = context.database.now(session)
        change_settings(session, admin, asked.changes(), keys=context.keys, now=now)
        return _answer(context, session)


def _answer(context: WebContext, session: Session) -> ConfigAnswer:
    config = configuration(session)
    token = config.verification_token
    return from_row(
        ConfigAnswer,
        config,
        held_to_self_only=held_to_self_only(config.environment, audited=config.audited),
        has_tiktok_client_secret=config.tiktok_client_secret is not None,
        has_tiktok_sandbox_client_secret=config.tiktok_sandbox_client_secret is not None,
        tiktok_open_id=first_open_id(session),
        redirect_uri=context.redirect_uri,
        webhook_url=context.webhook_url,
        verification_file_name=site.file_name(token) if token else None,
        verification_content=site.content(token) if token else None,
    )
