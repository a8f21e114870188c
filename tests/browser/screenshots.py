"""Pictures of every page of the simulator, for looking at them and for the README.

`./run screenshots [part of a name]`

With `readme`, or nothing, for a part it also draws readme.webp, kept as docs/images/simulator.webp.
"""

import io
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import content
from tests.browser.axe import SIZES
from tests.browser.chromium import LAUNCH
from tests.support.servers import RunningSimulator
from zharia.simulator.model import State
from zharia.simulator.seed import seeded_state

CONSENT = (
    "/v2/auth/authorize/?client_key=simmain000audited0&response_type=code&state=s"
    "&scope=user.info.basic,video.publish,video.upload"
    "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Fapi%2Ftiktok%2Fcallback"
)


def views(now: float) -> Iterator[tuple[str, State, str]]:
    """A name, what is posted, and the address to look at."""
    empty, full, long = seeded_state(), content.newsroom(now), content.long_carousel(now)
    first = content.direct(0, now)
    yield "home-empty", empty, "/"
    yield "profile-empty", empty, "/@aimaq_kz"
    yield "inbox-empty", empty, "/@aimaq_kz/inbox"
    yield "log-empty", empty, "/log"
    yield "home", full, "/"
    yield "profile", full, "/@aimaq_kz"
    yield "profile-failed", full, "/@aimaq_ru"
    yield "profile-private", full, "/@aimaq_private?tab=private"
    yield "post", full, f"/@aimaq_kz/photo/{first.post_id}"
    yield "post-labels", full, f"/@aimaq_kz/photo/{first.post_id + 2}"
    yield "post-processing", full, f"/posts/{content.processing(6, now).publish_id}"
    yield "post-failed", full, f"/posts/{content.failed(3, now).publish_id}"
    yield "post-35", long, f"/@aimaq_kz/photo/{first.post_id}"
    yield "inbox", full, "/@aimaq_kz/inbox"
    yield "draft", full, f"/@aimaq_kz/inbox/{content.draft(0, now).publish_id}"
    yield "log", full, "/log"
    yield "log-errors", full, "/log?only=errors"
    yield "consent", full, CONSENT
    yield "opaque", full, "/v2/auth/authorize/?client_key=nobody"
    yield "missing", full, "/@nobody"


def shoot(browser: Browser, running: RunningSimulator, out: Path, part: str) -> None:
    shown: State | None = None
    for name, state, path in views(time.time()):
        if part not in name:
            continue
        if state is not shown:
            running.control("PUT", "/state", asdict(state))
            shown = state
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    reduced_motion="reduce",
                )
                page.goto(running.url + path)
                settle(page)
                whole = size == "phone" or name == "home-empty"
                page.screenshot(path=out / f"simulator-{name}-{size}-{scheme}.png", full_page=whole)
                page.close()


def shoot_for_the_readme(browser: Browser, running: RunningSimulator, file: Path) -> None:
    """The home page, sharp and small."""
    running.control("PUT", "/state", asdict(content.newsroom(time.time())))
    page = browser.new_page(
        viewport={"width": 1440, "height": 900}, device_scale_factor=1.5, reduced_motion="reduce"
    )
    page.goto(running.url)
    settle(page)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.save(file, "WEBP", quality=82, method=6)
    page.close()


def settle(page: Page) -> None:
    page.evaluate("document.fonts.ready")
    # Not `wait_for_function`, which the pages' policy forbids: it evaluates text.
    page.evaluate(
        "Promise.all([...document.images].filter(i => !i.complete && i.loading !== 'lazy')"
        ".map(i => new Promise(done => { i.onload = i.onerror = done; })))"
    )
    # What moves has arrived (that which moves for ever never does), and a frame shows it.
    page.evaluate(
        "Promise.allSettled(document.getAnimations().filter(a =>"
        " a.effect.getComputedTiming().endTime !== Infinity).map(a => a.finished)).then(() =>"
        " new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"
    )


def main() -> None:
    out, part = Path(sys.argv[1]), "".join(sys.argv[2:3])
    out.mkdir(parents=True, exist_ok=True)
    with RunningSimulator() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)
        shoot(browser, running, out, part)
        if part in {"", "readme"}:
            shoot_for_the_readme(browser, running, out / "readme.webp")
        browser.close()


if __name__ == "__main__":
    main()
