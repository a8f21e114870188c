"""What TikTok fetches from us: photos, over a real server, and the verification file."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from sqlalchemy import select
from tests.integration.web.newsroom import Newsroom
from tests.support.servers import NO_TLS
from tests.support.waiting import until

from zharia.journal import AttemptRevoked, PhotoPulled, bind
from zharia.publishing import pulls
from zharia.publishing.model import Attempt, Publication, PullReceipt
from zharia.storage.ids import new_id

PHOTO = b"\xff\xd8" + bytes(range(256)) * 4000
BIG = b"\xff\xd8" + b"x" * 20_000_000
TOKEN = "verysecretattempttokenof40characters0000"
ADDRESS = f"/media/a/{TOKEN}/1.jpg"


@contextmanager
def served(newsroom: Newsroom) -> Iterator[str]:
    """The application behind uvicorn; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(newsroom.app, log_level="warning", proxy_headers=False))
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True
    )
    thread.start()
    try:
        until(lambda: server.started, "the server")
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture
def attempt(newsroom: Newsroom) -> str:
    """An attempt with one photo, whose answer was lost; its id."""
    return make_attempt(newsroom, PHOTO)


def make_attempt(newsroom: Newsroom, photo: bytes) -> str:
    newsroom.ready_to_publish()
    (row,) = newsroom.publish(newsroom.deliver_article()).json()
    key = newsroom.context.store.put(photo)
    with newsroom.database.write() as session:
        publication = session.get_one(Publication, row["publicationId"])
        one = Attempt(
            id=new_id(),
            publication_id=publication.id,
            account_id=publication.account_id,
            number=1,
            token=TOKEN,
            photos=[{"key": key}],
            sent_at=datetime.now(UTC),
        )
        session.add(one)
        return one.id


def receipts(newsroom: Newsroom) -> list[tuple[str, int, int]]:
    """Method, status and size of each pull, oldest first."""
    with newsroom.database.read() as session:
        found = session.scalars(select(PullReceipt).order_by(PullReceipt.at, PullReceipt.id))
        return [(one.method, one.status, one.size) for one in found]


def attempt_of(newsroom: Newsroom) -> Attempt:
    with newsroom.database.read() as session:
        return session.scalars(select(Attempt)).one()


def get(url: str, **headers: str) -> httpx2.Response:
    with httpx2.Client(trust_env=False, verify=NO_TLS) as http:
        return http.get(f"{url}{ADDRESS}", headers={"User-Agent": "TikTokPull/1", **headers})


