"""OAuth authorization code flow: to TikTok's consent page and back.

`begin` makes the state and the PKCE verifier and names the page to go to; `finish` takes what
TikTok sent back, trades the code for tokens and stores them. Sources: `login-kit-web`,
`oauth-user-access-token-management`.
"""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select, update

from zharia.accounts import connect_errors as failed
from zharia.accounts.app_config import App, ClientFactory, app_of
from zharia.accounts.connected_account import fetch_names, store_account
from zharia.accounts.errors import AccountError, NotConfigured
from zharia.accounts.journaling import record_tokens
from zharia.accounts.model import Environment, OAuthState
from zharia.accounts.scopes import POSTING, REQUESTED, Scope, can_post, missing
from zharia.journal import Journal
from zharia.storage.compare_and_set import compare_and_set
from zharia.storage.crypto import Keyring, Secret
from zharia.storage.database import Database
from zharia.tiktok import Denied, Granted, Pkce, PkceEncoding, Tokens, parse_callback
from zharia.tiktok.errors import (
    AccessDenied,
    CallbackMalformed,
    InvalidCall,
    InvalidGrant,
    NoResponse,
    Refused,
    TikTokError,
)

logger = logging.getLogger(__name__)

#: how long a person has for TikTok's page
STATE_LIFETIME: Final = timedelta(minutes=10)
#: how long an expired state is kept, so that its error is not that of an unknown one
STATE_MEMORY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """Where to send the administrator's browser, and where TikTok will send it back to."""

    #: holds the state, so it is not for logs
    authorize_url: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Connected:
    """An account is stored and can post. `missing` names scopes that the person left out."""

    account_id: str
    is_new: bool
    missing: tuple[Scope, ...]
    #: who began
    admin_id: str


