"""Ids of an article that was joined into another go on working, for a CMS and for people."""

from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom

both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)

RU = {"title": "Открыт парк", "url": "https://news.example/ru/7"}
KZ = {"title": "Саябақ ашылды", "url": "https://news.example/kz/7"}


def delivered(external_id: str, **translations: dict[str, str]) -> dict[str, Any]:
    return {
        "externalId": external_id,
        "publishedAt": "2026-11-22T09:00:00+05:00",
        "translations": translations,
        "images": [{"url": "https://news.example/7.jpg"}],
    }


def send(newsroom: Newsroom, body: dict[str, Any]) -> dict[str, Any]:
    answer = newsroom.post("/api/articles", body)
    assert answer.status_code in {200, 201}, answer.text
    return dict(answer.json())


@pytest.fixture
def ids(newsroom: Newsroom) -> tuple[str, str]:
    """The id of the article that stays, and of the one that is joined into it."""
    kept = send(newsroom, delivered("first", ru=RU))["id"]
    gone = send(newsroom, delivered("second", kz=KZ))["id"]
    assert kept != gone
    joined = send(newsroom, delivered("second", kz=KZ, ru=RU))
    assert (joined["id"], joined["outcome"]) == (min(kept, gone), "updated")
    return joined["id"], max(kept, gone)


@both_databases
def test_both_ids_answer_the_one_article(newsroom: Newsroom, ids: tuple[str, str]) -> None:
    kept, gone = ids
    for one in ids:
        answer = newsroom.get(f"/api/articles/{one}").json()
        assert answer["id"] == kept
        assert set(answer["translations"]) == {"kz", "ru"}
    (listed,) = newsroom.get("/api/articles").json()["items"]
    assert listed["id"] == kept
    for name in ("first", "second"):
        (found,) = newsroom.get(f"/api/articles?externalId={name}").json()["items"]
        assert found["id"] == kept
    # A page that began behind the one that is gone goes on there.
    assert newsroom.get(f"/api/articles?cursor={gone}").status_code == 200


@both_databases
def test_each_external_id_updates_its_own_languages_of_it(
    newsroom: Newsroom, ids: tuple[str, str]
) -> None:
    changed = send(newsroom, delivered("first", ru=RU | {"title": "Закрыт парк"}))
    assert (changed["id"], changed["outcome"]) == (ids[0], "updated")
    changed = send(newsroom, delivered("second", kz=KZ | {"title": "Саябақ жабылды"}))
    assert (changed["id"], changed["externalId"]) == (ids[0], "second")
    texts = newsroom.get(f"/api/articles/{ids[1]}").json()["translations"]
    assert {language: one["title"] for language, one in texts.items()} == {
        "kz": "Саябақ жабылды",
        "ru": "Закрыт парк",
    }


def test_an_order_for_the_former_id_is_made_of_the_article_once(
    newsroom: Newsroom, ids: tuple[str, str]
) -> None:
    newsroom.ready_to_publish()
    made = [newsroom.publish(one).json()[0] for one in reversed(ids)]
    assert [one["skipped"] for one in made] == [False, True]
    assert made[0]["publicationId"] == made[1]["publicationId"]
    for one in ids:
        (publication,) = newsroom.get(f"/api/social-media/publications/{one}").json()
        assert publication["articleId"] == ids[0]


def test_pages_of_the_former_id_lead_to_the_article(
    editor: TestClient, ids: tuple[str, str]
) -> None:
    kept, gone = ids
    for path in ("", "/edit", "?account=1"):
        answer = editor.get(f"/admin/articles/{gone}{path}")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/admin/articles/{kept}{path}",
        )
        assert editor.get(f"/admin/articles/{kept}{path}").status_code == 200
    assert gone not in editor.get("/admin/articles").text
