"""Access tokens that work: renewed ahead of their end, by one caller at a time.

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

import logging
import secrets
import time
from datetime import timedelta

from zharia.accounts.alerts import Alert, AlertHook, AlertKind, log_alert
from zharia.accounts.app_config import App, OpenClient, app_of
from zharia.accounts.errors import (
    InstallationPaused,
    NotConfigured,
    NotConnected,
    RefreshPaused,
    RefreshUnderWay,
    SandboxNotRenewed,
    ScopeNotGranted,
)
from zharia.accounts.journaling import bring_back, write_down
from zharia.accounts.lease import (
    Lease,
    Seen,
    end_with_token,
    give_up,
    look,
    postpone,
    store,
    take,
)
from zharia.accounts.model import AccountState, Environment, StateReason
from zharia.accounts.reasons import WORDS
from zharia.accounts.scopes import Scope, missing
from zharia.crypto import Keyring, Secret
from zharia.database import Database
from zharia.journal import Installation, JournalError, TokensKept, mark_of, pause_of
from zharia.tiktok import Tokens
from zharia.tiktok.errors import InvalidGrant, OAuthRejected, OutcomeUnknown, TikTokError

logger = logging.getLogger(__name__)

#: longer than the client's own deadline for a refresh, with time to store the answer
LEASE_SECONDS = 60.0
#: how long a caller's thread waits for somebody else's refresh
WAIT_SECONDS = 20.0
#: the first pause after a failed refresh, and the longest
FIRST_PAUSE = 30.0
LONGEST_PAUSE = 900.0


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
        self._open_client = open_client
        self._alert = alert
        self._lease_seconds = lease_seconds
        self._wait_seconds = wait_seconds
        self._installation = installation

    def access_token(self, account_id: str, *scopes: Scope) -> str:
        """A token for a call that needs `scopes`.

        Raises `ScopeNotGranted`, `NotConnected`, and `RefreshPending` with the seconds after which
        to try again.
        """
        seen = self._look(account_id)
        _check(seen, scopes)
        if seen.fresh:
            return _token(seen)
        return self._renewed(seen, at_hand=seen.alive)

    def refresh(self, account_id: str, stale_token: str) -> str:
        """The token after the one that TikTok has just called invalid: the client's `renew`.

        Raises what `access_token` raises.
        """
        seen = self._look(account_id)
        _check(seen)
        if seen.fresh and seen.access_token != Secret(stale_token):
            return _token(seen)
        # Where the last token is refused ahead of its end, the pause until then has no point.
        return self._renewed(seen, even_paused=seen.account.ends_with_its_token, stale=True)

    def renew(self, account_id: str, *, now: bool = False) -> float:
        """Renew the pair if it is due, for the worker; `now` for the administrator's button.

        Returns the seconds that the access token has left. Raises what `access_token` raises.
        """
        seen = self._look(account_id)
        _check(seen)
        if now or seen.account.refresh_due_at <= seen.now:
            self._renewed(seen, at_hand=not now and seen.alive, even_paused=now)
            seen = self._look(account_id)
        return max((seen.account.access_expires_at - seen.now).total_seconds(), 0.0)

    def _look(self, account_id: str) -> Seen:
        return look(self._database, self._keys, account_id)

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
            _check(seen)
            if seen.account.token_version != version:
                return _token(seen)
            if seen.pause and not even_paused and not seen.leased:
                if at_hand and seen.alive:
                    return _token(seen)
                raise _paused(seen)
            if self._is_paused():
                if at_hand and seen.alive:
                    return _token(seen)
                raise InstallationPaused(name=seen.account.name, retry_after=FIRST_PAUSE)
            if not seen.leased and (lease := self._take(seen)):
                return self._ask(lease, seen, at_hand=at_hand, stale=stale)
            if time.monotonic() >= give_up_at:
                if at_hand and seen.alive:
                    return _token(seen)
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

    def _ask(self, lease: Lease, seen: Seen, *, at_hand: bool, stale: bool) -> str:
        try:
            app = self._app(lease)
            with self._open_client(app) as client:
                tokens = client.refresh(lease.refresh_token.reveal())
        except InvalidGrant as error:
            if not stale and self._lives_on(lease, seen):
                if at_hand:
                    return _token(seen)
                raise _last_token(seen) from error
            return self._refused(lease, error)
        except (TikTokError, NotConfigured) as error:
            self._failed(lease, seen, error)
            if at_hand:
                return _token(seen)
            raise _paused(self._look(lease.account_id)) from error
        if tokens.open_id and tokens.open_id != lease.open_id:
            return self._strangers(lease, tokens)
        if store(self._database, self._keys, lease, tokens):
            if self._installation is not None:
                write_down(self._database, self._installation.journal, lease.account_id)
            logger.info("renewed account %s (log_id %s)", lease.account_id, tokens.log_id or "-")
            return tokens.access_token
        return self._overtaken(lease, tokens, app)

    def _app(self, lease: Lease) -> App:
        with self._database.read() as session:
            return app_of(session, self._keys, lease.environment)

    def _is_paused(self) -> bool:
        if self._installation is None:
            return False
        with self._database.read() as session:
            return pause_of(session, self._installation) is not None

    def _known_better(self, account_id: str) -> bool:
        """Whether the journal had a newer pair than the database, which has it now."""
        if self._installation is None:
            return False
        with self._database.write() as session:
            mark, now = mark_of(session), self._database.now(session)
            try:
                known = self._installation.journal.tail(mark.position if mark else 0).records
            except JournalError as error:
                logger.warning("%s", error)
                return False
            pairs = [
                record
                for record in known
                if isinstance(record, TokensKept) and record.account_id == account_id
            ]
            newest = max(reversed(pairs), key=lambda pair: pair.order, default=None)
            return newest is not None and bring_back(session, newest, now)

    def _lives_on(self, lease: Lease, seen: Seen) -> bool:
        """Whether a sandbox's refusal leaves a token to work with."""
        if lease.environment is not Environment.SANDBOX or lease.unanswered or not seen.alive:
            return False
        if not end_with_token(self._database, lease):
            return False
        logger.warning(
            "the sandbox does not renew account %s: its token is the last", seen.account.id
        )
        return True

    def _refused(self, lease: Lease, error: InvalidGrant) -> str:
        if self._known_better(lease.account_id):
            seen = self._look(lease.account_id)
            _check(seen)
            return _token(seen)
        reason = StateReason.REFUSED
        if lease.unanswered:
            reason = StateReason.ANSWER_LOST
        elif lease.environment is Environment.SANDBOX:
            reason = StateReason.SANDBOX_NOT_RENEWED
        self._needs_a_person(lease, reason, str(error), error.log_id)
        seen = self._look(lease.account_id)
        if seen.account.token_version == lease.version and seen.connected:
            # The lease passed on while TikTok answered; whoever has it now will see the same.
            raise RefreshUnderWay(name=seen.account.name, retry_after=FIRST_PAUSE) from error
        _check(seen)
        return _token(seen)

    def _strangers(self, lease: Lease, tokens: Tokens) -> str:
        detail = "TikTok answered with another account's tokens; they were not kept."
        self._needs_a_person(lease, StateReason.REFUSED, detail, tokens.log_id)
        seen = self._look(lease.account_id)
        _check(seen)
        return _token(seen)

    def _needs_a_person(self, lease: Lease, reason: StateReason, detail: str, log_id: str) -> None:
        if give_up(self._database, lease, reason, detail):
            name = self._look(lease.account_id).account.name
            self._alert(
                Alert(AlertKind.NEEDS_RECONNECT, lease.account_id, name, WORDS[reason], log_id)
            )

    def _failed(self, lease: Lease, seen: Seen, error: TikTokError | NotConfigured) -> None:
        asked_for = (error.retry.seconds if isinstance(error, TikTokError) else None) or 0.0
        pause = max(min(FIRST_PAUSE * 2**lease.failures, LONGEST_PAUSE), asked_for)
        postpone(
            self._database,
            lease,
            seconds=pause,
            problem=str(error),
            unanswered=isinstance(error, OutcomeUnknown),
        )
        logger.warning("renewing account %s failed: %s", lease.account_id, error)
        if isinstance(error, OAuthRejected | NotConfigured):
            words = NotConfigured(environment=lease.environment, detail=str(error)).words
            self._alert(
                Alert(
                    AlertKind.APP_REFUSED, lease.account_id, seen.account.name, words, error.log_id
                )
            )

    def _overtaken(self, lease: Lease, tokens: Tokens, app: App) -> str:
        """Our pair came too late: the account was connected again, or disconnected."""
        seen = self._look(lease.account_id)
        if seen.account.state == AccountState.DISCONNECTED:
            revoke(self._open_client, app, Secret(tokens.access_token))
        _check(seen)
        return _token(seen)


