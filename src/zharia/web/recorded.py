"""Settings that an administrator changes, by the interface or on a page, with a line in the log."""

from sqlalchemy.orm import Session

from zharia.accounts import (
    Account,
    AccountChanges,
    ConfigurationChanges,
    change_account,
    change_configuration,
    configuration,
)
from zharia.accounts.verification import file_name
from zharia.users import AuditAction, Principal, record
from zharia.web.context import WebContext


def configure(
    context: WebContext, session: Session, who: Principal, changes: ConfigurationChanges
) -> None:
    """Change TikTok's configuration. Raises `InvalidFields`."""
    now = context.database.now(session)
    changed = [*change_configuration(session, context.keys, changes, now=now)]
    config = configuration(session)
    if "verification_token" in changed:
        changed.remove("verification_token")
        token = config.verification_token
        name = file_name(token) if token else ""
        record(session, who, AuditAction.VERIFICATION_SET, config.platform, name)
    if changed:
        record(session, who, AuditAction.SETTINGS_CHANGED, config.platform, fields=changed)


def set_account(
    context: WebContext, session: Session, who: Principal, account: Account, changes: AccountChanges
) -> None:
    """Change an account's settings. Raises `InvalidFields`."""
    now = context.database.now(session)
    changed = change_account(session, account, changes, now=now)
    if changed:
        record(
            session, who, AuditAction.ACCOUNT_CHANGED, account.id, account.name, fields=[*changed]
        )
