"""Who posts: the app's configuration, connecting accounts, and tokens that work.

    ensure_configuration ─▶ Connecting.begin ─▶ TikTok's consent page ─▶ Connecting.finish
                                                                              │
    publishing ─▶ TokenVault.access_token ◀──── tokens, sealed ◀──────────────┘
    worker ─▶ due_for_refresh ─▶ TokenVault.renew

What can go wrong is drawn at the top of `errors` and `connect_errors`.
"""

from zharia.accounts.account_settings import AccountChanges, change_account
from zharia.accounts.alerts import Alert, AlertHook, AlertKind, log_alert
from zharia.accounts.configuration import (
    App,
    OpenClient,
    app_of,
    client_opener,
    configuration,
    ensure_configuration,
    has_credentials,
    set_credentials,
)
from zharia.accounts.configuring import ConfigurationChanges, change_configuration
from zharia.accounts.connect_errors import ConnectFailed
from zharia.accounts.connecting import Begun, Connected, Connecting
from zharia.accounts.disconnecting import authorization_removed, disconnect, removed_by_owner
from zharia.accounts.errors import (
    AccountError,
    InstallationPaused,
    NotConfigured,
    NotConnected,
    RefreshPending,
    ScopeNotGranted,
    TokenUnavailable,
    UnknownAccount,
)
from zharia.accounts.hashtags import HashtagSettings
from zharia.accounts.health import Health, Level, MissingScope, health_of
from zharia.accounts.journaling import account_of
from zharia.accounts.model import (
    Account,
    AccountState,
    Environment,
    Mode,
    OAuthState,
    Platform,
    SocialMediaConfig,
    StateReason,
)
from zharia.accounts.photos import photos_in_use, set_fallback_photo
from zharia.accounts.privacy import PrivacyLevel, held_to_self_only, privacy_choices
from zharia.accounts.renewal_due import due_for_refresh, ending_soon
from zharia.accounts.scopes import Scope, scope_for
from zharia.accounts.vault import TokenVault

__all__ = [
    "Account",
    "AccountChanges",
    "AccountError",
    "AccountState",
    "Alert",
    "AlertHook",
    "AlertKind",
    "App",
    "Begun",
    "ConfigurationChanges",
    "ConnectFailed",
    "Connected",
    "Connecting",
    "Environment",
    "HashtagSettings",
    "Health",
    "InstallationPaused",
    "Level",
    "MissingScope",
    "Mode",
    "NotConfigured",
    "NotConnected",
    "OAuthState",
    "OpenClient",
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
    "authorization_removed",
    "change_account",
    "change_configuration",
    "client_opener",
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
    "set_credentials",
    "set_fallback_photo",
]
