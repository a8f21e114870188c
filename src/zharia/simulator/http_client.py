"""The HTTP client for pulls and webhooks: no redirects, no proxies, with timeouts."""

import functools
import ssl

import httpx2

#: what sites see of ByteDance's fetchers, and what some of them block (field)
_HEADERS = {"User-Agent": "Bytespider (TikTok simulator)", "Accept": "image/*"}


def new_client(timeout: float) -> httpx2.AsyncClient:
    """A client whose every step may take `timeout` real seconds."""
    return httpx2.AsyncClient(
        follow_redirects=False,
        trust_env=False,
        timeout=timeout,
        headers=_HEADERS,
        transport=_Transport(verify=_certificates()),
    )


class _Transport(httpx2.AsyncHTTPTransport):
    """Names every broken connection as such."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except AttributeError as error:
            # What anyio says of a peer that died in the moment after it was reached.
            raise httpx2.ConnectError(f"reset at once: {error}", request=request) from error


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Reading the certificates takes longer than most pulls: once is enough."""
    return ssl.create_default_context()
