"""Photos really pulled from the client's URLs: no redirects, bounded bytes and seconds."""

import asyncio
import functools
import ssl
from typing import TYPE_CHECKING

import httpx2

from zharia.simulator import photos, timeline
from zharia.simulator.model import Job, Photo, Post, PostStatus

if TYPE_CHECKING:
    from zharia.simulator.simulator import Simulator

#: content-posting-api-media-transfer-guide: a download times out an hour after it began
DOWNLOAD_SECONDS = 3_600.0

#: what sites see of ByteDance's fetchers, and what some of them block (field)
_HEADERS = {"User-Agent": "Bytespider (TikTok simulator)", "Accept": "image/*"}


def outgoing(timeout: float) -> httpx2.AsyncClient:
    """A client that follows nothing, believes no proxy, and gives up in time."""
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


async def run(simulator: "Simulator", job: Job) -> None:
    """The job `pull`: fetch every photo, then publish, deliver as a draft, or fail."""
    post = simulator.post(job.subject)
    if post is None or post.status is not PostStatus.PROCESSING_DOWNLOAD:
        return
    patience = min(simulator.settings.pull_timeout, DOWNLOAD_SECONDS / simulator.clock.speed)
    post.downloaded_bytes = 0
    try:
        async with outgoing(patience) as client:
            pulled = [await pull_one(client, photo.url, patience) for photo in post.photos]
    except photos.BadPhoto as bad:
        timeline.fail(simulator, post, bad.fail_reason, bad.wrong)
        return
    # The user or the app may have ended it while the bytes were on their way.
    if _is_over(post):
        return
    post.photos = pulled
    post.downloaded_bytes = sum(photo.size for photo in pulled)
    timeline.pulled(simulator, post)


async def pull_one(client: httpx2.AsyncClient, url: str, patience: float) -> Photo:
    """One photo, fetched and inspected; `BadPhoto` says why not."""
    try:
        async with asyncio.timeout(patience):
            content = await _fetch(client, url)
    except TimeoutError as error:
        raise photos.BadPhoto("photo_pull_failed", f"{url} took over {patience:g} s") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        words = str(error) or type(error).__name__
        raise photos.BadPhoto("photo_pull_failed", f"{url}: {words}") from error
    return await asyncio.to_thread(photos.inspect, url, content)


async def _fetch(client: httpx2.AsyncClient, url: str) -> bytes:
    content = bytearray()
    async with client.stream("GET", url) as response:
        if response.status_code != 200:
            where = response.headers.get("location")
            hint = f" to {where}; TikTok follows no redirects" if where else ""
            raise photos.BadPhoto(
                "photo_pull_failed", f"{url} answered {response.status_code}{hint}"
            )
        # Raw, so that a small compressed answer cannot unfold into a large one.
        async for chunk in response.aiter_raw(65_536):
            content += chunk
            if len(content) > photos.MAX_BYTES:
                raise photos.BadPhoto(
                    "picture_size_check_failed", f"{url} has over {photos.MAX_BYTES} bytes"
                )
    return bytes(content)


def _is_over(post: Post) -> bool:
    return post.status is not PostStatus.PROCESSING_DOWNLOAD
