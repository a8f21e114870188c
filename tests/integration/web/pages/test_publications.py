"""The history with its filters, and one publication's whole story."""

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages import ledger
from tests.integration.web.pages.ledger import PATH, act, text_of
from tests.support import rows

from zharia.media.model import PreparedFrom, StoredPhoto, columns
from zharia.media.prepared import Layout, Original
from zharia.publishing.event_types import EventType
from zharia.publishing.model import AttemptState, Publication, PublicationEvent, PullReceipt
from zharia.publishing.photos import photo_to_json
from zharia.publishing.states import State
from zharia.storage.ids import new_id
from zharia.users import User

#: as an iPhone would have made it
HEIC = StoredPhoto(
    "c" * 64, 1440, 1080, (("rotated", "6"), ("scaled", "4000x3000"), ("metadata_removed", "GPS")),
    original=Original("HEIF", 4000, 3000, 2_000_000),
)  # fmt: skip
LOG_ID = "20261122093015A1B2C3D4E5F60718"


def found(browser: TestClient, query: str = "", status: int = 200) -> list[str]:
    """The titles that the list shows."""
    answer = browser.get(f"{PATH}?{query}")
    assert answer.status_code == status
    return re.findall(r"data-row-focus>([^<]*)</a>", answer.text)


@pytest.fixture
def history(newsroom: Newsroom) -> dict[str, str]:
    """A publication of each kind; account ids by language."""
    kz = ledger.account(newsroom)
    ru = ledger.account(newsroom, "ru")
    day = timedelta(days=1)
    ledger.publication(newsroom, kz, "a", title="Draft", created_at=rows.NOW)
    ledger.publication(
        newsroom, ru, "b", title="Public", state=State.PUBLISHED, created_at=rows.NOW - 2 * day
    )
    ledger.publication(
        newsroom, kz, "c", title="Gone", state=State.CANCELLED, created_at=rows.NOW - 9 * day
    )
    ledger.failed(newsroom, ru, "d", title="Broken", created_at=rows.NOW - 9 * day)
    return {"kz": kz, "ru": ru}


def test_the_newest_stand_first_and_are_counted(
    history: dict[str, str], editor: TestClient
) -> None:
    assert history
    assert found(editor) == ["Broken", "Gone", "Public", "Draft"]
    said = text_of(editor.get(PATH).text)
    assert "All 4 Waits for approval 1 On its way 0 Out 1 Failed 1 Withdrawn 1" in said
    assert "4 publications" in said


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("group=approval", ["Draft"]),
        ("group=done", ["Public"]),
        ("group=cancelled", ["Gone"]),
        ("account={ru}", ["Broken", "Public"]),
        ("language=kz", ["Gone", "Draft"]),
        ("q=dRaF", ["Draft"]),
        ("q=школу", ["Broken", "Public"]),
        ("since={week}", ["Public", "Draft"]),
        ("until={week}", ["Broken", "Gone"]),
        ("account={ru}&until={week}&group=failed", ["Broken"]),
        ("q=nothing", []),
    ],
)
def test_filters_find_what_they_say(
    history: dict[str, str], editor: TestClient, query: str, titles: list[str]
) -> None:
    week = (rows.NOW - timedelta(days=7)).date().isoformat()
    assert found(editor, query.format(week=week, **history)) == titles


def test_a_filter_stays_in_the_form_and_in_every_link(
    history: dict[str, str], editor: TestClient
) -> None:
    shown = editor.get(f"{PATH}?q=a%26b&account={history['ru']}&since=2026-01-01").text
    assert 'value="a&amp;b"' in shown
    assert f'value="{history["ru"]}" selected' in shown
    link = f"{PATH}?group=failed&amp;account={history['ru']}&amp;q=a%26b&amp;since=2026-01-01"
    assert f'href="{link}"' in shown
    assert "Clear the filters" in shown


def test_a_day_that_is_none_is_said_at_its_field(
    history: dict[str, str], editor: TestClient
) -> None:
    assert history
    for typed in ("22.11.2026", "0001-01-01", "9999-12-31"):
        assert len(found(editor, f"until={typed}", 422)) == 4
    shown = editor.get(f"{PATH}?until=22.11.2026").text
    assert 'value="22.11.2026" aria-invalid="true"' in shown
    assert "Choose a day, or leave it empty." in shown


