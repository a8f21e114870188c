"""Codes and tokens: what is issued, exchanged, rotated and revoked. Pure over the state."""

import hashlib
import re
import secrets
from collections.abc import Mapping

from zharia.simulator.envelope import Refused
from zharia.simulator.model import App, AuthorizationCode, Grant, Platform, State

#: no TikTok page states it; RFC 6749 4.1.2 recommends ten minutes at most
CODE_SECONDS = 600.0

#: login-kit-desktop
_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
_CHALLENGE = re.compile(r"[0-9a-f]{64}")


def open_id_of(client_key: str, username: str) -> str:
    """A user's id within one app: the same each time, another in every app."""
    return f"-000{hashlib.sha256(f'{client_key} {username}'.encode()).hexdigest()[:32]}"


def union_id_of(username: str) -> str:
    """A user's id across the apps of one developer."""
    return hashlib.sha256(f"union {username}".encode()).hexdigest()[:32]


def is_hex_challenge(challenge: str) -> bool:
    """login-kit-desktop: the lowercase hex of a SHA-256."""
    return _CHALLENGE.fullmatch(challenge) is not None


def issue_code(
    state: State,
    app: App,
    *,
    username: str,
    scopes: list[str],
    redirect_uri: str,
    code_challenge: str,
    now: float,
) -> AuthorizationCode:
    """A code that survives the way back only if everyone encodes and decodes it exactly once."""
    code = AuthorizationCode(
        code=f"{secrets.token_urlsafe(24)}+/=*!{secrets.randbelow(9000) + 1000}%2B.e1",
        client_key=app.client_key,
        username=username,
        scopes=scopes,
        redirect_uri=redirect_uri,
        code_challenge=code_challenge,
        expires_at=now + CODE_SECONDS,
    )
    state.codes = [old for old in state.codes if old.expires_at > now - CODE_SECONDS]
    state.codes.append(code)
    return code


def issue_grant(state: State, app: App, username: str, scopes: list[str], now: float) -> Grant:
    """A new consent. An earlier one of the same user to the same app ends with it."""
    for old in state.grants:
        if (old.client_key, old.username) == (app.client_key, username):
            old.revoked = True
    grant = Grant(
        client_key=app.client_key,
        username=username,
        open_id=open_id_of(app.client_key, username),
        scopes=scopes,
        access_token="",
        access_expires_at=0.0,
        refresh_token="",
        refresh_expires_at=0.0,
    )
    _renew(grant, app, now)
    state.grants.append(grant)
    return grant


def authenticate(state: State, form: Mapping[str, str]) -> App:
    """The app whose key and secret these are."""
    for name in ("client_key", "client_secret"):
        if not form.get(name):
            hint = " (client_id is not TikTok's name for it)" if "client_id" in form else ""
            raise Refused("invalid_request", f"{name} is missing{hint}")
    app = next((app for app in state.apps if app.client_key == form["client_key"]), None)
    if app is None:
        raise Refused("invalid_client", f"no app has the client_key {form['client_key']!r}")
    if not secrets.compare_digest(app.client_secret.encode(), form["client_secret"].encode()):
        raise Refused("invalid_client", f"this is not the client_secret of {app.client_key}")
    return app


def exchange_code(state: State, app: App, form: Mapping[str, str], now: float) -> Grant:
    """`authorization_code`: a code, once, by the app and for the redirect URI it was made for."""
    for name in ("code", "redirect_uri"):
        if not form.get(name):
            raise Refused("invalid_request", f"{name} is missing")
    code = next((one for one in state.codes if one.code == form["code"]), None)
    if code is None:
        raise Refused("invalid_grant", _code_problem(state, form["code"]))
    if code.client_key != app.client_key:
        raise Refused("invalid_grant", "the code was issued to another app")
    if code.used:
        raise Refused("invalid_grant", "the code was used before; a code works once")
    if code.expires_at <= now:
        raise Refused("invalid_grant", "the code has expired")
    # oauth-error-handling puts a wrong redirection URI under invalid_grant.
    if code.redirect_uri != form["redirect_uri"]:
        raise Refused(
            "invalid_grant",
            f"redirect_uri is {form['redirect_uri']!r} here and was {code.redirect_uri!r}"
            " at authorize; they must be equal byte for byte",
        )
    if app.platform is Platform.DESKTOP:
        _check_verifier(code, form.get("code_verifier", ""))
    code.used = True
    return issue_grant(state, app, code.username, code.scopes, now)


