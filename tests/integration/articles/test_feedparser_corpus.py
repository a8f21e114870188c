"""feedparser's own test feeds: odd, broken and hostile ones, two thousand of them."""

import re
import tarfile
import time
from pathlib import Path

import pytest

from zharia.articles import ImportResult, UnreadableFeedError, parse_articles

ARCHIVE = Path(__file__).parents[2] / "data" / "feedparser" / "feeds.tar.xz"
_HEADER = re.compile(rb"Header:\s*Content-type:\s*([^\r\n]+)", re.IGNORECASE)


@pytest.mark.timeout(300)
def test_every_feed_yields_articles_or_a_clear_error() -> None:
    outcomes: dict[str, int] = {}
    failures: list[str] = []
    started = time.process_time()
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None or not member.name.endswith(".xml"):
                continue
            body = file.read()
            header = _HEADER.search(body[:2000])
            content_type = header[1].decode("latin-1") if header else "application/xml"
            try:
                reading = parse_articles(body, content_type, "http://feed.example/feed")
                outcome = "articles" if reading.articles else _why_none(reading)
            except UnreadableFeedError as error:
                outcome = error.code
            except Exception as error:  # noqa: BLE001 - all that must not happen
                failures.append(f"{member.name}: {error!r}")
                continue
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert failures == []
    assert sum(outcomes.values()) > 2200
    # Most of these feeds test one element and hold no item with a title.
    assert set(outcomes) <= {"articles", "no items", "no-title", "no-id", "not-a-feed", "cut-off"}
    assert time.process_time() - started < 30


def _why_none(reading: ImportResult) -> str:
    return reading.notes[0].code if reading.notes else "no items"