def test_pages_follow_each_other_without_gap_or_double(
    newsroom: Newsroom, editor: TestClient
) -> None:
    kz = ledger.account(newsroom)
    for number in range(65):
        ledger.publication(newsroom, kz, str(number), title=f"T{number}")
    seen: list[str] = []
    path = PATH
    for size in (30, 30, 5):
        shown = editor.get(path).text
        titles = re.findall(r"data-row-focus>([^<]*)</a>", shown)
        assert len(titles) == size
        seen += titles
        older = re.search(r'href="([^"]+)" rel="next"', shown)
        path = older[1].replace("&amp;", "&") if older else ""
    assert path == ""
    assert seen == [f"T{number}" for number in reversed(range(65))]


def test_an_empty_history_says_what_it_will_hold(editor: TestClient) -> None:
    assert "Nothing was published yet" in editor.get(PATH).text


def _story(newsroom: Newsroom, publication_id: str, *told: tuple[EventType, str, Any]) -> None:
    with newsroom.database.write() as session:
        for number, (what, who, more) in enumerate(told):
            session.add(
                PublicationEvent(
                    publication_id=publication_id,
                    at=rows.NOW + timedelta(seconds=number),
                    who=who,
                    what=what,
                    state=State.PUBLISHED,
                    log_id=more.pop("log_id", None),
                    detail=more,
                )
            )


def test_the_story_is_told_in_words_with_every_log_id_to_copy(
    newsroom: Newsroom, editor: TestClient
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom), state=State.PUBLISHED)
    _story(
        newsroom,
        one,
        (EventType.COMPOSED, "editor@news.example", {}),
        (EventType.REVISED, "editor@news.example",
            {"fields": ["due_at", "title"], "approval": "withdrawn"}),
        (EventType.SENDING, "zharia", {"attempt": 1}),
        (EventType.TRIES_AGAIN, "tiktok",
            {"code": "internal_error", "message": "Oops <b>", "log_id": LOG_ID}),
        (EventType.COMPLETE, "tiktok", {}),
    )  # fmt: skip
    shown = editor.get(f"{PATH}/{one}").text
    said = text_of(shown)
    assert "Changed: time, title. The approval no longer holds." in said
    assert "Sent to TikTok, attempt 1" in said
    assert "Did not work, will be tried again by itself: " in said
    assert f'data-copy="{LOG_ID}"' in shown
    assert "<dd>Oops &lt;b&gt;</dd>" in shown
    assert said.index("TikTok says: published") < said.index("Made from the article")
    assert re.search(r"today, \d\d:\d\d · Zharia", said)


def test_every_happening_has_its_words(newsroom: Newsroom, editor: TestClient) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    _story(newsroom, one, *((what, "zharia", {}) for what in EventType))
    lines = re.findall(r'class="story-text">(.*?)</p>', editor.get(f"{PATH}/{one}").text)
    assert len(lines) == len(EventType)
    assert not set(lines) & {str(what) for what in EventType}


def test_every_public_post_of_a_draft_is_shown(newsroom: Newsroom, editor: TestClient) -> None:
    first, second, gone = "7359004505426580365", "7359004505426580366", "7359004505426580367"
    posts = [
        {"post_id": post_id, "attempt_id": "one", "public": post_id != gone}
        for post_id in (first, second, gone)
    ]
    draft = {"post_mode": "MEDIA_UPLOAD", "attempt_id": "one", "publish_id": "p_inbox_url~v2.1"}
    one = ledger.publication(
        newsroom,
        ledger.account(newsroom),
        state=State.PUBLISHED,
        post_id=first,
        public_posts=posts,
        **draft,
    )
    shown = editor.get(f"/admin/publications/{one}").text
    assert f"/@aimaq_kz/photo/{second}" in shown
    assert first in shown
    assert gone not in shown


@pytest.mark.parametrize("state", AttemptState)
def test_an_attempt_is_shown_however_it_ended(
    newsroom: Newsroom, editor: TestClient, state: AttemptState
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom), state=State.PUBLISHED)
    with newsroom.database.write() as session:
        rows.attempt(session, session.get_one(Publication, one), state=state)
    assert editor.get(f"{PATH}/{one}").status_code == 200


