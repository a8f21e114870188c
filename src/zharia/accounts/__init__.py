"""Accounts: the app's configuration, connecting accounts, and access tokens.

    ensure_configuration ─▶ OAuthFlow.begin ─▶ TikTok's consent page ─▶ OAuthFlow.finish
                                                                              │
    publishing ─▶ TokenVault.access_token ◀──── tokens, sealed ◀──────────────┘
    worker ─▶ due_for_refresh ─▶ TokenVault.renew

What can go wrong is drawn at the top of `errors` and `connect_errors`.
"""

from zharia.accounts.account_settings import AccountChanges, change_account
from zharia.accounts.alerts import Alert, AlertHook, AlertKind, log_alert
from zharia.accounts.app_config import (
    App,
    ClientFactory,
    ConfigurationChanges,
    app_of,
    change_configuration,
    client_factory,
    configuration,
    ensure_configuration,
    has_credentials,
)
from zharia.accounts.disconnecting import disconnect, removed_by_owner
from zharia.accounts.errors import (
    AccountError,
    NotConfigured,
    NotConnected,
    RefreshPending,
    ScopeNotGranted,
    TokenUnavailable,
    UnknownAccount,
)
from zharia.accounts.hashtags import HashtagSettings
from zharia.accounts.health import health_of
from zharia.accounts.journaling import account_of
from zharia.accounts.model import (
    Account,
    AccountState,
    Environment,
    Mode,
    Platform,
    SocialMediaConfig,
    StateReason,
)
from zharia.accounts.oauth_flow import AuthorizationRequest, Connected, OAuthFlow
from zharia.accounts.photos import photos_in_use, set_fallback_photo
from zharia.accounts.privacy import held_to_self_only, privacy_choices
from zharia.accounts.renewal_due import due_for_refresh, ending_soon
from zharia.accounts.scopes import Scope, scope_for
from zharia.accounts.vault import TokenVault
from zharia.tiktok import PrivacyLevel

__all__ = [
    "Account",
    "AccountChanges",
    "AccountError",
    "AccountState",
    "Alert",
    "AlertHook",
    "AlertKind",
    "App",
    "AuthorizationRequest",
    "ClientFactory",
    "ConfigurationChanges",
    "Connected",
    "Environment",
    "HashtagSettings",
    "Mode",
    "NotConfigured",
    "NotConnected",
    "OAuthFlow",
    "Platform",
    "PrivacyLevel",
    "RefreshPending",
    "Scope",
    "ScopeNotGranted",
    "SocialMediaConfig",
    "StateReason",
    "TokenUnavailable",
    "TokenVault",
    "UnknownAccount",
    "account_of",
    "app_of",
    "change_account",
    "change_configuration",
    "client_factory",
    "configuration",
    "disconnect",
    "due_for_refresh",
    "ending_soon",
    "ensure_configuration",
    "has_credentials",
    "health_of",
    "held_to_self_only",
    "log_alert",
    "photos_in_use",
    "privacy_choices",
    "removed_by_owner",
    "scope_for",
    "set_fallback_photo",
]
