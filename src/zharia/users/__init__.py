"""Who may do what: people with passwords, tokens that prove it, keys for machines.

    ensure_administrator ─▶ sign_in ─▶ Tokens.issue ─▶ (each request) Tokens.read ─▶ Principal
    create_key ─▶ (each request) key_holder ─▶ Principal

What can go wrong is drawn at the top of `errors`.
"""

from zharia.users.adding import add_user, ensure_administrator
from zharia.users.errors import (
    EmailTaken,
    EmailUnusable,
    KeyUnknown,
    PasswordTooShort,
    TokenExpired,
    TokenUnusable,
    TooManyAttempts,
    UserError,
    WrongCredentials,
)
from zharia.users.keys import create_key, key_holder, keys, revoke_key
from zharia.users.model import ApiKey, KeyScope, LoginAttempt, Role, User
from zharia.users.principal import Principal
from zharia.users.signing_in import sign_in
from zharia.users.tokens import Tokens, open_jwt_secret

__all__ = [
    "ApiKey",
    "EmailTaken",
    "EmailUnusable",
    "KeyScope",
    "KeyUnknown",
    "LoginAttempt",
    "PasswordTooShort",
    "Principal",
    "Role",
    "TokenExpired",
    "TokenUnusable",
    "Tokens",
    "TooManyAttempts",
    "User",
    "UserError",
    "WrongCredentials",
    "add_user",
    "create_key",
    "ensure_administrator",
    "key_holder",
    "keys",
    "open_jwt_secret",
    "revoke_key",
    "sign_in",
]
