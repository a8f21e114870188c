"""Two of three hosts lose each other: packets vanish, and no connection is told.

`tests/support/three_hosts.py` says who is where. Where there can be no network namespaces, these
tests are skipped, and say why.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.support import forked
from tests.support.hosts import CommandMissing, Hosts, HostsMissing
from tests.support.servers import photo
from tests.support.three_hosts import HOSTS, ThreeHosts
from tests.support.waiting import until

from zharia.publishing.event_types import EventType
from zharia.publishing.states import State

#: of the database's address: both ends notice within seconds that the other one is gone
NOTICES_SOON = (
    "?connect_timeout=5&tcp_user_timeout=2000"
    "&keepalives_idle=1&keepalives_interval=1&keepalives_count=2"
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ThreeHosts]:
    # Whoever is forked later must not find itself on one of these hosts.
    forked.start_server()
    with ExitStack() as closing:
        try:
            wires = closing.enter_context(Hosts(*HOSTS))
        except HostsMissing as missing:
            # A container may forbid it, but what can be installed has to be there.
            installable = isinstance(missing, CommandMissing) and os.environ.get("CI")
            (pytest.fail if installable else pytest.skip)(str(missing))
        yield closing.enter_context(ThreeHosts(wires, tmp_path))


def test_a_worker_loses_the_database_and_not_tiktok(site: ThreeHosts) -> None:
    """While TikTok is answering one post of it, and the photo of another one is on its way."""
    site.start("news", "web")
    site.start("far", "worker", NOTICES_SOON)
    photo_comes = threading.Event()
    url = site.photos.serve("/2.jpg", photo((900, 1200)), held=photo_comes)
    site.article("prepared", "ru", url)
    until(lambda: "/2.jpg" in site.photos.asked, "the photo to be asked for")
    site.hold_tiktok(True)
    site.hold_answers_of_init()
    site.article("sent", "kz", site.photos.photo("/1.jpg", (900, 1200)))
    until(site.posts, "TikTok to accept a post")

    site.wires.cut("far", "news")
    site.release_answers()
    photo_comes.set()
    site.start("news", "worker")
    until(lambda: not site.sessions_of("far"), "PostgreSQL to give up the worker's connections")
    site.wait_for("kz", State.UNCONFIRMED)
    # It was never answered for all that the ledger knows; what TikTok pulls from us decides.
    site.hold_tiktok(False)
    site.wait_for("kz", State.PUBLISHED)
    site.wait_for("ru", State.PUBLISHED)
    assert EventType.PROVED_ACCEPTED in site.happened("kz")
    assert site.inits() == len(site.posts()) == 2

    site.wires.mend("far", "news")
    until(lambda: EventType.ANSWERED_LATE in site.happened("kz"), "the answer to be stored")
    listens = "LISTEN zharia_changes"
    until(lambda: listens in site.sessions_of("far"), "the worker to listen for changes")
    site.kill("news", "worker")
    site.article("next", "kz", site.photos.photo("/3.jpg", (900, 1200)))
    site.wait_for("kz", State.PUBLISHED, State.PUBLISHED)
    assert site.states("ru") == [State.PUBLISHED]
    assert {one.publish_id for one in site.attempts()} == {one.publish_id for one in site.posts()}
    assert site.inits() == len(site.posts()) == 3


def test_a_worker_loses_tiktok_and_not_the_database(site: ThreeHosts) -> None:
    """While TikTok is answering one post of it; then TikTok loses us, and not the worker."""
    site.start("news", "web")
    site.start("far", "worker")
    url = site.photos.photo("/1.jpg", (900, 1200))
    site.article("before", "ru", url)
    site.wait_for("ru", State.PUBLISHED)
    site.hold_tiktok(True)
    site.hold_answers_of_init()
    site.article("sent", "kz", url)
    until(lambda: len(site.posts()) == 2, "TikTok to accept a post")

    site.wires.cut("far", "tiktok")
    site.hold_tiktok(False)
    site.wait_for("kz", State.UNCONFIRMED)
    # By then no connection is left that could be used once more.
    site.article("waits", "ru", url)
    until(lambda: site.errors("ru") == [None, "not_sent"], "a try to fail")
    assert State.FAILED not in site.states("ru")
    assert site.inits() == len(site.posts()) == 2

    site.release_answers()
    site.wires.mend("far", "tiktok")
    site.hurry()
    site.wait_for("kz", State.PUBLISHED)
    site.wait_for("ru", State.PUBLISHED, State.PUBLISHED)
    assert site.inits() == len(site.posts()) == 3

    site.wires.cut("news", "tiktok")
    site.article("not pulled", "kz", url)
    until(lambda: site.errors("kz") == [None, "photo_pull_failed"], "TikTok to give up")
    assert site.states("kz") == [State.PUBLISHED, State.SCHEDULED]
    site.wires.mend("news", "tiktok")
    site.hurry()
    site.wait_for("kz", State.PUBLISHED, State.PUBLISHED)
    statuses = sorted(one.status for one in site.posts())
    assert statuses == ["FAILED"] + ["PUBLISH_COMPLETE"] * 4
