"""Authentication and authorisation: people, passwords, sessions, JWTs, and API keys for machines.

    ensure_administrator ─▶ sign_in ─▶ open_session ─▶ (each request) session_holder ─▶ principal_of
                                    └▶ Tokens.issue ─▶ (each request) Tokens.read ────▶ Principal
    create_key ──────────────────────────────────────▶ (each request) key_holder ─────▶ Principal

What they did is in `audit`. What can go wrong is drawn at the top of `errors`.
"""

from zharia.users.adding import add_user, ensure_administrator
from zharia.users.audit import AuditAction, audit_entries, audited, record
from zharia.users.changing_passwords import change_password, set_password
from zharia.users.errors import (
    EmailTaken,
    EmailUnusable,
    KeyUnknown,
    LastAdministrator,
    OwnAccount,
    PasswordTooLong,
    PasswordTooShort,
    TooManyAttempts,
    UserError,
    UserUnknown,
    WrongCredentials,
    WrongPassword,
)
from zharia.users.keys import create_key, key_holder, keys, revoke_key
from zharia.users.model import ApiKey, AuditEntry, KeyScope, Role, User, UserSession
from zharia.users.passwords import made_up_password
from zharia.users.people import change_user, disable_user, enable_user
from zharia.users.principal import Principal, principal_of
from zharia.users.queries import users
from zharia.users.sessions import (
    end_session,
    end_sessions_of,
    forget_old_sessions,
    give_notice,
    open_session,
    session_holder,
    sessions_of,
    signed_in,
    take_notice,
    touch,
)
from zharia.users.signing_in import sign_in
from zharia.users.tokens import Tokens, open_jwt_secret

__all__ = [
    "ApiKey",
    "AuditAction",
    "AuditEntry",
    "EmailTaken",
    "EmailUnusable",
    "KeyScope",
    "KeyUnknown",
    "LastAdministrator",
    "OwnAccount",
    "PasswordTooLong",
    "PasswordTooShort",
    "Principal",
    "Role",
    "Tokens",
    "TooManyAttempts",
    "User",
    "UserError",
    "UserSession",
    "UserUnknown",
    "WrongCredentials",
    "WrongPassword",
    "add_user",
    "audit_entries",
    "audited",
    "change_password",
    "change_user",
    "create_key",
    "disable_user",
    "enable_user",
    "end_session",
    "end_sessions_of",
    "ensure_administrator",
    "forget_old_sessions",
    "give_notice",
    "key_holder",
    "keys",
    "made_up_password",
    "open_jwt_secret",
    "open_session",
    "principal_of",
    "record",
    "revoke_key",
    "session_holder",
    "sessions_of",
    "set_password",
    "sign_in",
    "signed_in",
    "take_notice",
    "touch",
    "users",
]
