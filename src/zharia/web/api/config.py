"""The app registered with TikTok, as the settings page and scripts change it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, SecretStr
from sqlalchemy.orm import Session

from zharia.accounts import (
    Environment,
    Platform,
    SocialMediaConfig,
    configuration,
    held_to_self_only,
    set_credentials,
)
from zharia.accounts import verification as site
from zharia.crypto import Secret
from zharia.web.api.tiktok import first_open_id
from zharia.web.context import Context, WebContext
from zharia.web.identity import Administrator
from zharia.web.problems import INPUT, PARAMETERS, SIGNED_IN, wrong_field
from zharia.web.wire import Asked, Wire

router = APIRouter(prefix="/api/social-media/config", tags=["Settings"])

#: as articles name languages
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", examples=["kz", "ru"])]
ClientKey = Annotated[str, Field(max_length=128, pattern=r"^\s*[!-~]*\s*$")]
ClientSecret = Annotated[SecretStr, Field(max_length=256)]


class ConfigAnswer(Wire):
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


class ConfigAsked(Asked):
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


@router.get("", operation_id="listConfigs", summary="List the platforms", responses=SIGNED_IN)
def list_configs(context: Context, _admin: Administrator) -> list[ConfigAnswer]:
    """There is one: TikTok."""
    with context.database.read() as session:
        return [_answer(context, configuration(session))]


@router.get(
    "/{platform}",
    operation_id="getConfig",
    summary="A platform's configuration",
    responses=SIGNED_IN | PARAMETERS,
)
def get_config(context: Context, _admin: Administrator, platform: Platform) -> ConfigAnswer:  # noqa: ARG001 - the schema names the one there is
    """The client key is readable; the client secret is not."""
    with context.database.read() as session:
        return _answer(context, configuration(session))


@router.put(
    "/{platform}",
    operation_id="putConfig",
    summary="Change a platform's configuration",
    responses=SIGNED_IN | INPUT,
)
def put_config(
    context: Context, _admin: Administrator, platform: Platform, asked: ConfigAsked
) -> ConfigAnswer:
    """Fields that are left out stay. Sandbox and production credentials are kept apart."""
    if asked.platform is not platform:
        raise wrong_field("platform", f"is {platform} in the address: make them equal")
    with context.database.write() as session:
        _change(context, session, asked)
        config = configuration(session)
        config.updated_at = context.database.now(session)
        session.flush()
        return _answer(context, config)


def _change(context: WebContext, session: Session, asked: ConfigAsked) -> None:
    config = configuration(session)
    for name in ("enabled", "default_language", "environment", "audited"):
        if (value := getattr(asked, name)) is not None:
            setattr(config, name, value)
    for environment, key, secret in (
        (Environment.PRODUCTION, asked.tiktok_client_key, asked.tiktok_client_secret),
        (
            Environment.SANDBOX,
            asked.tiktok_sandbox_client_key,
            asked.tiktok_sandbox_client_secret,
        ),
    ):
        if key is None and secret is None:
            continue
        stands = (
            config.tiktok_client_key
            if environment is Environment.PRODUCTION
            else config.tiktok_sandbox_client_key
        )
        set_credentials(
            session,
            context.keys,
            environment,
            client_key=stands if key is None else key,
            client_secret=Secret(secret.get_secret_value()) if secret else None,
        )
    _verify(config, asked)


def _verify(config: SocialMediaConfig, asked: ConfigAsked) -> None:
    if asked.verification_file_name is None and asked.verification_content is None:
        return
    try:
        config.verification_token = site.token_of(
            asked.verification_file_name or "", asked.verification_content or ""
        )
    except site.NoVerification as error:
        name = "verificationFileName" if asked.verification_file_name else "verificationContent"
        raise wrong_field(name, str(error)) from None


def _answer(context: WebContext, config: SocialMediaConfig) -> ConfigAnswer:
    token = config.verification_token
    return ConfigAnswer(
        platform=Platform(config.platform),
        enabled=config.enabled,
        default_language=config.default_language,
        environment=Environment(config.environment),
        audited=config.audited,
        held_to_self_only=held_to_self_only(config.environment, audited=config.audited),
        tiktok_client_key=config.tiktok_client_key,
        has_tiktok_client_secret=config.tiktok_client_secret is not None,
        tiktok_sandbox_client_key=config.tiktok_sandbox_client_key,
        has_tiktok_sandbox_client_secret=config.tiktok_sandbox_client_secret is not None,
        tiktok_open_id=first_open_id(context),
        redirect_uri=f"{context.public_url}/api/tiktok/callback",
        webhook_url=f"{context.public_url}/api/tiktok/webhook",
        verification_file_name=site.file_name(token) if token else None,
        verification_content=site.content(token) if token else None,
        created_at=config.created_at,
        updated_at=config.updated_at,
    )
