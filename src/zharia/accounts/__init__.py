"""Who posts: the app's configuration, connecting accounts, and tokens that work.

    ensure_configuration ─▶ Connecting.begin ─▶ TikTok's consent page ─▶ Connecting.finish
                                                                              │
    publishing ─▶ TokenVault.access_token ◀──── tokens, sealed ◀──────────────┘
    worker ─▶ due_for_refresh ─▶ TokenVault.renew

What can go wrong is drawn at the top of `errors` and `connect_errors`.
"""

from zharia.accounts.alerts import Alert, AlertHook, AlertKind, log_alert
from zharia.accounts.configuration import (
    App,
    OpenClient,
    app_of,
    client_opener,
    configuration,
    ensure_configuration,
    set_credentials,
)
from zharia.accounts.connect_errors import ConnectFailed
from zharia.accounts.connecting import Begun, Connected, Connecting
from zharia.accounts.due import due_for_refresh, ending_soon
from zharia.accounts.ending import authorization_removed, disconnect, removed_by_owner
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
from zharia.accounts.privacy import held_to_self_only, privacy_choices
from zharia.accounts.scopes import Scope, scope_for
from zharia.accounts.vault import TokenVault
from zharia.accounts.words import Words

__all__ = [
    "Account",
    "AccountError",
    "AccountState",
    "Alert",
    "AlertHook",
    "AlertKind",
    "App",
    "Begun",
    "ConnectFailed",
    "Connected",
    "Connecting",
    "Environment",
    "HashtagSettings",
    "Mode",
    "NotConfigured",
    "NotConnected",
    "OAuthState",
    "OpenClient",
    "Platform",
    "RefreshPending",
    "Scope",
    "ScopeNotGranted",
    "SocialMediaConfig",
    "StateReason",
    "TokenUnavailable",
    "TokenVault",
    "UnknownAccount",
    "Words",
    "app_of",
    "authorization_removed",
    "client_opener",
    "configuration",
    "disconnect",
    "due_for_refresh",
    "ending_soon",
    "ensure_configuration",
    "held_to_self_only",
    "log_alert",
    "privacy_choices",
    "removed_by_owner",
    "scope_for",
    "set_credentials",
]