def test_a_photo_shows_who_fetched_it_and_how_often(newsroom: Newsroom, editor: TestClient) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom), state=State.PUBLISHED)
    with newsroom.database.write() as session:
        known = session.get_one(Publication, one)
        dead = rows.attempt(session, known, 1, state=AttemptState.REVOKED)
        attempt = rows.attempt(session, known, 2, state=AttemptState.ACCEPTED, publish_id="p_1")
        attempt.photos = [photo_to_json(HEIC), *attempt.photos[1:]]
        for number, size in ((1, 100_000), (1, 83_220)):
            session.add(
                PullReceipt(
                    id=new_id(), attempt_id=attempt.id, photo=number, at=rows.NOW, method="GET",
                    address="130.44.212.9", user_agent="ByteDance", status=200, size=size,
                )
            )  # fmt: skip
        assert dead.photos
    said = text_of(editor.get(f"{PATH}/{one}").text)
    assert "The photos that were handed to TikTok 2" in said
    assert "Fetched 2 times" in said
    assert "Sent 183 kB" in said
    assert "130.44.212.9 ByteDance" in said
    assert "Not fetched" in said
    assert "4000×3000 HEIC → 1440×1080 JPEG: turned upright, location removed" in said
    assert re.search(
        r"2 today, \S+ Accepted by TikTok p_1.* 1 today, \S+ Made void by Zharia", said
    )


def test_a_photo_that_is_not_sent_yet_says_what_will_be_done_to_it(
    newsroom: Newsroom, editor: TestClient
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    with newsroom.database.write() as session:
        known = session.get_one(Publication, one)
        session.add(
            PreparedFrom(
                url=known.photo_urls[0], layout=Layout.WHOLE, key=HEIC.key,
                prepared_at=newsroom.database.now(session), **columns(HEIC),
            )
        )  # fmt: skip
        session.query(User).update({"language": "ru"})
    said = text_of(editor.get(f"{PATH}/{one}").text)
    assert "4000×3000 HEIC → 1440×1080 JPEG: повёрнуто" in said
    assert "место съёмки удалено" in said


def test_an_approval_is_compared_with_what_stands_there(
    newsroom: Newsroom, editor: TestClient
) -> None:
    one = ledger.publication(newsroom, ledger.account(newsroom))
    act(editor, one, "approve")
    approved = ledger.row(newsroom, one).approved_hash
    shown = editor.get(f"{PATH}/{one}").text
    assert f'data-copy="{approved}"' in shown
    assert "exactly the text and the photos that were approved" in shown
    with newsroom.database.write() as session:
        session.get_one(Publication, one).title = "Another"
    assert "What stands here is not what was approved." in editor.get(f"{PATH}/{one}").text


def test_a_public_post_is_one_click_away(newsroom: Newsroom, editor: TestClient) -> None:
    one = ledger.publication(
        newsroom,
        ledger.account(newsroom),
        state=State.PUBLISHED,
        post_id="7395112233445566778",
    )
    link = re.search(r'href="([^"]+)" rel="noopener"', editor.get(f"{PATH}/{one}").text)
    assert link is not None
    assert link[1].endswith("/@aimaq_kz/photo/7395112233445566778")


def test_what_was_lost_on_the_way_is_said_in_words(newsroom: Newsroom, editor: TestClient) -> None:
    notes = [["title_shortened", ""], ["hashtag_left_out", "#мектеп"], ["photos_left_out", "2"]]
    one = ledger.publication(newsroom, ledger.account(newsroom), notes=notes)
    said = text_of(editor.get(f"{PATH}/{one}").text)
    assert "The headline is longer than TikTok's title may be" in said
    assert "A hashtag found no room: #мектеп" in said
    assert "2 photos were left out: TikTok takes at most 35." in said


def test_a_foreign_text_is_shown_and_not_run(newsroom: Newsroom, editor: TestClient) -> None:
    hostile = "<script>alert(1)</script>\"'"
    kz = ledger.account(newsroom, nickname=hostile)
    one = ledger.publication(newsroom, kz, title=hostile, description=hostile)
    ledger.failed(newsroom, kz, "2", title=hostile, error_code=hostile[:80], error_message=hostile)
    for path in ("/admin", PATH, f"{PATH}/{one}", f"{PATH}/{one}/phone", "/admin?tab=failed"):
        shown = editor.get(path).text
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


@pytest.mark.parametrize("path", ["nothing", "nothing/phone"])
def test_a_publication_that_is_not_there_is_not_found(editor: TestClient, path: str) -> None:
    assert editor.get(f"{PATH}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/admin", PATH, f"{PATH}/x", f"{PATH}/x/phone"])
def test_a_stranger_sees_the_sign_in_page(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).headers["location"] == f"/admin/login?next={path}"