class OAuthFlow:
    """Connects accounts. Threads may share it. No transaction is open during a call to TikTok."""

    def __init__(
        self,
        database: Database,
        keys: Keyring,
        open_client: ClientFactory,
        *,
        redirect_uri: str,
        pkce: PkceEncoding = PkceEncoding.HEX,
        journal: Journal | None = None,
    ) -> None:
        """`redirect_uri` is our callback's address, as registered in TikTok's console.

        `journal` keeps the new tokens too; None keeps them in the database alone.
        """
        self._database = database
        self._keys = keys
        self._open_client = open_client
        self._redirect_uri = redirect_uri
        self._pkce = pkce
        self._journal = journal

    def begin(self, admin_id: str) -> AuthorizationRequest:
        """Start an authorization for this administrator, with the active credentials.

        The consent page always shows, even to somebody who agreed before, since a newsroom connects
        several accounts from one browser. Raises `NotConfigured`.
        """
        with self._database.read() as session:
            app = app_of(session, self._keys)
        state, pkce = secrets.token_urlsafe(32), Pkce.new(self._pkce)
        try:
            with self._open_client(app) as client:
                url = client.authorize_url(
                    redirect_uri=self._redirect_uri,
                    scopes=REQUESTED,
                    state=state,
                    pkce=pkce,
                    disable_auto_auth=True,
                )
        except InvalidCall as error:
            raise NotConfigured(environment=app.environment, detail=str(error)) from error
        self._store_state(admin_id, app, state, pkce)
        return AuthorizationRequest(url, self._redirect_uri)

    def finish(self, query: Mapping[str, str], admin_id: str | None = None) -> Connected:
        """Take the callback's query, URL-decoded once, and `admin_id` if the browser shows it.

        Raises a `ConnectFailed` leaf or `NotConfigured`, each logged.
        """
        try:
            return self._finish(query, admin_id)
        except AccountError as error:
            logger.warning(
                "no account was connected: %s: %s (log_id %s)",
                error.code,
                error,
                error.log_id or "-",
            )
            raise

    def _finish(self, query: Mapping[str, str], admin_id: str | None) -> Connected:
        state_row = self._claim_state(query.get("state", ""), admin_id)
        granted = _parse_granted(query)
        with self._database.read() as session:
            app = app_of(session, self._keys, Environment(state_row.environment))
            asked_at = self._database.now(session)
        tokens = self._exchange(app, state_row, granted.code)
        if not tokens.scopes:
            tokens = replace(tokens, scopes=granted.scopes)
        account_id, is_new = store_account(self._database, self._keys, app, tokens, asked_at)
        if self._journal is not None:
            record_tokens(self._database, self._journal, account_id)
        named = fetch_names(self._database, self._open_client, app, account_id, tokens)
        if named and self._journal is not None:
            # Once more, by the names that it has now.
            record_tokens(self._database, self._journal, account_id)
        logger.info(
            "connected account %s (%s; log_id %s)",
            account_id,
            "new" if is_new else "known",
            tokens.log_id or "-",
        )
        if not can_post(tokens.scopes):
            raise failed.ScopesMissing(
                detail=", ".join(missing(tokens.scopes, POSTING)), log_id=tokens.log_id
            )
        return Connected(
            account_id, is_new, missing(tokens.scopes, REQUESTED), admin_id=state_row.admin_id
        )

    def _store_state(self, admin_id: str, app: App, state: str, pkce: Pkce) -> None:
        with self._database.write() as session:
            now = self._database.now(session)
            session.execute(delete(OAuthState).where(OAuthState.expires_at < now - STATE_MEMORY))
            state_row = OAuthState(
                state_hash=_hash(state),
                admin_id=admin_id,
                environment=app.environment,
                redirect_uri=self._redirect_uri,
                created_at=now,
                expires_at=now + STATE_LIFETIME,
            )
            session.add(state_row)
            session.flush()
            if pkce.verifier is not None:
                state_row.verifier = self._keys.seal(
                    Secret(pkce.verifier), state_row.place("verifier")
                )

    def _claim_state(self, state: str, admin_id: str | None) -> OAuthState:
        """Claim the state, once: its row as it was. A claim that fails uses it up too."""
        with self._database.write() as session:
            now = self._database.now(session)
            state_row = session.scalar(select(OAuthState).filter_by(state_hash=_hash(state)))
            if state_row is None:
                raise failed.StateUnknown
            unused = compare_and_set(
                session,
                update(OAuthState)
                .where(OAuthState.id == state_row.id, OAuthState.used_at.is_(None))
                .values(used_at=now, verifier=None),
            )
        if not unused:
            raise failed.StateReplayed
        if admin_id is not None and admin_id != state_row.admin_id:
            raise failed.OtherAdministrator
        if state_row.expires_at <= now:
            raise failed.StateExpired
        return state_row

    def _exchange(self, app: App, state_row: OAuthState, code: str) -> Tokens:
        sealed = state_row.verifier
        verifier = self._keys.open(sealed, state_row.place("verifier")).reveal() if sealed else None
        try:
            with self._open_client(app) as client:
                tokens = client.exchange_code(
                    code, redirect_uri=state_row.redirect_uri, code_verifier=verifier
                )
        except InvalidGrant as error:
            raise failed.CodeRefused(
                detail=error.detail, redirect_uri=state_row.redirect_uri, log_id=error.log_id
            ) from error
        except NoResponse as error:
            raise failed.TikTokSilent(detail=str(error), log_id=error.log_id) from error
        except TikTokError as error:
            raise failed.TikTokRefused(detail=_error_text(error), log_id=error.log_id) from error
        if not tokens.open_id or not tokens.refresh_token:
            raise failed.TikTokRefused(
                detail="The answer names no account, or has no refresh token.",
                log_id=tokens.log_id,
            )
        return tokens


def _parse_granted(query: Mapping[str, str]) -> Granted:
    try:
        answer = parse_callback(query)
    except CallbackMalformed as error:
        raise failed.TikTokRefused(detail=str(error)) from error
    if isinstance(answer, Denied):
        if isinstance(answer.error, AccessDenied):
            raise failed.PersonRefused from answer.error
        raise failed.TikTokRefused(detail=_error_text(answer.error)) from answer.error
    return answer


def _error_text(error: TikTokError) -> str:
    """TikTok's own text, if it said anything."""
    own = ": ".join(part for part in (error.code, error.detail) if part)
    return f"{own if isinstance(error, Refused) and own else error}."


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
