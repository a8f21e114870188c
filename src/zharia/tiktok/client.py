"""API client: TikTok's calls, one method each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

import httpx2

from zharia.tiktok import oauth, photo_post
from zharia.tiktok.deadline import DeadlineTransport
from zharia.tiktok.errors import InvalidArgument, InvalidConfiguration
from zharia.tiktok.http_exchange import Call, exchange
from zharia.tiktok.models import Accepted, CreatorInfo, Done, PostStatus, Tokens, UserInfo
from zharia.tiktok.responses import failure, read_envelope, read_revocation, read_tokens, redacted
from zharia.tiktok.retries import with_renewed_token, with_retries
from zharia.tiktok.timing import Backoff, Timeouts
from zharia.tiktok.urls import is_printable_ascii, is_secure, parse_url

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping, Sequence
    from typing import Self

    from zharia.tiktok.responses import ApiResponse
    from zharia.tiktok.retries import Renew

API_URL = "https://open.tiktokapis.com"
#: With the slash at its end (`login-kit-web`).
AUTHORIZE_URL = "https://www.tiktok.com/v2/auth/authorize/"
#: What user info may be asked for with `user.info.basic` (`tiktok-api-v2-get-user-info`).
USER_FIELDS = "open_id,union_id,avatar_url,display_name"
#: Form fields that no error may contain.
SECRET_FIELDS = frozenset({"code", "code_verifier", "refresh_token", "token"})
#: Connections open to TikTok at once; ours.
CONNECTIONS = 20

T = TypeVar("T")


class Client:
    """TikTok for one app. Threads may share it; close it, or use it in a `with` block.

    Calls for an account take its access token, and may take `renew`: a function that is given
    the token that TikTok called invalid and returns a fresh one. It is called at most once, then
    the call is made again: safe for init too, since a refused token means nothing was accepted.

    Reads repeat themselves (see `retries`); init never does. Errors are in `errors`. Proxies in
    the environment are not used; `SSL_CERT_FILE` is, for newsrooms with certificates of their own.
    """

    def __init__(
        self,
        client_key: str,
        client_secret: str,
        *,
        api_url: str = API_URL,
        authorize_url: str = AUTHORIZE_URL,
        allow_loopback_photos: bool = False,
        timeouts: Timeouts | None = None,
        backoff: Backoff | None = None,
        ssl_context: ssl.SSLContext | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """`allow_loopback_photos` lets posts show photos on this machine, for a simulator.

        `transport` replaces the network. Raises `InvalidConfiguration` for a key, secret or URL
        that cannot work; both URLs must be https, except on this machine.
        """
        for name, value in (("client key", client_key), ("client secret", client_secret)):
            if not is_printable_ascii(value):
                raise InvalidConfiguration(
                    f"the {name} is empty or has a space, line break or other stray character; "
                    "copy it again"
                )
        for name, url in (("API", api_url), ("authorize", authorize_url)):
            parsed = parse_url(url)
            if parsed is None or not is_secure(parsed) or parsed.has_query or parsed.has_fragment:
                raise InvalidConfiguration(f"the {name} URL must be a plain https URL")
        self._client_key = client_key
        self._client_secret = client_secret
        self._api_url = api_url.rstrip("/")
        self._authorize_url = authorize_url
        self._allow_loopback_photos = allow_loopback_photos
        self._timeouts = timeouts or Timeouts()
        self._backoff = backoff or Backoff()
        self._http = httpx2.Client(
            transport=transport
            or DeadlineTransport(connections=CONNECTIONS, ssl_context=ssl_context),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def authorize_url(
        self,
        *,
        redirect_uri: str,
        scopes: Sequence[str],
        state: str,
        pkce: oauth.Pkce,
        disable_auto_auth: bool = False,
    ) -> str:
        """The consent page to send a person to; see `oauth.authorize_url`."""
        return oauth.authorize_url(
            self._authorize_url,
            client_key=self._client_key,
            redirect_uri=redirect_uri,
            scopes=scopes,
            state=state,
            pkce=pkce,
            disable_auto_auth=disable_auto_auth,
        )

    def exchange_code(
        self, code: str, *, redirect_uri: str, code_verifier: str | None = None
    ) -> Tokens:
        """Trade the code of a callback for tokens. A code works once.

        `redirect_uri` must be the one of the authorize URL, byte for byte; `code_verifier` is
        `Pkce.verifier`. Raises `OutcomeUnknown` if the answer was lost: the code may be spent, so
        send the person round again.
        """
        oauth.check_redirect_uri(redirect_uri)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        if code_verifier is not None:
            form["code_verifier"] = code_verifier
        return self._request_tokens(form)

    def refresh(self, refresh_token: str) -> Tokens:
        """Trade a refresh token for a new pair; the old one is then dead.

        One at a time per account. Raises `OutcomeUnknown` if the answer was lost: the old token
        may be dead and the new one lost. Trying the old one once more tells: it works, or
        `InvalidGrant` means that the account must be connected again.
        """
        return self._request_tokens({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def revoke(self, token: str) -> Done:
        """Withdraw our access. TikTok sends an `authorization.removed` webhook afterwards."""
        call = self._form("/v2/oauth/revoke/", {"token": token})
        return with_retries(self._backoff, lambda: self._send(call, read_revocation, Done.read))

    def user_info(self, access_token: str, *, renew: Renew | None = None) -> UserInfo:
        """Who the account is. Needs the scope `user.info.basic`."""
        call = self._call(f"/v2/user/info/?fields={USER_FIELDS}", method="GET")
        return self._read(call, UserInfo.read, access_token, renew)

    def creator_info(self, access_token: str, *, renew: Renew | None = None) -> CreatorInfo:
        """What the creator may choose now. Raises `PostCapReached` and the like for nothing."""
        call = self._call("/v2/post/publish/creator_info/query/")
        return self._read(call, CreatorInfo.read, access_token, renew)

    def init(
        self, access_token: str, post: photo_post.PhotoPost, *, renew: Renew | None = None
    ) -> Accepted:
        """Hand a post to TikTok, which then pulls its photos. Never repeated by itself.

        Raises `InvalidPost` before anything is sent; a `Refused` if TikTok did not accept it;
        `NotSent` if nothing left this machine; and `OutcomeUnknown` in every other case, when only
        evidence can tell whether the post exists: there is no idempotency key.
        """
        photo_post.check(post, allow_loopback=self._allow_loopback_photos)
        path = "/v2/post/publish/content/init/"
        call = self._call(path, photo_post.payload(post), idempotent=False)
        return with_renewed_token(
            lambda token: self._send(call.with_token(token), read_envelope, Accepted.read),
            access_token,
            renew,
        )

    def status(
        self, access_token: str, publish_id: str, *, renew: Renew | None = None
    ) -> PostStatus:
        """How far a post has come. A failed post is a result here, not an error."""
        call = self._call("/v2/post/publish/status/fetch/", {"publish_id": publish_id})
        return self._read(call, PostStatus.read, access_token, renew)

    def cancel(self, access_token: str, publish_id: str, *, renew: Renew | None = None) -> Done:
        """Ask TikTok to stop a post. Raises `NotCancellable`.

        It does what it still can, and an answer is no proof (`content-posting-api-media-transfer-
        guide`): only a status that failed with `publish_cancelled` says that there is no post.
        """
        call = self._call("/v2/post/publish/cancel/", {"publish_id": publish_id})
        return self._read(call, Done.read, access_token, renew)

    def _read(
        self,
        call: Call,
        make: Callable[[ApiResponse], T | None],
        access_token: str,
        renew: Renew | None,
    ) -> T:
        return with_renewed_token(
            lambda token: with_retries(
                self._backoff, lambda: self._send(call.with_token(token), read_envelope, make)
            ),
            access_token,
            renew,
        )

    def _request_tokens(self, form: dict[str, str]) -> Tokens:
        call = self._form("/v2/oauth/token/", form, idempotent=False)
        return with_retries(self._backoff, lambda: self._send(call, read_tokens, Tokens.read))

    def _call(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        method: str = "POST",
        idempotent: bool = True,
    ) -> Call:
        return Call(
            method,
            self._api_url + path,
            headers={"Content-Type": "application/json; charset=UTF-8"},
            body=b"" if body is None else json.dumps(body).encode(),
            idempotent=idempotent,
        )

    def _form(self, path: str, form: Mapping[str, str], *, idempotent: bool = True) -> Call:
        for name, value in form.items():
            if not value:
                raise InvalidArgument(f"{name}: empty")
        return Call(
            "POST",
            self._api_url + path,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(
                {"client_key": self._client_key, "client_secret": self._client_secret, **form}
            ).encode(),
            secrets=frozenset(
                {self._client_secret, *(form[name] for name in form.keys() & SECRET_FIELDS)}
            ),
            idempotent=idempotent,
        )

    def _send(
        self,
        call: Call,
        read: Callable[[int, bytes], ApiResponse],
        make: Callable[[ApiResponse], T | None],
    ) -> T:
        raw = exchange(self._http, call, self._timeouts)
        response = redacted(read(raw.http_status, raw.body), call.secrets)
        if error := failure(response, idempotent=call.idempotent):
            raise error
        result = make(response)
        if result is None:
            raise call.lost_error("the answer lacks what was asked for", log_id=response.log_id)
        return result