@pytest.mark.usefixtures("attempt")
class TestAPhoto:
    def test_is_served_whole_and_leaves_a_receipt(self, newsroom: Newsroom) -> None:
        with served(newsroom) as url:
            answer = get(url)
            assert (answer.status_code, answer.content) == (200, PHOTO)
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-length"] == str(len(PHOTO))
        with newsroom.database.read() as session:
            (receipt,) = session.scalars(select(PullReceipt)).all()
            (attempt,) = session.scalars(select(Attempt)).all()
        assert (receipt.address, receipt.user_agent) == ("127.0.0.1", "TikTokPull/1")
        assert (receipt.photo, receipt.status, receipt.size) == (1, 200, len(PHOTO))
        assert attempt.first_pulled_at is not None

    def test_answers_head_and_ranges(self, newsroom: Newsroom) -> None:
        with served(newsroom) as url:
            with httpx2.Client(trust_env=False, verify=NO_TLS) as http:
                head = http.head(f"{url}{ADDRESS}")
            part = get(url, Range="bytes=2-101")
            past = get(url, Range="bytes=99999999-")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(PHOTO))
        assert (part.status_code, part.content) == (206, PHOTO[2:102])
        assert part.headers["content-range"] == f"bytes 2-101/{len(PHOTO)}"
        assert past.status_code == 416
        assert receipts(newsroom) == [("HEAD", 200, 0), ("GET", 206, 100), ("GET", 416, 0)]
        # Neither gave the photo away.
        assert attempt_of(newsroom).all_pulled_at is None

    def test_fetched_in_two_ranges_was_fetched(self, newsroom: Newsroom) -> None:
        with served(newsroom) as url:
            get(url, Range="bytes=0-99")
            assert attempt_of(newsroom).all_pulled_at is None
            get(url, Range="bytes=100-")
        assert attempt_of(newsroom).all_pulled_at is not None

    def test_is_not_sent_again_to_whoever_has_it(self, newsroom: Newsroom) -> None:
        with served(newsroom) as url:
            etag = get(url).headers["etag"]
            assert get(url, **{"If-None-Match": etag}).status_code == 304
        assert receipts(newsroom) == [("GET", 200, len(PHOTO)), ("GET", 304, 0)]

    def test_that_does_not_exist_is_404_and_leaves_nothing(self, newsroom: Newsroom) -> None:
        for address in (f"/media/a/{TOKEN}/2.jpg", f"/media/a/{TOKEN}/0.jpg", "/media/a/x/1.jpg"):
            answer = newsroom.http.get(address)
            assert answer.status_code == 404
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert receipts(newsroom) == []

    def test_whose_file_is_lost_is_404(self, newsroom: Newsroom) -> None:
        for stored in newsroom.context.store.list():
            newsroom.context.store.delete(stored.sha256)
        assert newsroom.http.get(ADDRESS).status_code == 404
        assert receipts(newsroom) == [("GET", 404, 0)]
        assert newsroom.figure('zharia_photo_requests_total{status="404"}') == 1
        assert attempt_of(newsroom).first_pulled_at is None

    def test_that_was_only_looked_at_by_head_proves_nothing(self, newsroom: Newsroom) -> None:
        with served(newsroom) as url, httpx2.Client(trust_env=False, verify=NO_TLS) as http:
            assert http.head(f"{url}{ADDRESS}").status_code == 200
        attempt = attempt_of(newsroom)
        assert (attempt.first_pulled_at, attempt.all_pulled_at) == (None, None)
        with newsroom.database.write() as session:
            assert pulls.revoke(session, attempt.id, datetime.now(UTC))


def test_a_revoked_attempts_photo_is_gone(newsroom: Newsroom, attempt: str) -> None:
    with newsroom.database.write() as session:
        assert pulls.revoke(session, attempt, datetime.now(UTC))
    for method in ("GET", "HEAD"):
        answer = newsroom.http.request(method, ADDRESS)
        assert answer.status_code == 410
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert receipts(newsroom) == [("GET", 410, 0), ("HEAD", 410, 0)]
    assert newsroom.figure('zharia_photo_requests_total{status="410"}') == 2


def test_a_receipt_counts_what_left_us_and_no_more(newsroom: Newsroom) -> None:
    make_attempt(newsroom, BIG)
    with served(newsroom) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            visitor.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            visitor.sendall(f"GET {ADDRESS} HTTP/1.1\r\nHost: us\r\n\r\n".encode())
            got = 0
            while got < 300_000:
                got += len(visitor.recv(100_000))
        until(lambda: receipts(newsroom), "the receipt")
    ((_, _, size),) = receipts(newsroom)
    assert 250_000 < size < len(BIG) / 2
    assert attempt_of(newsroom).first_pulled_at is None


def test_a_photo_revoked_while_it_is_on_the_way_never_arrives_whole(newsroom: Newsroom) -> None:
    attempt_id = make_attempt(newsroom, BIG)
    with served(newsroom) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            visitor.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            visitor.sendall(f"GET {ADDRESS} HTTP/1.1\r\nHost: us\r\n\r\n".encode())
            got = len(visitor.recv(100_000))
            with newsroom.database.write() as session:
                assert pulls.revoke(session, attempt_id, datetime.now(UTC))
            visitor.settimeout(60)
            while chunk := visitor.recv(1_000_000):
                got += len(chunk)
    assert got < len(BIG)
    assert attempt_of(newsroom).first_pulled_at is None


