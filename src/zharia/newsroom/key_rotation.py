"""Key rotation: every sealed secret is sealed anew with the newest key."""

import zharia.accounts  # noqa: F401 - registers the columns with secrets
from zharia.journal import Journal, JournalError
from zharia.newsroom.errors import RotationIncomplete
from zharia.publishing import recovery
from zharia.storage import key_rotation
from zharia.storage.crypto import Keyring
from zharia.storage.database import Database
from zharia.users import AuditAction, Principal, record


def rotate_keys(database: Database, keys: Keyring, journal: Journal, who: Principal | str) -> int:
    """Seal every secret anew, in the database and in the journal. Answers how many there were.

    Raises `JournalError` before anything is done, and `RotationIncomplete`.
    """
    journal.try_to_write()
    count = key_rotation.rotate(database, keys)
    # The journal's newest pairs must open with the newest key too.
    recovery.journal_accounts(database, journal)
    try:
        # What found no room would end with this process.
        journal.flush()
    except JournalError as error:
        raise RotationIncomplete(error) from error
    with database.write() as session:
        record(session, who, AuditAction.SECRETS_ROTATED, count=count)
    return count
