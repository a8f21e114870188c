"""Authentication and authorisation: people, passwords, sessions, JWTs, and API keys for machines.

    verify_password ─▶ create_session ─▶ (each request) find_session ─────▶ principal_of
                    └▶ Tokens.issue ───▶ (each request) Tokens.read ──────▶ Principal
    create_key ────────────────────────▶ (each request) authenticate_key ─▶ Principal

Whoever signs in, adds or changes somebody calls the use cases in `newsroom`, which also write the
audit log (`audit`). What can go wrong is drawn at the top of `errors`.
"""

from zharia.users.audit import AuditAction, audit_entries, audited_actors, record
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
from zharia.users.keys import authenticate_key, create_key, keys, revoke_key
from zharia.users.model import ApiKey, AuditEntry, KeyScope, Role, User, UserSession
from zharia.users.passwords import random_password
from zharia.users.people import change_user, disable_user, enable_user, set_password
from zharia.users.principal import Principal, principal_of
from zharia.users.queries import users
from zharia.users.sessions import (
    active_sessions,
    create_session,
    delete_expired_sessions,
    end_all_sessions,
    end_session,
    find_session,
    pop_flash_message,
    session_counts,
    set_flash_message,
    touch,
)
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
    "active_sessions",
    "audit_entries",
    "audited_actors",
    "authenticate_key",
    "change_user",
    "create_key",
    "create_session",
    "delete_expired_sessions",
    "disable_user",
    "enable_user",
    "end_all_sessions",
    "end_session",
    "find_session",
    "keys",
    "open_jwt_secret",
    "pop_flash_message",
    "principal_of",
    "random_password",
    "record",
    "revoke_key",
    "session_counts",
    "set_flash_message",
    "set_password",
    "touch",
    "users",
]
