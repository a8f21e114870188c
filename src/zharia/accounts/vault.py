"""Token vault: access tokens, renewed ahead of their end by one caller at a time (single-flight).

A refresh kills the refresh token it was made with (`oauth-user-access-token-management`), so two
at once disconnect the account, and a lost answer may. What happens then:

- **Somebody else is refreshing**: wait a little, read the pair they stored.
- **TikTok cannot be reached**: the token at hand is used while it lives; nobody asks again
  before a pause is over, which doubles from 30 seconds to 15 minutes.
- **The answer was lost**, or whoever asked was killed: nobody knows whether the stored refresh
  token is dead. Only trying it tells, and trying a dead one harms nothing, so after the same
  pause (or when the dead worker's lease ends) it is tried again. A new pair ends the matter. If
  TikTok refuses it, the administrator reads that the answer was lost and that the account must
  be connected again (`StateReason.ANSWER_LOST`), not that somebody withdrew access.
- **TikTok refuses the refresh token**: the row is read again, and if another pair is there now,
  that one is used; so is a newer one that only the attempt journal knows, since the database may
  have gone back. Only otherwise does the account need a person, and an alert says so.
- **A sandbox refuses the refresh token**, as it may at once: the access token at hand is used as
  long as it lives. Then a person is asked, in words that say that it was the sandbox.
- **The installation is paused**: nobody asks, for the original's tokens would die.
"""

import secrets
import time

from zharia.accounts.alerts import AlertHook, log_alert
from zharia.accounts.app_config import OpenClient
from zharia.accounts.errors import InstallationPaused, RefreshUnderWay
from zharia.accounts.lease import Lease, Seen, read, take
from zharia.accounts.scopes import Scope
from zharia.accounts.token_refresh import FIRST_PAUSE, TokenRefresh, check, paused, token
from zharia.journal import Installation, pause_of
from zharia.storage.crypto import Keyring, Secret
from zharia.storage.database import Database

#: longer than the client's own deadline for a refresh, with time to store the answer
LEASE_SECONDS = 60.0
#: how long a caller's thread waits for somebody else's refresh
WAIT_SECONDS = 20.0


class TokenVault:
    """Threads may share it; processes share the rows. No transaction is open during a call."""

    def __init__(
        self,
        database: Database,
        keys: Keyring,
        open_client: OpenClient,
        *,
        alert: AlertHook = log_alert,
        lease_seconds: float = LEASE_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
        installation: Installation | None = None,
    ) -> None:
        """`installation` has the journal that keeps each new pair; None keeps them nowhere else."""
        self._database = database
        self._keys = keys
        self._lease_seconds = lease_seconds
        self._wait_seconds = wait_seconds
        self._installation = installation
        self._refresh = TokenRefresh(database, keys, open_client, alert, installation)

    def access_token(self, account_id: str, *scopes: Scope) -> str:
        """A token for a call that needs `scopes`.

        Raises `ScopeNotGranted`, `NotConnected`, and `RefreshPending` with the seconds after which
        to try again.
        """
        seen = self._look(account_id)
        check(seen, scopes)
        if seen.fresh:
            return token(seen)
        return self._renewed(seen, at_hand=seen.alive)

    def refresh(self, account_id: str, stale_token: str) -> str:
        """The token after the one that TikTok has just called invalid: the client's `renew`.

        Raises what `access_token` raises.
        """
        seen = self._look(account_id)
        check(seen)
        if seen.fresh and seen.access_token != Secret(stale_token):
            return token(seen)
        # Where the last token is refused ahead of its end, the pause until then has no point.
        return self._renewed(seen, even_paused=seen.account.ends_with_its_token, stale=True)

    def renew(self, account_id: str, *, now: bool = False) -> float:
        """Renew the pair if it is due, for the worker; `now` for the administrator's button.

        Returns the seconds that the access token has left. Raises what `access_token` raises.
        """
        seen = self._look(account_id)
        check(seen)
        if now or seen.account.refresh_due_at <= seen.now:
            self._renewed(seen, at_hand=not now and seen.alive, even_paused=now)
            seen = self._look(account_id)
        return max((seen.account.access_expires_at - seen.now).total_seconds(), 0.0)

    def _look(self, account_id: str) -> Seen:
        return read(self._database, self._keys, account_id)

    def _renewed(
        self,
        first: Seen,
        *,
        at_hand: bool = False,
        even_paused: bool = False,
        stale: bool = False,
    ) -> str:
        """The token of the pair after `first`; with `at_hand`, of `first` if that cannot be had.

        `stale` says that TikTok has called the token of `first` invalid.
        """
        version = first.account.token_version
        give_up_at = time.monotonic() + self._wait_seconds
        seen = first
        while True:
            check(seen)
            if seen.account.token_version != version:
                return token(seen)
            if seen.pause and not even_paused and not seen.leased:
                if at_hand and seen.alive:
                    return token(seen)
                raise paused(seen)
            if self._is_paused():
                if at_hand and seen.alive:
                    return token(seen)
                raise InstallationPaused(name=seen.account.name, retry_after=FIRST_PAUSE)
            if not seen.leased and (lease := self._take(seen)):
                return self._refresh.ask(lease, seen, at_hand=at_hand, stale=stale)
            if time.monotonic() >= give_up_at:
                if at_hand and seen.alive:
                    return token(seen)
                raise RefreshUnderWay(name=seen.account.name, retry_after=FIRST_PAUSE)
            time.sleep(0.05 + secrets.randbelow(100) / 1000)
            seen = self._look(first.account.id)

    def _take(self, seen: Seen) -> Lease | None:
        return take(
            self._database,
            self._keys,
            seen.account.id,
            seen.account.token_version,
            seconds=self._lease_seconds,
        )

    def _is_paused(self) -> bool:
        if self._installation is None:
            return False
        with self._database.read() as session:
            return pause_of(session, self._installation) is not None
