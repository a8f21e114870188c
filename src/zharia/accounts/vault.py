"""Token vault: access tokens, renewed ahead of their end by one caller at a time (single-flight).

A refresh kills the refresh token it was made with (`oauth-user-access-token-management`), so two
at once disconnect the account, and a lost answer may. What happens then:

- **Another caller is refreshing**: wait for the pair that it stores.
- **TikTok cannot be reached**: the current access token is used until it expires; refreshes are
  retried with a backoff that doubles from 30 seconds to 15 minutes.
- **The response was lost**, or its process killed: the stored refresh token may be dead. Only
  trying it shows that, and does no harm, so after the same backoff (or when the dead worker's
  lease expires) it is retried. If TikTok refuses it, the administrator reads that the answer was
  lost and that the account must be connected again (`StateReason.ANSWER_LOST`), not that somebody
  withdrew access.
- **TikTok refuses the refresh token**: the row is read again, and another pair that is stored by
  now is used; so is a newer one that only the attempt journal has, since the database may have
  been restored from a backup. Else the account needs a person, who is alerted.
- **A sandbox refuses the refresh token**, as it may at once: the access token is used until it
  expires. Then a person is asked to connect the account again, because of the sandbox.
- **The installation is paused**: nothing is refreshed, for the original's tokens would die.
"""

import secrets
import time

from zharia.accounts.alerts import AlertHook, log_alert
from zharia.accounts.app_config import ClientFactory
from zharia.accounts.errors import InstallationPaused, RefreshUnderWay
from zharia.accounts.lease import AccountSnapshot, Lease, acquire, read
from zharia.accounts.scopes import Scope
from zharia.accounts.token_refresh import FIRST_PAUSE, TokenRefresh, paused_error, token_of
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
        open_client: ClientFactory,
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
        snapshot = self._snapshot(account_id)
        token = token_of(snapshot, scopes)
        if snapshot.is_fresh:
            return token.reveal()
        return self._renew(snapshot, use_current=snapshot.is_alive)

    def refresh(self, account_id: str, stale_token: str) -> str:
        """The token after the one that TikTok has just called invalid: the client's `renew`.

        Raises what `access_token` raises.
        """
        snapshot = self._snapshot(account_id)
        token = token_of(snapshot)
        if snapshot.is_fresh and token != Secret(stale_token):
            return token.reveal()
        # Where the last token is refused ahead of its end, the pause until then has no point.
        return self._renew(snapshot, ignore_pause=snapshot.account.is_not_renewable, rejected=True)

    def renew(self, account_id: str, *, now: bool = False) -> float:
        """Renew the pair if it is due, for the worker; `now` for the administrator's button.

        Returns the seconds that the access token has left. Raises what `access_token` raises.
        """
        snapshot = self._snapshot(account_id)
        token_of(snapshot)
        if now or snapshot.account.refresh_due_at <= snapshot.now:
            self._renew(snapshot, use_current=not now and snapshot.is_alive, ignore_pause=now)
            snapshot = self._snapshot(account_id)
        return max((snapshot.account.access_expires_at - snapshot.now).total_seconds(), 0.0)

    def _snapshot(self, account_id: str) -> AccountSnapshot:
        return read(self._database, self._keys, account_id)

    def _renew(
        self,
        first: AccountSnapshot,
        *,
        use_current: bool = False,
        ignore_pause: bool = False,
        rejected: bool = False,
    ) -> str:
        """The token of the pair after `first`; with `use_current`, else that of `first`.

        `rejected` says that TikTok has called the token of `first` invalid.
        """
        version = first.account.token_version
        give_up_at = time.monotonic() + self._wait_seconds
        snapshot = first
        while True:
            token = token_of(snapshot)
            if snapshot.account.token_version != version:
                return token.reveal()
            if snapshot.retry_after_seconds and not ignore_pause and not snapshot.is_leased:
                if use_current and snapshot.is_alive:
                    return token.reveal()
                raise paused_error(snapshot)
            if self._is_paused():
                if use_current and snapshot.is_alive:
                    return token.reveal()
                raise InstallationPaused(name=snapshot.account.name, retry_after=FIRST_PAUSE)
            if not snapshot.is_leased and (lease := self._take(snapshot)):
                return self._refresh.refresh(
                    lease, snapshot, use_current=use_current, rejected=rejected
                )
            if time.monotonic() >= give_up_at:
                if use_current and snapshot.is_alive:
                    return token.reveal()
                raise RefreshUnderWay(name=snapshot.account.name, retry_after=FIRST_PAUSE)
            time.sleep(0.05 + secrets.randbelow(100) / 1000)
            snapshot = self._snapshot(first.account.id)

    def _take(self, snapshot: AccountSnapshot) -> Lease | None:
        return acquire(
            self._database,
            self._keys,
            snapshot.account.id,
            snapshot.account.token_version,
            seconds=self._lease_seconds,
        )

    def _is_paused(self) -> bool:
        if self._installation is None:
            return False
        with self._database.read() as session:
            return pause_of(session, self._installation) is not None
