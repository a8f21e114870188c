"""The simulated TikTok in this process, its calls recorded, and another client that uses it."""

import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send

from zharia.chaos.audit import PostKey, TikTokPost
from zharia.chaos.newsroom import story_number
from zharia.chaos.plan import ForeignAction, Trigger
from zharia.demo.ports import HOST, listen
from zharia.demo.server_thread import ServerThread
from zharia.simulator.app import create_app
from zharia.simulator.model import PostStatus, User
from zharia.simulator.settings import Settings
from zharia.simulator.world import World

#: simulated seconds in a real one. Six inits a minute are then thirty a second, more than the
#: service reaches, whose own limits count real minutes
SPEED: Final = 300.0
#: real seconds
_PULL, _PROCESSING, _MODERATION = 0.3, 0.2, 0.3
_LIVE: Final = frozenset({PostStatus.PUBLISH_COMPLETE, PostStatus.SEND_TO_USER_INBOX})
_INIT: Final = "/v2/post/publish/content/init/"
#: the user agent of another client, which distinguishes its calls from the service's
_OTHER_CLIENT: Final = "another-installation/1.0"
#: seconds between two checks of a trigger
_POLL_SECONDS: Final = 0.002
#: more than a run lasts on the simulator's clock: tokens end where the plan says so
_TOKEN_SECONDS: Final = 170 * 86_400


class TikTok:
    """A simulator on a free port. Its state is read directly, and changed by its control API."""

    def __init__(self, seed: int) -> None:
        self._world = World(
            Settings(
                speed=SPEED,
                pull_delay=_PULL * SPEED,
                processing_delay=_PROCESSING * SPEED,
                moderation_delay=_MODERATION * SPEED,
                random_seed=seed,
            )
        )
        #: when the service's inits came in, on the monotonic clock
        self.inits: list[float] = []
        listening = listen(0)
        self.url = f"http://{HOST}:{listening.getsockname()[1]}"
        self._served = ServerThread(self._recording_inits(create_app(self._world)), listening)
        self._http = httpx2.Client(base_url=self.url, timeout=120, trust_env=False)

    def close(self) -> None:
        self._http.close()
        self._served.close()

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Ask the control API."""
        answer = self._http.request(method, f"/_sim{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def add_users(self, usernames: Iterable[str]) -> None:
        """Creators without a limit of posts per day worth the name."""
        known = {user.username for user in self._world.state.users}
        for name in usernames:
            more = {"posts_per_day": 1_000_000}
            if name in known:
                self.control("PATCH", f"/users/{name}", more)
            else:
                user = User(username=name, nickname=name)
                body = {"username": user.username, "nickname": user.nickname, **more}
                self.control("POST", "/users", body)

    def set_up_app(self, client_key: str, *, webhooks: str, foreign_site: str) -> None:
        """Webhooks by way of the relay, long-lived tokens, and a second verified site."""
        apps = self.control("GET", "/apps")["apps"]
        app = next(one for one in apps if one["client_key"] == client_key)
        self.control(
            "PATCH",
            f"/apps/{client_key}",
            {
                "webhook_url": webhooks,
                "access_token_seconds": _TOKEN_SECONDS,
                "verified_prefixes": [*app["verified_prefixes"], foreign_site],
            },
        )

    def inject_faults(self, faults: Iterable[dict[str, Any]]) -> None:
        for fault in faults:
            self.control("POST", "/faults", fault)

    def clear_faults(self) -> None:
        """No further fault; posts keep those that they have."""
        self.control("DELETE", "/faults")

    def advance_clock(self, hours: float) -> None:
        """Let the jobs that TikTok has put off run now."""
        self.control("POST", "/clock", {"advance": hours * 3600})

    def wait_for(self, trigger: Trigger, seconds: float, ended: Callable[[], bool]) -> bool:
        """Return once the trigger has come; False if it has not within so many seconds."""
        until = time.monotonic() + seconds
        inits, posts = len(self.inits), len(self._world.state.posts)
        while time.monotonic() < until and not ended():
            if trigger is Trigger.INIT_ARRIVED and len(self.inits) > inits:
                return True
            if trigger is Trigger.ACCEPTED and len(self._world.state.posts) > posts:
                return True
            if trigger is Trigger.PULLING and self._is_pulling():
                return True
            time.sleep(_POLL_SECONDS)
        return False

    def posts(self, public_url: str) -> list[TikTokPost]:
        """Those whose photos are pulled from `public_url`: the service's own."""
        ours = f"{public_url}/media/a/"
        found = []
        for post in list(self._world.state.posts):
            number = story_number(post.title)
            if number is not None and all(photo.url.startswith(ours) for photo in post.photos):
                key = PostKey(number, post.username)
                pending = post.status is PostStatus.PROCESSING_DOWNLOAD
                found.append(TikTokPost(post.publish_id, key, post.status in _LIVE, pending))
        return found

    def pending_count(self) -> int:
        """How many posts TikTok has accepted and not ended, whoever made them."""
        posts = list(self._world.state.posts)
        return sum(post.status is PostStatus.PROCESSING_DOWNLOAD for post in posts)

    def perform(self, action: ForeignAction, client_key: str, username: str, photo: str) -> None:
        """Let another client do something with this app and account."""
        if action is ForeignAction.EXPIRE:
            whose = {"client_key": client_key, "username": username, "token": "access"}
            self.control("POST", "/grants/expire", whose)
        elif action is ForeignAction.POST:
            self._post(client_key, username, photo)
        else:
            number = self._world.random.randrange(10**18, 9 * 10**18)
            content: dict[str, Any] = {
                "publish_id": f"p_pub_url~v2.{number}",
                "publish_type": "DIRECT_PUBLISH",
            }
            if action is ForeignAction.FAILED:
                content["reason"] = "spam_risk"
            event = {"client_key": client_key, "username": username, "event": str(action)}
            self.control("POST", "/deliveries", {**event, "content": content})

    def _post(self, client_key: str, username: str, photo: str) -> None:
        """Another installation of the same newsroom posts a story of its own."""
        grant = self._world.grant(client_key, username)
        if grant is None:
            return
        body = {
            "post_info": {
                "title": "Another installation's story",
                "privacy_level": "PUBLIC_TO_EVERYONE",
                "disable_comment": False,
                "auto_add_music": True,
                "brand_content_toggle": False,
                "brand_organic_toggle": False,
            },
            "source_info": {
                "source": "PULL_FROM_URL",
                "photo_images": [photo],
                "photo_cover_index": 0,
            },
            "post_mode": "DIRECT_POST",
            "media_type": "PHOTO",
        }
        headers = {
            "Authorization": f"Bearer {grant.access_token}",
            "User-Agent": _OTHER_CLIENT,
            "Content-Type": "application/json; charset=UTF-8",
        }
        try:
            self._http.post(_INIT, json=body, headers=headers, timeout=10)
        except httpx2.HTTPError:
            # The other client got a fault this time.
            return

    def _is_pulling(self) -> bool:
        """Whether photos are being fetched just now."""
        now = self._world.clock.now()
        jobs = list(self._world.state.jobs)
        return any(job.kind == "pull" and job.due <= now for job in jobs)

    def _recording_inits(self, app: ASGIApp) -> ASGIApp:
        async def watch(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"] == _INIT:
                headers = dict(scope["headers"])
                if headers.get(b"user-agent", b"").decode() != _OTHER_CLIENT:
                    self.inits.append(time.monotonic())
            await app(scope, receive, send)

        return watch
