"""Calls per second of the client against the simulator, over real HTTP on one machine.

    ./run bench client

The simulator runs in a process of its own; eight threads share one client. TikTok limits calls
per account, so two hundred accounts take turns.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

import httpx2

from tests.bench.simulated import ask, simulator
from tests.support.servers import PhotoHost
from zharia.tiktok import Client, PhotoPost, PostMode, TikTokError

KEY, SECRET = "simmain000audited0", "fake-secret-of-simmain-not-for-tiktok"
ACCOUNTS, THREADS = 200, 8


def connect(control: httpx2.Client, prefix: str) -> list[str]:
    """An access token for each of the accounts; posts may show what lies under `prefix`."""
    ask(control, "PATCH", f"/apps/{KEY}", {"verified_prefixes": [prefix], "webhook_url": ""})
    tokens = []
    for number in range(ACCOUNTS):
        username = f"bench{number}"
        ask(control, "POST", "/users", {"username": username, "nickname": username})
        grant = ask(control, "POST", "/grants", {"client_key": KEY, "username": username})
        tokens.append(grant["access_token"])
    return tokens


def measure(name: str, calls: int, call: Callable[[int], object]) -> None:
    """Make the calls and print how fast they went."""
    spent = []

    def timed(number: int) -> None:
        begun = time.perf_counter()
        call(number)
        spent.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(timed, range(calls)))
    seconds = time.perf_counter() - begun
    cuts = quantiles(spent, n=100)
    print(
        f"{name:14}{calls / seconds:8.0f} calls/s   p50 {cuts[49] * 1000:5.1f} ms"
        f"   p99 {cuts[98] * 1000:5.1f} ms"
    )


def main() -> None:
    with PhotoHost() as host, simulator() as control:
        photo = host.photo("/bench/1.jpg", size=(90, 160))
        tokens = connect(control, f"{host.url}/bench/")
        post = PhotoPost(
            post_mode=PostMode.DIRECT_POST,
            photo_images=(photo,),
            title="Сәтбаевта жаңа мектеп ашылды",
            privacy_level="SELF_ONLY",
            disable_comment=True,
            auto_add_music=False,
            brand_content_toggle=False,
            brand_organic_toggle=False,
        )
        api_url = str(control.base_url)
        with Client(KEY, SECRET, api_url=api_url, allow_loopback_photos=True) as client:
            published: dict[int, str] = {}

            def init(number: int) -> None:
                account = number % ACCOUNTS
                published[account] = client.init(tokens[account], post).publish_id

            def status(number: int) -> None:
                account = number % ACCOUNTS
                client.status(tokens[account], published[account])

            measure("user info", 4000, lambda n: client.user_info(tokens[n % ACCOUNTS]))
            measure("creator info", 3000, lambda n: client.creator_info(tokens[n % ACCOUNTS]))
            measure("content init", 1000, init)
            measure("status fetch", 4000, status)


if __name__ == "__main__":
    try:
        main()
    except TikTokError as error:
        sys.exit(f"the simulator refused: {error}")
