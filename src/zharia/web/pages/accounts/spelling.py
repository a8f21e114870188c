"""Language hashtags that have two spellings: which one an account uses, and the way to the other.

The brief asks for `#жаналықтар`; the dictionary writes `#жаңалықтар`. Accounts begin with the
brief's, and an administrator may switch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from zharia.accounts import Account, HashtagSettings
from zharia.accounts.hashtags import language_tags, other_spelling
from zharia.publishing.queries import anything_published

#: of accounts in Kazakh: what they begin with, and the dictionary's
DEFAULT_SPELLINGS: Final = language_tags("kz")


@dataclass(frozen=True, slots=True)
class Spelling:
    """An account's language hashtag, and the other way to write it."""

    account_id: str
    account: str
    used: str
    other: str
    #: whether `used` is the default, and so the dictionary's is `other`
    is_default: bool


def spelling_of(account: Account) -> Spelling | None:
    """None where the account's own tags leave nothing to choose."""
    settings = HashtagSettings.model_validate(account.hashtags)
    spelling = other_spelling(settings, account.language)
    if spelling is None:
        return None
    used, other = spelling
    is_default = used == language_tags(account.language)[0]
    return Spelling(account.id, account.name, used, other, is_default)


def first_spellings(session: Session, accounts: Sequence[Account]) -> list[Spelling]:
    """For the queue, among what is to do first: none once a post has gone out."""
    found = [spelling for one in accounts if (spelling := spelling_of(one)) is not None]
    return [] if not found or anything_published(session) else found