def refresh(state: State, app: App, form: Mapping[str, str], now: float) -> Grant:
    """`refresh_token`: a new pair; the old refresh token dies, and the old access token with it."""
    token = form.get("refresh_token")
    if not token:
        raise Refused("invalid_request", "refresh_token is missing")
    grant = next((one for one in state.grants if one.refresh_token == token), None)
    if grant is None:
        raise Refused(
            "invalid_grant",
            "no such refresh token; if it worked before, a refresh has replaced it since",
        )
    if grant.client_key != app.client_key:
        raise Refused("invalid_grant", "the refresh token belongs to another app")
    if grant.revoked:
        raise Refused("invalid_grant", "the consent behind this refresh token has ended")
    if grant.refresh_expires_at <= now:
        raise Refused("invalid_grant", "the refresh token has expired")
    if app.refuses_refresh:
        raise Refused("invalid_grant", f"{app.client_key} refuses every refresh (refuses_refresh)")
    _renew(grant, app, now)
    return grant


def grant_of_token(state: State, app: App, token: str) -> Grant:
    """The consent behind an access token, for revoke (oauth-revoke-a-user-access-token)."""
    if not token:
        raise Refused("invalid_request", "token is missing")
    for grant in state.grants:
        if (grant.access_token, grant.client_key) == (token, app.client_key) and not grant.revoked:
            return grant
    hint = ": this is a refresh token" if token.startswith("rft.") else ""
    raise Refused("invalid_grant", f"this app has no such living access token{hint}")


def token_body(grant: Grant, now: float) -> dict[str, object]:
    """oauth-user-access-token-management: the flat answer of the token endpoint."""
    return {
        "access_token": grant.access_token,
        "expires_in": round(grant.access_expires_at - now),
        "open_id": grant.open_id,
        "refresh_expires_in": round(grant.refresh_expires_at - now),
        "refresh_token": grant.refresh_token,
        "scope": ",".join(grant.scopes),
        "token_type": "Bearer",
    }


def _renew(grant: Grant, app: App, now: float) -> None:
    grant.access_token = f"act.{secrets.token_urlsafe(36)}!{secrets.randbelow(9000) + 1000}.e1"
    grant.access_expires_at = now + app.access_token_seconds
    grant.refresh_token = f"rft.{secrets.token_urlsafe(36)}!{secrets.randbelow(9000) + 1000}.e1"
    grant.refresh_expires_at = now + app.refresh_token_seconds


def _check_verifier(code: AuthorizationCode, verifier: str) -> None:
    if not verifier:
        raise Refused("invalid_request", "code_verifier is missing; desktop apps must send it")
    if not _VERIFIER.fullmatch(verifier):
        raise Refused("invalid_grant", "code_verifier is not 43 to 128 of A-Z a-z 0-9 - . _ ~")
    if hashlib.sha256(verifier.encode()).hexdigest() != code.code_challenge:
        raise Refused("invalid_grant", "code_verifier does not match the code_challenge")


def _code_problem(state: State, sent: str) -> str:
    """Most unknown codes were encoded or decoded once too often: say which."""
    for one in state.codes:
        if sent == one.code.replace("%2B", "+"):
            return "the code was URL-decoded twice; decode it once"
        if sent == one.code.replace("+", " "):
            return "the code was not URL-encoded in the form: its + became a space"
        if sent.startswith(one.code[:20]):
            return "the code arrives altered: is it still URL-encoded, or cut off?"
    return "there is no such code"
