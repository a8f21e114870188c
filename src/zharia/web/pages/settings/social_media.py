"""Social media settings: the app's credentials, what TikTok's console must know, accounts."""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import BaseModel
from starlette.responses import Response

from zharia.accounts import (
    Account,
    ConfigurationChanges,
    Environment,
    Scope,
    SocialMediaConfig,
    configuration,
    health_of,
)
from zharia.accounts import verification as site
from zharia.accounts.health import PURPOSES
from zharia.accounts.queries import all_accounts
from zharia.errors.field_error import InvalidFields
from zharia.newsroom.settings import change_settings
from zharia.newsroom.setup_progress import setup_progress
from zharia.settings import Settings
from zharia.storage.crypto import Secret
from zharia.texts.i18n import gettext, noop
from zharia.web.context import WebContext
from zharia.web.pages.base.forms import FormErrors, form_errors
from zharia.web.pages.base.view import AdminView, View
from zharia.web.pages.feeds.feeds import LANGUAGE_CHOICES
from zharia.web.pages.settings.connect_result import connect_result
from zharia.web.pages.settings.setup_steps import setup_steps

PAGE: Final = "/admin/settings/social-media"

router = APIRouter(prefix=PAGE, include_in_schema=False)

#: bytes of an uploaded verification file that are read; TikTok's has about seventy
_MAX_FILE_BYTES: Final = 2000


class AppForm(BaseModel):
    """The switches of the app. Boxes are `on`, or empty."""

    enabled: str = ""
    environment: str = Environment.PRODUCTION
    audited: str = ""
    default_language: str = ""

    @property
    def changes(self) -> ConfigurationChanges:
        return {
            "enabled": bool(self.enabled),
            "audited": bool(self.audited),
            "environment": _environment(self.environment),
            "default_language": self.default_language,
        }


class Credentials(BaseModel):
    """The keys of one environment."""

    client_key: str = ""
    client_secret: str = ""

    def changes(self, environment: Environment) -> ConfigurationChanges:
        """An empty secret is left out: the stored one stays."""
        changes: ConfigurationChanges = {}
        if environment is Environment.SANDBOX:
            changes["tiktok_sandbox_client_key"] = self.client_key
            if self.client_secret:
                changes["tiktok_sandbox_client_secret"] = Secret(self.client_secret)
        else:
            changes["tiktok_client_key"] = self.client_key
            if self.client_secret:
                changes["tiktok_client_secret"] = Secret(self.client_secret)
        return changes