def test_a_photo_is_in_the_journal_before_its_end_leaves(newsroom: Newsroom, attempt: str) -> None:
    with served(newsroom) as here:
        assert get(here).status_code == 200
    journal = newsroom.context.installation.journal
    pulled = [one for one in journal.tail(0).records if isinstance(one, PhotoPulled)]
    assert [(one.attempt_id, one.photo, one.size) for one in pulled] == [(attempt, 1, len(PHOTO))]


def test_a_photo_of_an_attempt_that_only_the_journal_knows_as_revoked_does_not_leave_whole(
    newsroom: Newsroom, attempt: str
) -> None:
    """The database went back, and the next attempt may be live: this one must not be too."""
    with newsroom.database.write() as session:
        bind(session, newsroom.context.installation, 0)
    newsroom.context.installation.journal.append(AttemptRevoked(attempt, datetime.now(UTC)))
    with served(newsroom) as here, suppress(httpx2.RemoteProtocolError):
        assert get(here).content != PHOTO
    assert attempt_of(newsroom).all_pulled_at is None


@pytest.mark.usefixtures("attempt")
def test_a_photo_whose_leaving_cannot_be_written_down_does_not_leave_whole(
    newsroom: Newsroom,
) -> None:
    """A restored database would not know that there may be a post."""
    journal = Path(newsroom.context.installation.journal.home)
    journal.rename(journal.with_name("aside"))
    with served(newsroom) as here, suppress(httpx2.RemoteProtocolError):
        assert get(here).content != PHOTO
    assert attempt_of(newsroom).all_pulled_at is None
    journal.with_name("aside").rename(journal)
    with served(newsroom) as here:
        assert get(here).content == PHOTO
    assert attempt_of(newsroom).all_pulled_at is not None


class TestTheVerificationFile:
    TOKEN = "hspn2X0NUB583MkkPIXoyUMYMJNxmv6t"
    NAME = f"tiktok{TOKEN}.txt"
    CONTENT = f"tiktok-developers-site-verification={TOKEN}"

    @pytest.mark.parametrize(
        "fields",
        [
            {"verificationFileName": NAME},
            {"verificationContent": f" {CONTENT}\n"},
            {"verificationFileName": NAME, "verificationContent": CONTENT},
        ],
    )
    def test_answers_at_once_in_plain_text(self, newsroom: Newsroom, fields: Any) -> None:
        config = newsroom.configure(**fields).json()
        assert config["verificationFileName"] == self.NAME
        assert config["verificationContent"] == self.CONTENT
        answer = newsroom.http.get(f"/{self.NAME}")
        assert (answer.status_code, answer.text) == (200, self.CONTENT)
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        head = newsroom.http.head(f"/{self.NAME}")
        assert (head.status_code, head.content) == (200, b"")

    def test_of_another_token_is_not_there(self, newsroom: Newsroom) -> None:
        newsroom.configure(verificationFileName=self.NAME)
        assert newsroom.http.get(f"/{self.NAME.lower()}").status_code == 404
        newsroom.configure(verificationFileName="", verificationContent="")
        assert newsroom.http.get(f"/{self.NAME}").status_code == 404

    @pytest.mark.parametrize(
        "fields",
        [
            {"verificationFileName": "other.txt"},
            {"verificationFileName": "tiktok.txt"},
            {"verificationFileName": "tiktok../etc.txt"},
            {"verificationContent": "hspn2X0NUB583MkkPIXoyUMYMJNxmv6t"},
            {"verificationFileName": NAME, "verificationContent": CONTENT + "x"},
        ],
    )
    def test_that_is_not_tiktoks_is_refused_with_the_remedy(
        self, newsroom: Newsroom, fields: Any
    ) -> None:
        answer = newsroom.configure(**fields)
        assert answer.status_code == 422
        assert "copy" in answer.json()["errors"][0]["message"]
