"""OAuth 2 with PKCE (Login Kit for Web): to TikTok's consent page and back. Pure.

Sources: `login-kit-web`, and `login-kit-desktop` for PKCE.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from zharia.tiktok.codes import oauth_failure
from zharia.tiktok.errors import CallbackMalformed, InvalidArgument
from zharia.tiktok.urls import is_secure, parse_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zharia.tiktok.errors import OAuthError

#: Characters; a redirect URI must be shorter (`login-kit-web`).
REDIRECT_URI_LIMIT = 512
#: Random bytes of a code verifier: 64 characters, of the 43 to 128 allowed (`login-kit-desktop`).
VERIFIER_BYTES = 48


class PkceEncoding(StrEnum):
    """How the SHA-256 of the code verifier is written in the authorize URL."""

    #: Lowercase hex: what TikTok documents, and wants wherever it checks.
    HEX = "hex"
    #: Base64url without padding, as RFC 7636 has it.
    BASE64URL = "base64url"
    #: No PKCE; TikTok's page for web apps does not mention it.
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Pkce:
    """The secret that ties a code exchange to the browser's visit that led to it.

    Keep `verifier` until the exchange; it is None without PKCE.
    """

    encoding: PkceEncoding
    verifier: str | None = field(repr=False)

    @classmethod
    def new(cls, encoding: PkceEncoding = PkceEncoding.HEX) -> Pkce:
        """A fresh random verifier."""
        if encoding is PkceEncoding.NONE:
            return cls(encoding, None)
        return cls(encoding, secrets.token_urlsafe(VERIFIER_BYTES))

    @property
    def challenge(self) -> str | None:
        """What the authorize URL shows of the verifier."""
        if self.verifier is None:
            return None
        digest = hashlib.sha256(self.verifier.encode())
        if self.encoding is PkceEncoding.BASE64URL:
            return urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Granted:
    """The person agreed. `scopes` are those they left ticked, maybe fewer than were asked for."""

    code: str = field(repr=False)
    scopes: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Denied:
    """The person refused (`AccessDenied`), or TikTok did."""

    error: OAuthError
    state: str


def authorize_url(
    page: str,
    *,
    client_key: str,
    redirect_uri: str,
    scopes: Sequence[str],
    state: str,
    pkce: Pkce,
    disable_auto_auth: bool = False,
) -> str:
    """The URL of the consent page `page` to send the person to.

    `disable_auto_auth` shows the page even to somebody who has agreed before. Raises
    `InvalidArgument` for a redirect URI that TikTok would refuse, no scopes, or no state.
    """
    check_redirect_uri(redirect_uri)
    if not scopes or not all(
        scope.isascii() and scope.replace(".", "").isalnum() for scope in scopes
    ):
        raise InvalidArgument("scopes: one or more names such as video.publish")
    if not state:
        raise InvalidArgument("state: needed to tell our own visitors from forged ones")
    query = {
        "client_key": client_key,
        "response_type": "code",
        "scope": ",".join(scopes),
        "redirect_uri": redirect_uri,
        "state": state,
    }
    if pkce.challenge is not None:
        query |= {"code_challenge": pkce.challenge, "code_challenge_method": "S256"}
    if disable_auto_auth:
        query["disable_auto_auth"] = "1"
    return f"{page}?{urlencode(query)}"


def check_redirect_uri(redirect_uri: str) -> None:
    """Raise `InvalidArgument` for a redirect URI that cannot be registered with TikTok.

    http is let through on this machine only, where simulators live.
    """
    url = parse_url(redirect_uri)
    if url is None or not is_secure(url):
        raise InvalidArgument("redirect_uri: must be an absolute https URL")
    if url.has_query or url.has_fragment:
        raise InvalidArgument("redirect_uri: must have no query and no fragment")
    if len(redirect_uri) >= REDIRECT_URI_LIMIT:
        raise InvalidArgument(f"redirect_uri: must have under {REDIRECT_URI_LIMIT} characters")


def parse_callback(query: Mapping[str, str]) -> Granted | Denied:
    """Read the query that TikTok's consent page came back with.

    `query` must already be URL-decoded, once, as web frameworks do. Compare `state` with the
    one you sent before you believe anything else. Raises `CallbackMalformed` if there is neither
    a code nor an error.
    """
    state = query.get("state", "")
    if error := query.get("error"):
        return Denied(oauth_failure(error, query.get("error_description", "")), state)
    if code := query.get("code"):
        return Granted(code, split_scopes(query.get("scopes", "")), state)
    raise CallbackMalformed


def split_scopes(text: str) -> tuple[str, ...]:
    """The scopes in TikTok's comma list."""
    return tuple(scope.strip() for scope in text.split(",") if scope.strip())