def revoke(open_client: OpenClient, app: App, token: Secret) -> bool:
    """Withdraw our access at TikTok, as well as can be. False, and a log line, if it failed."""
    try:
        with open_client(app) as client:
            client.revoke(token.reveal())
    except (TikTokError, NotConfigured) as error:
        logger.warning("TikTok could not be told to withdraw our access: %s", error)
        return False
    return True


def _check(seen: Seen, scopes: tuple[Scope, ...] = ()) -> None:
    account = seen.account
    if not seen.connected or seen.access_token is None:
        words = WORDS[StateReason(account.state_reason or StateReason.REFUSED)]
        raise NotConnected(
            name=seen.account.name, reason_kk=words.kk, reason_ru=words.ru, reason_en=words.en
        )
    if lacking := missing(account.scopes, scopes):
        raise ScopeNotGranted(name=seen.account.name, scopes=", ".join(lacking))


def _token(seen: Seen) -> str:
    assert seen.access_token is not None  # noqa: S101 - `_check` came before
    return seen.access_token.reveal()


def _last_token(seen: Seen) -> SandboxNotRenewed:
    left = seen.account.access_expires_at - seen.now
    return SandboxNotRenewed(name=seen.account.name, minutes=str(left // timedelta(minutes=1) + 1))


def _paused(seen: Seen) -> RefreshPaused:
    return RefreshPaused(
        name=seen.account.name,
        problem=seen.account.refresh_problem,
        retry_after=max(seen.pause, 1.0),
    )
