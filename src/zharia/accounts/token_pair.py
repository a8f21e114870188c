"""A token pair: when it is renewed, and how it is written onto an account's row.

No lifetime is written down here: TikTok changes them (`oauth-user-access-token-management` named
24 hours, then 2), so every margin is a fraction of what TikTok said.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from zharia.accounts.model import Account, AccountState
from zharia.storage.crypto import Keyring, Place, Secret
from zharia.tiktok import Tokens

#: part of its lifetime that an access token has left when the worker renews it
AHEAD: Final = 1 / 4
#: part that must be left for it to be handed out: enough to make a call with it
FRESH: Final = 1 / 12


def is_fresh(issued_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Whether an access token has enough of its life left to be used."""
    return now < expires_at - (expires_at - issued_at) * FRESH


def pair_values(
    keys: Keyring, account_id: str, tokens: Tokens, asked_at: datetime
) -> dict[str, Any]:
    """The columns of `Account` for a new pair. Whatever the last refresh left behind is cleared.

    `asked_at` is from before the call, so that the pair never seems younger than it is. An empty
    refresh token or scope list from TikTok leaves what is stored.
    """
    lifetime = timedelta(seconds=tokens.expires_in)
    values: dict[str, Any] = {
        "access_token": _sealed(keys, account_id, "access_token", tokens.access_token),
        "issued_at": asked_at,
        "access_expires_at": asked_at + lifetime,
        "refresh_due_at": asked_at + lifetime * (1 - AHEAD),
        "refresh_retry_at": None,
        "refresh_failures": 0,
        "refresh_problem": "",
        "refresh_unanswered": False,
        "lease_owner": None,
        "lease_until": None,
        "updated_at": asked_at,
        "state": AccountState.CONNECTED,
        "state_reason": None,
        "state_detail": "",
    }
    if tokens.refresh_token:
        ends = asked_at + timedelta(seconds=tokens.refresh_expires_in)
        values |= {
            "refresh_token": _sealed(keys, account_id, "refresh_token", tokens.refresh_token),
            "refresh_expires_at": ends if tokens.refresh_expires_in else None,
        }
    if tokens.scopes:
        values["scopes"] = list(tokens.scopes)
    return values


def _sealed(keys: Keyring, account_id: str, column: str, token: str) -> Any:
    return keys.seal(Secret(token), Place(Account.__tablename__, column, account_id))
