"""OAuth token refresh: one, by the holder of the account's lease, and its outcomes.

Who refreshes, and what happens then, is drawn at the top of `vault`.
"""

import logging
from datetime import timedelta

from zharia.accounts.alerts import Alert, AlertHook, AlertKind
from zharia.accounts.app_config import App, ClientFactory, app_of
from zharia.accounts.errors import (
    NotConfigured,
    NotConnected,
    RefreshPaused,
    RefreshUnderWay,
    SandboxNotRenewed,
    ScopeNotGranted,
)
from zharia.accounts.journaling import record_tokens, restore_tokens
from zharia.accounts.lease import (
    AccountSnapshot,
    Lease,
    postpone,
    read,
    require_reconnect,
    stop_renewing,
    store_tokens,
)
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
    """Refreshes token pairs. Threads may share it. No transaction is open during a call."""

    def __init__(
        self,
        database: Database,
        keys: Keyring,
        open_client: ClientFactory,
        alert: AlertHook,
        installation: Installation | None,
    ) -> None:
        self._database = database
        self._keys = keys
        self._open_client = open_client
        self._alert = alert
        self._installation = installation

    def refresh(
        self, lease: Lease, snapshot: AccountSnapshot, *, use_current: bool, rejected: bool
    ) -> str:
        """The new pair's access token; with `use_current`, that of `snapshot` if none is to be had.

        `rejected` says that TikTok has called the token of `snapshot` invalid. Raises what
        `TokenVault.access_token` raises.
        """
        try:
            app = self._app(lease)
            with self._open_client(app) as client:
                tokens = client.refresh(lease.refresh_token.reveal())
        except InvalidGrant as error:
            if not rejected and self._keeps_last_token(lease, snapshot):
                if use_current:
                    return token_of(snapshot).reveal()
                raise _last_token_error(snapshot) from error
            return self._refused(lease, error)
        except (TikTokError, NotConfigured) as error:
            self._failed(lease, snapshot, error)
            if use_current:
                return token_of(snapshot).reveal()
            raise paused_error(self._snapshot(lease.account_id)) from error
        if tokens.open_id and tokens.open_id != lease.open_id:
            return self._wrong_account(lease, tokens)
        if store_tokens(self._database, self._keys, lease, tokens):
            if self._installation is not None:
                record_tokens(self._database, self._installation.journal, lease.account_id)
            logger.info("renewed account %s (log_id %s)", lease.account_id, tokens.log_id or "-")
            return tokens.access_token
        return self._superseded(lease, tokens, app)

    def _snapshot(self, account_id: str) -> AccountSnapshot:
        return read(self._database, self._keys, account_id)

    def _app(self, lease: Lease) -> App:
        with self._database.read() as session:
            return app_of(session, self._keys, lease.environment)

    def _restored_from_journal(self, account_id: str) -> bool:
        """Whether the journal had a newer pair than the database, which has it now."""
        if self._installation is None:
            return False
        with self._database.read() as session:
            mark = mark_of(session)
        try:
            # Outside any transaction: the journal may take its time.
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
        if newest is None:
            return False
        with self._database.write() as session:
            return restore_tokens(session, newest, self._database.now(session))

    def _keeps_last_token(self, lease: Lease, snapshot: AccountSnapshot) -> bool:
        """Whether a sandbox's refusal leaves a token to work with."""
        if (
            lease.environment is not Environment.SANDBOX
            or lease.unanswered
            or not snapshot.is_alive
        ):
            return False
        if not stop_renewing(self._database, lease):
            return False
        logger.warning(
            "the sandbox does not renew account %s: its token is the last", snapshot.account.id
        )
        return True

    def _refused(self, lease: Lease, error: InvalidGrant) -> str:
        if self._restored_from_journal(lease.account_id):
            return token_of(self._snapshot(lease.account_id)).reveal()
        reason = StateReason.REFUSED
        if lease.unanswered:
            reason = StateReason.ANSWER_LOST
        elif lease.environment is Environment.SANDBOX:
            reason = StateReason.SANDBOX_NOT_RENEWED
        self._require_reconnect(lease, reason, str(error), error.log_id)
        snapshot = self._snapshot(lease.account_id)
        if snapshot.account.token_version == lease.version and snapshot.is_connected:
            # The lease passed to another caller while TikTok answered; it will get the same answer.
            raise RefreshUnderWay(name=snapshot.account.name, retry_after=FIRST_PAUSE) from error
        return token_of(snapshot).reveal()

    def _wrong_account(self, lease: Lease, tokens: Tokens) -> str:
        detail = "TikTok answered with another account's tokens; they were not kept."
        self._require_reconnect(lease, StateReason.REFUSED, detail, tokens.log_id)
        return token_of(self._snapshot(lease.account_id)).reveal()

    def _require_reconnect(
        self, lease: Lease, reason: StateReason, detail: str, log_id: str
    ) -> None:
        if require_reconnect(self._database, lease, reason, detail):
            name = self._snapshot(lease.account_id).account.name
            self._alert(
                Alert(AlertKind.NEEDS_RECONNECT, lease.account_id, name, MESSAGES[reason], log_id)
            )

    def _failed(
        self, lease: Lease, snapshot: AccountSnapshot, error: TikTokError | NotConfigured
    ) -> None:
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
                    snapshot.account.name,
                    refused.message,
                    error.log_id,
                )
            )

    def _superseded(self, lease: Lease, tokens: Tokens, app: App) -> str:
        """Our pair came too late: the account was connected again, or disconnected."""
        snapshot = self._snapshot(lease.account_id)
        if snapshot.account.state == AccountState.DISCONNECTED:
            revoke(self._open_client, app, Secret(tokens.access_token))
        return token_of(snapshot).reveal()


def revoke(open_client: ClientFactory, app: App, token: Secret) -> bool:
    """Withdraw our access at TikTok, as well as can be. False, and a log line, if it failed."""
    try:
        with open_client(app) as client:
            client.revoke(token.reveal())
    except (TikTokError, NotConfigured) as error:
        logger.warning("TikTok could not be told to withdraw our access: %s", error)
        return False
    return True


def token_of(snapshot: AccountSnapshot, scopes: tuple[Scope, ...] = ()) -> Secret:
    """The account's access token. Raises `NotConnected`, or `ScopeNotGranted` for these scopes."""
    account = snapshot.account
    if not snapshot.is_connected or snapshot.access_token is None:
        reason = MESSAGES[StateReason(account.state_reason or StateReason.REFUSED)]
        raise NotConnected(name=account.name, reason=reason)
    if lacking := missing(account.scopes, scopes):
        raise ScopeNotGranted(name=account.name, scopes=", ".join(lacking))
    return snapshot.access_token


def _last_token_error(snapshot: AccountSnapshot) -> SandboxNotRenewed:
    left = snapshot.account.access_expires_at - snapshot.now
    return SandboxNotRenewed(
        name=snapshot.account.name, minutes=str(left // timedelta(minutes=1) + 1)
    )


def paused_error(snapshot: AccountSnapshot) -> RefreshPaused:
    """What to raise while nobody asks TikTok, since the last refresh failed."""
    return RefreshPaused(
        name=snapshot.account.name,
        problem=snapshot.account.refresh_problem,
        retry_after=max(snapshot.retry_after_seconds, 1.0),
    )