#: by the name of the setting
_LIMITS: Final = {
    "init_per_minute": noop("Posts per minute and account"),
    "status_per_minute": noop("Questions about a post's state per minute and account"),
    "creator_info_per_minute": noop("Questions about the creator per minute and account"),
    "direct_posts_per_day": noop("Posts per day and account"),
    "pending_drafts_per_day": noop("Drafts that wait in the inbox, per day and account"),
    "title_limit": noop("Characters of a title"),
    "description_limit": noop("Characters of a description"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    title: str
    value: float
    #: the environment's variable that sets it
    setting: str


@router.get("")
def settings_page(view: AdminView) -> Response:
    return _page(view)


@router.post("/app")
def change_app(view: AdminView, form: Annotated[AppForm, Form()]) -> Response:
    try:
        _change(view, form.changes)
    except InvalidFields as error:
        return _page(view, form=form, errors=form_errors(error.problems))
    return view.redirect(f"{PAGE}#app", "saved")


@router.post("/keys/{environment}")
def change_keys(
    view: AdminView, environment: Environment, form: Annotated[Credentials, Form()]
) -> Response:
    """The client key is readable, the client secret is not."""
    try:
        _change(view, form.changes(environment))
    except InvalidFields as error:
        return _page(
            view, errors=form_errors(error.problems), typed_keys={environment: form.client_key}
        )
    return view.redirect(f"{PAGE}#keys-{environment}", "saved")


@router.post("/verification")
def set_verification(
    view: AdminView,
    name: Annotated[str, Form()] = "",
    content: Annotated[str, Form()] = "",
    remove: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """By the file itself, its name, or its line; `remove` takes it away."""
    changes: ConfigurationChanges = {"verification_file_name": "", "verification_content": ""}
    if not remove:
        if file is not None and file.filename:
            changes = {"verification_file": (file.filename, file.file.read(_MAX_FILE_BYTES))}
        elif name.strip() or content.strip():
            changes = {"verification_file_name": name, "verification_content": content}
        else:
            missing = gettext("Choose the file, or paste its name or its line.")
            return _page(view, errors=FormErrors(verification_file=missing))
    try:
        _change(view, changes)
    except InvalidFields as error:
        typed_file = {"name": name, "content": content}
        return _page(view, errors=form_errors(error.problems), verifying=typed_file)
    return view.redirect(f"{PAGE}#verification", "saved")


def _change(view: View, changes: ConfigurationChanges) -> None:
    """Raises `InvalidFields`."""
    with view.context.database.write() as session:
        now = view.context.database.now(session)
        who = view.principal
        change_settings(session, who, changes, keys=view.context.keys, now=now)


def _page(
    view: View,
    *,
    form: AppForm | None = None,
    errors: FormErrors | None = None,
    typed_keys: dict[Environment, str] | None = None,
    verifying: dict[str, str] | None = None,
) -> Response:
    context = view.context
    with context.database.read() as session:
        now = context.database.now(session)
        config = configuration(session)
        accounts = all_accounts(session)
        result = connect_result(session, view.request.query_params, now)
        progress = setup_progress(session)
        steps = setup_steps(progress)
        limits = _limits(context.settings)
    token = config.verification_token
    return view.page(
        "settings/social_media.html",
        422 if errors else 200,
        config=config,
        accounts=[(one, health_of(one, now)) for one in _active_first(accounts, config)],
        connect_result=result,
        configured=progress.has_credentials,
        steps=steps,
        form=form or _form_of(config),
        keys=_keys(config, typed_keys or {}),
        errors=errors or FormErrors(),
        verifying=verifying or {"name": "", "content": ""},
        verification_url=f"{context.public_url}/{site.file_name(token)}" if token else "",
        console=_for_console(context),
        local=not context.public_url.startswith("https:"),
        public_url=context.public_url,
        scopes=list(Scope),
        purposes=PURPOSES,
        language_choices=LANGUAGE_CHOICES,
        limits=limits,
    )


def _active_first(accounts: Any, config: SocialMediaConfig) -> list[Account]:
    return sorted(accounts, key=lambda one: (one.environment != config.environment, one.id))


def _form_of(config: SocialMediaConfig) -> AppForm:
    return AppForm(
        enabled="on" if config.enabled else "",
        environment=config.environment,
        audited="on" if config.audited else "",
        default_language=config.default_language,
    )


def _environment(name: str) -> Environment:
    return Environment.SANDBOX if name == Environment.SANDBOX else Environment.PRODUCTION


def _keys(
    config: SocialMediaConfig, typed: dict[Environment, str]
) -> list[tuple[Environment, str, bool, str]]:
    """Of each environment: its name, client key, whether a secret is stored, its fields' prefix."""
    return [
        (
            Environment.PRODUCTION,
            typed.get(Environment.PRODUCTION, config.tiktok_client_key),
            config.tiktok_client_secret is not None,
            "tiktok_client_",
        ),
        (
            Environment.SANDBOX,
            typed.get(Environment.SANDBOX, config.tiktok_sandbox_client_key),
            config.tiktok_sandbox_client_secret is not None,
            "tiktok_sandbox_client_",
        ),
    ]


def _for_console(context: WebContext) -> list[tuple[str, str]]:
    """What TikTok's console asks for, under the console's own English names."""
    return [
        ("Redirect URI", context.redirect_uri),
        ("Webhook callback URL", context.webhook_url),
        ("Domain", urlsplit(context.public_url).hostname or ""),
        ("URL prefix", f"{context.public_url}/"),
    ]


def _limits(settings: Settings) -> list[Limit]:
    return [
        Limit(gettext(title), getattr(settings, name), name.upper())
        for name, title in _LIMITS.items()
    ]
