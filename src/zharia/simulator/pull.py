"""Pulling photos from the client's URLs: no redirects, limited bytes and seconds."""

import asyncio

import httpx2

from zharia.simulator import photos, timeline
from zharia.simulator.http_client import new_client
from zharia.simulator.model import Job, Photo, PostStatus
from zharia.simulator.world import World

#: content-posting-api-media-transfer-guide: a download times out an hour after it began
DOWNLOAD_SECONDS = 3_600.0


async def run(world: World, job: Job) -> None:
    """The job `pull`: fetch every photo, then publish, deliver as a draft, or fail."""
    post = world.post(job.subject)
    if post is None or post.status is not PostStatus.PROCESSING_DOWNLOAD:
        return
    patience = min(world.settings.pull_timeout, DOWNLOAD_SECONDS / world.clock.speed)
    post.downloaded_bytes = 0
    try:
        async with new_client(patience) as client:
            pulled = [await pull_one(client, photo.url, patience) for photo in post.photos]
    except photos.BadPhoto as bad:
        timeline.fail(world, post, bad.fail_reason, bad.wrong)
        return
    # The user or the app may have ended it while the bytes were on their way.
    if post.status is not PostStatus.PROCESSING_DOWNLOAD:
        return
    post.photos = pulled
    post.downloaded_bytes = sum(photo.size for photo in pulled)
    timeline.finish_pull(world, post)


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
