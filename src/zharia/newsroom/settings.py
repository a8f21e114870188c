"""Settings of TikTok's app: its switches, its credentials, the site verification file."""

from datetime import datetime

from sqlalchemy.orm import Session

from zharia.accounts import ConfigurationChanges, change_configuration, configuration
from zharia.accounts.verification import file_name
from zharia.storage.crypto import Keyring
from zharia.users import AuditAction, Principal, record


def change_settings(
    session: Session,
    who: Principal,
    changes: ConfigurationChanges,
    *,
    keys: Keyring,
    now: datetime,
) -> None:
    """Change the app's configuration. Raises `InvalidFields`, and then nothing has changed."""
    changed = [*change_configuration(session, keys, changes, now=now)]
    config = configuration(session)
    if "verification_token" in changed:
        changed.remove("verification_token")
        token = config.verification_token
        name = file_name(token) if token else ""
        record(session, who, AuditAction.VERIFICATION_SET, config.platform, name)
    if changed:
        record(session, who, AuditAction.SETTINGS_CHANGED, config.platform, fields=changed)
