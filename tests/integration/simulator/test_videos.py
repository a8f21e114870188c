"""`/v2/video/list/` and `/v2/video/query/`: a user's public posts, page by page."""

from typing import Any

import httpx2
import pytest
from tests.integration.simulator.conftest import MAIN, Tik, direct, draft

LIST, QUERY = "/v2/video/list/", "/v2/video/query/"


def asked(tik: Tik, path: str, token: str, body: object, fields: str = "id") -> httpx2.Response:
    return tik.http.post(
        path,
        params={"fields": fields},
        json=body,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )


def published(tik: Tik, number: int) -> list[str]:
    """Public post ids, oldest first."""
    url, found = tik.host.photo(), []
    for one in range(number):
        publish_id = tik.accepted(tik.token(), direct(url, title=f"Жаңалық {one}"))
        tik.advance(61)
        found.append(str(tik.post(publish_id)["post_id_text"]))
    return found


def test_every_public_post_is_listed_once_newest_first(tik: Tik) -> None:
    ids = published(tik, 5)
    private = tik.accepted(tik.token(), direct(tik.host.photo(), privacy_level="SELF_ONLY"))
    tik.advance(61)
    assert tik.post(private)["status"] == "PUBLISH_COMPLETE"
    token = tik.token(scopes=["video.list"])
    listed: list[str] = []
    body: dict[str, Any] = {"max_count": 2}
    more = True
    while more:
        data = asked(tik, LIST, token, body).json()["data"]
        listed += [video["id"] for video in data["videos"]]
        body, more = {"max_count": 2, "cursor": data["cursor"]}, data["has_more"]
        assert len(data["videos"]) <= 2
    assert listed == ids[::-1]
    # The documented example asks for no more than fields and a count; the body may be empty.
    assert len(asked(tik, LIST, token, {"max_count": 20}, "id,title").json()["data"]["videos"]) == 5
    assert asked(tik, LIST, token, {}).json()["data"]["has_more"] is False


def test_a_video_says_what_was_posted(tik: Tik) -> None:
    [post_id] = published(tik, 1)
    token = tik.token(scopes=["video.list"])
    fields = (
        "id,create_time,cover_image_url,share_url,video_description,duration,height,width,title,"
        "embed_html,embed_link,like_count,comment_count,share_count,view_count,is_aigc"
    )
    [video] = asked(tik, QUERY, token, {"filters": {"video_ids": [post_id, "1"]}}, fields).json()[
        "data"
    ]["videos"]
    assert set(video) == set(fields.split(","))
    assert (video["id"], video["title"], video["width"]) == (post_id, "Жаңалық 0", 1080)
    assert tik.http.get(video["share_url"]).status_code == 200
    assert tik.http.get(video["cover_image_url"]).headers["content-type"] == "image/jpeg"
    others = tik.token(username="aimaq_ru", scopes=["video.list"])
    answer = asked(tik, QUERY, others, {"filters": {"video_ids": [post_id]}})
    assert answer.json()["data"]["videos"] == []


def test_null_counts_as_absent(tik: Tik) -> None:
    [post_id] = published(tik, 1)
    body = {"max_count": None, "cursor": None}
    answer = asked(tik, LIST, tik.token(scopes=["video.list"]), body).json()
    assert [video["id"] for video in answer["data"]["videos"]] == [post_id]
    remarks = ["max_count is null; it was ignored", "cursor is null; it was ignored"]
    assert tik.calls()[-1]["wrong"] == remarks


def test_a_draft_posted_twice_is_two_videos(tik: Tik) -> None:
    tik.fault("two_posts", "content_init")
    publish_id = tik.accepted(tik.token(), draft(tik.host.photo()))
    tik.advance(10)
    tik.control("POST", f"/posts/{publish_id}/draft/post", {"privacy_level": "PUBLIC_TO_EVERYONE"})
    tik.advance(60)
    token = tik.token(scopes=["video.list", "video.upload", "user.info.stats"])
    ids = tik.status(token, publish_id)["publicaly_available_post_id"]
    assert len(set(ids)) == 2
    for count in (1, 20):
        data = asked(tik, LIST, token, {"max_count": count}).json()["data"]
        assert len(data["videos"]) == min(count, 2)
        assert data["has_more"] is (count == 1)
    assert {video["id"] for video in data["videos"]} == set(map(str, ids))
    headers = {"Authorization": f"Bearer {token}"}
    told = tik.http.get("/v2/user/info/?fields=video_count", headers=headers).json()
    assert told["data"]["user"] == {"video_count": 2}


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        (LIST, {}, ""),
        (LIST, {}, "id,shoe_size"),
        (LIST, {"max_count": 0}, "id"),
        (LIST, {"max_count": 21}, "id"),
        (LIST, {"max_count": "5"}, "id"),
        (LIST, {"cursor": "now"}, "id"),
        (LIST, [], "id"),
        (QUERY, {}, "id"),
        (QUERY, {"filters": {"video_ids": []}}, "id"),
        (QUERY, {"filters": {"video_ids": [1]}}, "id"),
        (QUERY, {"filters": {"video_ids": ["1"] * 21}}, "id"),
    ],
)
def test_a_wrong_question_is_refused(tik: Tik, path: str, body: object, fields: str) -> None:
    answer = asked(tik, path, tik.token(scopes=["video.list"]), body, fields)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_params")
    assert answer.json().keys() == {"error"}
    assert tik.calls()[-1]["wrong"] != []


@pytest.mark.parametrize("path", [LIST, QUERY])
def test_it_needs_video_list_and_has_600_a_minute(tik: Tik, path: str) -> None:
    body = {"filters": {"video_ids": ["1"]}} if path == QUERY else {}
    without = asked(tik, path, tik.token(MAIN, "aimaq_ru", ["video.publish"]), body)
    assert (without.status_code, without.json()["error"]["code"]) == (401, "scope_not_authorized")
    token = tik.token(scopes=["video.list"])
    tik.control("POST", "/clock", {"speed": 0.001})
    try:
        for _ in range(600):
            assert asked(tik, path, token, body).status_code == 200
        over = asked(tik, path, token, body)
    finally:
        tik.control("POST", "/clock", {"speed": 1})
    assert (over.status_code, over.json()["error"]["code"]) == (429, "rate_limit_exceeded")
