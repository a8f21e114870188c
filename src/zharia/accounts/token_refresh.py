"""OAuth token refresh: one, by whoever holds the account's lease, and what TikTok answers to it.

Who refreshes, and what happens then, is drawn at the top of `vault`.
"""

import logging
from datetime import timedelta

from zharia.accounts.alerts import Alert, AlertHook, AlertKind
from zharia.accounts.app_config import App, OpenClient, app_of
from zharia.accounts.errors import (
    NotConfigured,
    NotConnected,
    RefreshPaused,
    RefreshUnderWay,
    SandboxNotRenewed,
    ScopeNotGranted,
)
from zharia.accounts.journaling import bring_back, write_down
from zharia.accounts.lease import Lease, Seen, end_with_token, give_up, postpone, read, store
from zharia.accounts.model import AccountState, Environment, StateReason
from zharia.accounts.scopes import Scope, missing
from zharia.accounts.state_reasons import MESSAGES
from zharia.journal import Installation, JournalError, TokensKept, mark_of
from zharia.storage.crypto import Keyring, Secret
from zharia.storage.database import Database
from zharia.tiktok import Tokens
from zharia.tiktok.errors import InvalidGrant, OAuthRejected, OutcomeUnknown, TikTokError

logger = logging.getLogger(__name__)

#: the first pause after a failed refresh, and the longest
FIRST_PAUSE = 30.0
LONGEST_PAUSE = 900.0


class TokenRefresh:
    """Threads may share it. No transaction is open during a call."""

    def __init__(
        self,
        database: Database,
        keys: Keyring,
        open_client: OpenClient,
        alert: AlertHook,
        installation: Installation | None,
    ) -> None:
        self._database = database
        self._keys = keys
        self._open_client = open_client
        self._alert = alert
        self._installation = installation

    def ask(self, lease: Lease, seen: Seen, *, at_hand: bool, stale: bool) -> str:
        """The new pair's access token; with `at_hand`, that of `seen` if none is to be had.

        `stale` says that TikTok has called the token of `seen` invalid. Raises what
        `TokenVault.access_token` raises.
        """
        try:
            app = self._app(lease)
            with self._open_client(app) as client:
                tokens = client.refresh(lease.refresh_token.reveal())
        except InvalidGrant as error:
            if not stale and self._lives_on(lease, seen):
                if at_hand:
                    return token(seen)
                raise _last_token(seen) from error
            return self._refused(lease, error)
        except (TikTokError, NotConfigured) as error:
            self._failed(lease, seen, error)
            if at_hand:
                return token(seen)
            raise paused(self._look(lease.account_id)) from error
        if tokens.open_id and tokens.open_id != lease.open_id:
            return self._strangers(lease, tokens)
        if store(self._database, self._keys, lease, tokens):
            if self._installation is not None:
                write_down(self._database, self._installation.journal, lease.account_id)
            logger.info("renewed account %s (log_id %s)", lease.account_id, tokens.log_id or "-")
            return tokens.access_token
        return self._overtaken(lease, tokens, app)

    def _look(self, account_id: str) -> Seen:
        return read(self._database, self._keys, account_id)

    def _app(self, lease: Lease) -> App:
        with self._database.read() as session:
            return app_of(session, self._keys, lease.environment)

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
            check(seen)
            return token(seen)
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
        check(seen)
        return token(seen)

    def _strangers(self, lease: Lease, tokens: Tokens) -> str:
        detail = "TikTok answered with another account's tokens; they were not kept."
        self._needs_a_person(lease, StateReason.REFUSED, detail, tokens.log_id)
        seen = self._look(lease.account_id)
        check(seen)
        return token(seen)

    def _needs_a_person(self, lease: Lease, reason: StateReason, detail: str, log_id: str) -> None:
        if give_up(self._database, lease, reason, detail):
            name = self._look(lease.account_id).account.name
            self._alert(
                Alert(AlertKind.NEEDS_RECONNECT, lease.account_id, name, MESSAGES[reason], log_id)
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
            refused = NotConfigured(environment=lease.environment, detail=str(error))
            self._alert(
                Alert(
                    AlertKind.APP_REFUSED,
                    lease.account_id,
                    seen.account.name,
                    refused.message,
                    error.log_id,
                )
            )

    def _overtaken(self, lease: Lease, tokens: Tokens, app: App) -> str:
        """Our pair came too late: the account was connected again, or disconnected."""
        seen = self._look(lease.account_id)
        if seen.account.state == AccountState.DISCONNECTED:
            revoke(self._open_client, app, Secret(tokens.access_token))
        check(seen)
        return token(seen)


def revoke(open_client: OpenClient, app: App, token: Secret) -> bool:
    """Withdraw our access at TikTok, as well as can be. False, and a log line, if it failed."""
    try:
        with open_client(app) as client:
            client.revoke(token.reveal())
    except (TikTokError, NotConfigured) as error:
        logger.warning("TikTok could not be told to withdraw our access: %s", error)
        return False
    return True


def check(seen: Seen, scopes: tuple[Scope, ...] = ()) -> None:
    """Raises `NotConnected`, or `ScopeNotGranted`, if these tokens are for no such call."""
    account = seen.account
    if not seen.connected or seen.access_token is None:
        reason = MESSAGES[StateReason(account.state_reason or StateReason.REFUSED)]
        raise NotConnected(name=seen.account.name, reason=reason)
    if lacking := missing(account.scopes, scopes):
        raise ScopeNotGranted(name=seen.account.name, scopes=", ".join(lacking))


def token(seen: Seen) -> str:
    """The access token of an account that passed `check`."""
    assert seen.access_token is not None  # noqa: S101 - `check` came before
    return seen.access_token.reveal()


def _last_token(seen: Seen) -> SandboxNotRenewed:
    left = seen.account.access_expires_at - seen.now
    return SandboxNotRenewed(name=seen.account.name, minutes=str(left // timedelta(minutes=1) + 1))


def paused(seen: Seen) -> RefreshPaused:
    """What to raise while nobody asks TikTok, since the last refresh failed."""
    return RefreshPaused(
        name=seen.account.name,
        problem=seen.account.refresh_problem,
        retry_after=max(seen.pause, 1.0),
    )
