"""Articles in, publications out, and what a person may do with them: over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import func, select, update
from tests.integration.web.newsroom import Newsroom, article

from zharia.accounts import Account
from zharia.articles import Article
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.model import Publication
from zharia.publishing.states import POSTED, UNDER_WAY, State

both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)

DIRECT = {"mode": "auto", "privacyLevel": "PUBLIC_TO_EVERYONE"}


def publications(newsroom: Newsroom) -> int:
    with newsroom.database.read() as session:
        return session.scalar(select(func.count()).select_from(Publication)) or 0


def set_state(newsroom: Newsroom, state: State, publication_id: str = "", **values: Any) -> None:
    """Of one publication, else of all."""
    statement = update(Publication).values(state=state, **values)
    if publication_id:
        statement = statement.where(Publication.id == publication_id)
    with newsroom.database.write() as session:
        session.execute(statement)


class TestArticles:
    def test_an_article_is_created_then_updated_by_its_external_id(
        self, newsroom: Newsroom
    ) -> None:
        created = newsroom.post("/api/articles", article())
        assert created.status_code == 201
        assert created.json()["outcome"] == "created"
        same = newsroom.post("/api/articles", article())
        assert (same.status_code, same.json()["outcome"]) == (200, "unchanged")
        changed = newsroom.post("/api/articles", article(isBreaking=True)).json()
        assert (changed["outcome"], changed["edition"]) == ("updated", 2)
        assert changed["id"] == created.json()["id"]

    def test_unknown_fields_are_named(self, newsroom: Newsroom) -> None:
        answer = newsroom.post("/api/articles", article(autoPublsh=True)).json()
        assert answer["ignored"] == ["autoPublsh"]

    def test_each_wrong_field_is_named_with_its_remedy(self, newsroom: Newsroom) -> None:
        answer = newsroom.post("/api/articles", {"externalId": "1", "translations": {}})
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        fields = {one["field"]: one["message"] for one in answer.json()["errors"]}
        assert set(fields) == {"translations"}

    def test_an_article_is_shown_as_it_stands(self, newsroom: Newsroom) -> None:
        one = newsroom.get(f"/api/articles/{newsroom.deliver_article()}").json()
        assert one["externalId"] == "1042"
        assert one["source"] == "api"
        assert one["category"] == {"slug": "qogam", "names": {"kz": "Қоғам", "ru": "Общество"}}
        assert one["translations"]["ru"]["title"] == "В Сатпаеве открылась школа"
        assert one["images"][0]["credit"] == "А. Сейіт"

    def test_an_unknown_article_is_404(self, newsroom: Newsroom) -> None:
        answer = newsroom.get("/api/articles/nope")
        assert (answer.status_code, answer.json()["code"]) == (404, "article_unknown")

    def test_a_list_has_pages_and_filters(self, newsroom: Newsroom) -> None:
        for number in range(5):
            moment = f"2026-11-2{number}T09:00:00+05:00"
            newsroom.deliver_article(str(number), publishedAt=moment, isBreaking=number == 3)
        seen, cursor = [], ""
        while cursor is not None:
            page = newsroom.get(f"/api/articles?limit=2{cursor and f'&cursor={cursor}'}").json()
            seen += [one["externalId"] for one in page["items"]]
            cursor = page["nextCursor"]
        assert seen == ["4", "3", "2", "1", "0"]

        def found(query: str) -> list[str]:
            return [
                one["externalId"] for one in newsroom.get(f"/api/articles?{query}").json()["items"]
            ]

        assert found("isBreaking=true") == ["3"]
        assert found("externalId=2") == ["2"]
        assert found("language=en") == []
        assert len(found("language=kk")) == 5
        assert newsroom.get("/api/articles?cursor=unknown").status_code == 422
        assert newsroom.get("/api/articles?limit=0").json()["errors"][0]["field"] == "limit"

    def test_a_machine_delivers_with_its_key_until_it_is_revoked(self, newsroom: Newsroom) -> None:
        made = newsroom.post("/api/keys", {"name": "WordPress"}, as_=newsroom.admin).json()
        assert made["scopes"] == ["articles:write"]
        key = {"X-API-Key": made["key"]}
        assert newsroom.post("/api/articles", article(), as_=key).status_code == 201
        listed = newsroom.get("/api/keys", as_=newsroom.admin)
        assert made["key"] not in listed.text
        assert made["key"].startswith(listed.json()[0]["hint"])
        newsroom.http.delete(f"/api/keys/{made['id']}", headers=newsroom.admin)
        answer = newsroom.post("/api/articles", article(), as_=key)
        assert (answer.status_code, answer.json()["code"]) == (401, "api_key_invalid")


class TestPublishing:
    def test_one_row_for_each_account(self, newsroom: Newsroom) -> None:
        account = newsroom.ready_to_publish()
        answer = newsroom.publish(newsroom.deliver_article())
        assert answer.status_code == 202
        (row,) = answer.json()
        assert row == {
            "platform": "TIKTOK",
            "accountId": account,
            "publicationId": row["publicationId"],
            "state": "draft",
            "skipped": False,
            "message": "waits for approval",
        }
        assert newsroom.engine.woken == []

    @pytest.mark.parametrize(
        ("mode", "more", "state", "sent_as"),
        [
            ("review", {}, "draft", "DIRECT_POST"),
            ("inbox", {}, "scheduled", "MEDIA_UPLOAD"),
            ("auto", {"privacyLevel": "PUBLIC_TO_EVERYONE"}, "scheduled", "DIRECT_POST"),
            ("auto", {}, "draft", "DIRECT_POST"),
        ],
    )
    def test_each_mode_goes_its_way(
        self, newsroom: Newsroom, mode: str, more: dict[str, Any], state: str, sent_as: str
    ) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        (row,) = newsroom.publish(article_id, mode=mode, **more).json()
        assert row["state"] == state
        (one,) = newsroom.get(f"/api/social-media/publications/{article_id}").json()
        assert (one["mode"], one["status"]) == (sent_as, "PENDING")
        assert newsroom.engine.woken == ([row["publicationId"]] if state == "scheduled" else [])

    def test_what_is_live_or_under_way_is_skipped(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        (first,) = newsroom.publish(article_id).json()
        (second,) = newsroom.publish(article_id).json()
        assert second["skipped"] is True
        assert second["publicationId"] == first["publicationId"]
        assert "already draft" in second["message"]
        set_state(newsroom, State.PUBLISHED)
        (third,) = newsroom.publish(article_id).json()
        assert "already published" in third["message"]
        assert publications(newsroom) == 1

    @pytest.mark.parametrize("state", sorted(POSTED))
    def test_over_one_at_rest_an_order_makes_one_more(
        self, newsroom: Newsroom, state: State
    ) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        newsroom.publish(article_id)
        set_state(newsroom, state)
        (forced,) = newsroom.publish(article_id, forceRepublish=True).json()
        assert forced["skipped"] is False
        newest, oldest = newsroom.get(f"/api/social-media/publications/{article_id}").json()
        assert (newest["repeat"], oldest["repeat"]) == (2, 1)
        assert newest["requestedBy"] == "editor@news.example"

    @pytest.mark.parametrize("state", sorted(UNDER_WAY))
    def test_over_one_under_way_nothing_is_done_by_force_either(
        self, newsroom: Newsroom, state: State
    ) -> None:
        account = newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        (first,) = newsroom.publish(article_id).json()
        set_state(newsroom, state)
        answer = newsroom.publish(article_id, forceRepublish=True)
        assert (answer.status_code, answer.json()["code"]) == (409, "still_under_way")
        (other,) = answer.json()["publications"]
        assert (other["id"], other["accountId"]) == (first["publicationId"], account)
        assert publications(newsroom) == 1
        cancelled = newsroom.post(f"/api/social-media/publications/{other['id']}/cancel")
        assert (cancelled.status_code == 200) == other["canCancel"]
        again = newsroom.publish(article_id, forceRepublish=True).status_code
        assert again == (202 if other["canCancel"] else 409)

    def test_one_that_failed_is_not_tried_again_once_the_article_is_live(
        self, newsroom: Newsroom
    ) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        (first,) = newsroom.publish(article_id).json()
        set_state(newsroom, State.FAILED)
        (second,) = newsroom.publish(article_id).json()
        address = f"/api/social-media/publications/{first['publicationId']}/retry"
        answer = newsroom.post(address)
        assert (answer.status_code, answer.json()["code"]) == (409, "still_under_way")
        set_state(newsroom, State.PUBLISHED, second["publicationId"])
        answer = newsroom.post(address)
        assert (answer.status_code, answer.json()["code"]) == (409, "already_live")
        assert answer.json()["publications"][0]["id"] == second["publicationId"]
        states = [
            one["state"]
            for one in newsroom.get(f"/api/social-media/publications/{article_id}").json()
        ]
        assert states == ["published", "failed"]

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"mode": "inbox", "privacyLevel": "SELF_ONLY"}, "privacyLevel"),
            ({"mode": "inbox", "allowComment": False}, "allowComment"),
            ({"mode": "inbox", "brandOrganic": True}, "brandOrganic"),
            ({"mode": "inbox", "brandContent": True}, "brandContent"),
            ({"title": "ә" * 91}, "title"),
            ({"description": "😀" * 1101}, "description"),
            ({**DIRECT, "privacyLevel": "SELF_ONLY", "brandContent": True}, "brandContent"),
            ({"scheduledAt": "2099-01-01T00:00:00Z"}, "scheduledAt"),
            ({"accountIds": ["nobody"]}, "accountIds.0"),
            ({"privacyLevel": "EVERYONE"}, "privacyLevel"),
            ({"platforms": ["FACEBOOK"]}, "platforms.0"),
            ({"platforms": []}, "platforms"),
            ({"forceRepublsh": True}, "forceRepublsh"),
            ({"photoUrls": ["https://elsewhere.example/1.jpg"]}, "photoUrls"),
            ({"photoUrls": []}, "photoUrls"),
            ({"coverIndex": 1}, "coverIndex"),
            ({"mode": "inbox", "autoAddMusic": True}, "autoAddMusic"),
        ],
    )
    def test_a_choice_that_would_not_be_sent_is_refused_by_its_name(
        self, newsroom: Newsroom, fields: dict[str, Any], name: str
    ) -> None:
        newsroom.ready_to_publish()
        answer = newsroom.publish(newsroom.deliver_article(), **fields)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["field"] == name
        assert publications(newsroom) == 0

    def test_before_the_audit_only_self_only_is_taken(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        newsroom.configure(audited=False)
        article_id = newsroom.deliver_article()
        assert newsroom.publish(article_id, **DIRECT).status_code == 422
        newsroom.publish(article_id, mode="auto")
        (one,) = newsroom.get(f"/api/social-media/publications/{article_id}").json()
        assert one["privacyLevel"] == "SELF_ONLY"

    def test_nothing_is_preset_where_a_person_has_to_choose(self, newsroom: Newsroom) -> None:
        account = newsroom.ready_to_publish()
        newsroom.http.patch(
            f"/api/social-media/accounts/{account}",
            json={
                "privacyLevel": "PUBLIC_TO_EVERYONE",
                "allowComment": True,
                "brandOrganic": True,
            },
            headers=newsroom.admin,
        )
        article_id = newsroom.deliver_article()
        for mode in ("review", "auto"):
            newsroom.publish(article_id, mode=mode, forceRepublish=True)
            set_state(newsroom, State.PUBLISHED)
        automatic, draft = newsroom.get(f"/api/social-media/publications/{article_id}").json()
        chosen = ("privacyLevel", "allowComment", "brandOrganic")
        assert [draft[name] for name in chosen] == [None, False, False]
        assert [automatic[name] for name in chosen] == ["PUBLIC_TO_EVERYONE", True, True]

    def test_photos_cover_and_music_are_choices(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        photos = [f"https://news.example/{number}.jpg" for number in range(3)]
        article_id = newsroom.deliver_article(images=[{"url": url} for url in photos])
        chosen = {"photoUrls": [photos[2], photos[0]], "coverIndex": 1, "autoAddMusic": True}
        newsroom.publish(article_id, **DIRECT, **chosen)
        (one,) = newsroom.get(f"/api/social-media/publications/{article_id}").json()
        assert {name: one[name] for name in chosen} == chosen

    def test_nothing_goes_out_while_tiktok_is_switched_off(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        newsroom.configure(enabled=False)
        answer = newsroom.publish(newsroom.deliver_article())
        assert (answer.status_code, answer.json()["code"]) == (409, "platform_disabled")

    def test_without_an_account_there_is_nothing_to_publish_on(self, newsroom: Newsroom) -> None:
        newsroom.configure(enabled=True)
        answer = newsroom.publish(newsroom.deliver_article())
        assert (answer.status_code, answer.json()["code"]) == (409, "no_account")

    def test_an_account_without_the_language_is_skipped(self, newsroom: Newsroom) -> None:
        account = newsroom.ready_to_publish()
        newsroom.http.patch(
            f"/api/social-media/accounts/{account}",
            json={"language": "tr", "privacyLevel": "SELF_ONLY", "hashtags": {"cap": 3}},
            headers=newsroom.admin,
        )
        (row,) = newsroom.publish(newsroom.deliver_article()).json()
        assert row["skipped"] is True
        assert "no version" in row["message"]

    def test_what_a_change_of_hashtags_leaves_out_stays(self, newsroom: Newsroom) -> None:
        account = newsroom.ready_to_publish()

        def ask(**fields: Any) -> Any:
            path = f"/api/social-media/accounts/{account}"
            answer = newsroom.http.patch(path, json=fields, headers=newsroom.admin)
            return answer.json()["hashtags"]

        own = ask(hashtags={"brand": ["#Qala"], "cap": 7, "link": False})
        assert own["language"] == ["#жаналықтар"]
        assert ask(hashtags={"credit": False}) == {**own, "credit": False}
        # Those of the language follow a new one, unless they were chosen.
        russian = ask(language="ru", hashtags={"credit": True})
        assert russian == {**own, "language": ["#новости"]}
        assert ask(language="kz", hashtags={"language": ["#Ел"]})["language"] == ["#Ел"]

    def test_automatic_mode_needs_an_audience_and_a_confirmation(self, newsroom: Newsroom) -> None:
        account = newsroom.ready_to_publish()

        def ask(**fields: Any) -> Response:
            path = f"/api/social-media/accounts/{account}"
            return newsroom.http.patch(path, json=fields, headers=newsroom.admin)

        refused = ask(mode="auto", language="kz", enabled=None)
        assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
        fields = [one["field"] for one in refused.json()["errors"]]
        assert fields == ["ownResponsibility", "privacyLevel"]
        answer = ask(mode="auto", privacyLevel="SELF_ONLY", ownResponsibility=True)
        assert (answer.status_code, answer.json()["mode"]) == (200, "auto")
        with newsroom.database.write() as session:
            session.get_one(Account, account).scopes = ["video.publish"]
        refused = ask(mode="inbox")
        assert (refused.status_code, refused.json()["code"]) == (422, "scope_not_granted")

    @pytest.mark.parametrize("by", ["article", "account"])
    def test_auto_publish_goes_by_the_accounts_mode(self, newsroom: Newsroom, by: str) -> None:
        account = newsroom.ready_to_publish()
        newsroom.http.patch(
            f"/api/social-media/accounts/{account}",
            json={"mode": "inbox", "autoPublish": by == "account"},
            headers=newsroom.admin,
        )
        now = datetime.now(UTC).isoformat()
        article_id = newsroom.deliver_article(publishedAt=now, autoPublish=by == "article")
        self.take_up(newsroom)
        (one,) = newsroom.get(f"/api/social-media/publications/{article_id}").json()
        assert (one["state"], one["mode"]) == ("scheduled", "MEDIA_UPLOAD")

    def test_an_article_that_asks_later_is_published_then(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        now = datetime.now(UTC).isoformat()
        newsroom.deliver_article(publishedAt=now)
        self.take_up(newsroom)
        assert publications(newsroom) == 0
        for _ in range(2):
            newsroom.deliver_article(publishedAt=now, autoPublish=True)
            self.take_up(newsroom)
        assert publications(newsroom) == 1

    def take_up(self, newsroom: Newsroom) -> None:
        """What a worker does twice a second."""
        with newsroom.database.write() as session:
            publish_new_articles(
                session,
                newsroom.engine,
                limits=newsroom.context.style,
                now=newsroom.database.now(session),
            )
        with newsroom.database.read() as session:
            assert not session.scalar(
                select(func.count())
                .select_from(Article)
                .where(Article.auto_publish_checked_at.is_(None))
            )


@both_databases
class TestIdempotencyKey:
    def test_the_same_request_again_has_the_same_answer(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        first = newsroom.publish(article_id, forceRepublish=True, idempotency_key="one")
        again = newsroom.publish(article_id, forceRepublish=True, idempotency_key="one")
        assert again.status_code == first.status_code == 202
        assert again.json() == first.json()
        assert again.headers["idempotency-replayed"] == "true"
        assert publications(newsroom) == 1

    def test_another_request_under_the_same_key_is_refused(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        newsroom.publish(article_id, idempotency_key="one")
        other = newsroom.publish(article_id, forceRepublish=True, idempotency_key="one")
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
        assert publications(newsroom) == 1

    def test_another_person_may_use_the_same_key(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        newsroom.publish(article_id, idempotency_key="one")
        newsroom.editor = newsroom.admin
        assert newsroom.publish(article_id, idempotency_key="one").json()[0]["skipped"] is True

    def test_a_request_that_failed_may_be_corrected(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        wrong = newsroom.publish(article_id, title="x" * 91, idempotency_key="one")
        assert wrong.status_code == 422
        assert newsroom.publish(article_id, title="x", idempotency_key="one").status_code == 202

    def test_of_many_at_once_one_is_carried_out(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()

        def publish(_: int) -> Any:
            return newsroom.publish(article_id, forceRepublish=True, idempotency_key="one").json()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(publish, range(16)))
        assert all(answer == answers[0] for answer in answers)
        assert publications(newsroom) == 1

    def test_a_key_is_forgotten_after_a_day(self, newsroom: Newsroom) -> None:
        newsroom.ready_to_publish()
        article_id = newsroom.deliver_article()
        newsroom.publish(article_id, idempotency_key="one")
        newsroom.database.ahead += timedelta(hours=25)
        later = newsroom.publish(article_id, idempotency_key="one")
        assert "idempotency-replayed" not in later.headers
        assert later.json()[0]["skipped"] is True


class TestActions:
    def draft(self, newsroom: Newsroom) -> str:
        newsroom.ready_to_publish()
        (row,) = newsroom.publish(newsroom.deliver_article()).json()
        return f"/api/social-media/publications/{row['publicationId']}"

    def test_a_draft_is_approved_with_the_editors_choices(self, newsroom: Newsroom) -> None:
        address = self.draft(newsroom)
        answer = newsroom.post(
            f"{address}/approve",
            {
                "title": "Мектеп",
                "privacyLevel": "PUBLIC_TO_EVERYONE",
                "allowComment": True,
                "isAigc": True,
                "scheduledAt": "2026-12-31T10:00:00+05:00",
            },
        )
        assert answer.status_code == 200, answer.text
        one = answer.json()
        assert (one["state"], one["title"], one["isAigc"]) == ("scheduled", "Мектеп", True)
        assert one["approvedBy"] == "editor@news.example"
        assert one["scheduledAt"].startswith("2026-12-31T05:00:00")
        assert [event["what"] for event in one["events"]] == ["composed", "revised", "approved"]

    def test_a_direct_post_needs_a_privacy_level(self, newsroom: Newsroom) -> None:
        address = self.draft(newsroom)
        answer = newsroom.post(f"{address}/approve")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "privacyLevel"

    def test_branded_content_cannot_be_private(self, newsroom: Newsroom) -> None:
        address = self.draft(newsroom)
        choices = {"privacyLevel": "SELF_ONLY", "brandContent": True}
        answer = newsroom.post(f"{address}/approve", choices)
        assert answer.json()["errors"][0]["field"] == "brandContent"

    @pytest.mark.parametrize("body", [{}, {"privacyLevel": "SELF_ONLY", "title": "Мектеп"}])
    def test_what_changed_since_it_was_shown_is_not_approved(
        self, newsroom: Newsroom, body: dict[str, str]
    ) -> None:
        address = self.draft(newsroom)
        set_state(newsroom, State.DRAFT, privacy_level="SELF_ONLY")
        shown = newsroom.get("/api/social-media/publications").json()["items"][0]["contentHash"]
        # Somebody else takes another photo.
        set_state(newsroom, State.DRAFT, photo_urls=["https://news.example/other.jpg"])
        answer = newsroom.post(f"{address}/approve", {"seen": shown, **body})
        assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
        one = newsroom.get("/api/social-media/publications").json()["items"][0]
        assert (one["state"], one["approvedBy"]) == ("draft", None)
        assert one["title"] != "Мектеп"
        answer = newsroom.post(f"{address}/approve", {"seen": one["contentHash"], **body})
        assert (answer.status_code, answer.json()["state"]) == (200, "scheduled")
        assert answer.json()["title"] == body.get("title", one["title"])

    @pytest.mark.parametrize("seen", ["", "0", "0" * 65, 7])
    def test_a_hash_that_is_none_is_refused_by_its_name(
        self, newsroom: Newsroom, seen: object
    ) -> None:
        answer = newsroom.post(f"{self.draft(newsroom)}/approve", {"seen": seen})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "seen")

    @pytest.mark.parametrize("action", ["approve", "retry", "resolve"])
    def test_what_the_state_does_not_allow_is_told(self, newsroom: Newsroom, action: str) -> None:
        address = self.draft(newsroom)
        assert newsroom.post(f"{address}/cancel").json()["state"] == "cancelled"
        body = {"ending": "live"} if action == "resolve" else None
        answer = newsroom.post(f"{address}/{action}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")

    def test_a_failed_one_is_retried(self, newsroom: Newsroom) -> None:
        address = self.draft(newsroom)
        set_state(
            newsroom,
            State.FAILED,
            error_code="photo_pull_failed",
            error_message="TikTok could not fetch the photos.",
            who_acts="admin",
            retry="after",
            log_id="log-1",
        )
        one = newsroom.get("/api/social-media/publications").json()["items"][0]
        assert one["status"] == "FAILED"
        assert one["error"] == {
            "code": "photo_pull_failed",
            "message": "TikTok could not fetch the photos.",
            "whoActs": "admin",
            "retry": "after",
            "logId": "log-1",
        }
        one = newsroom.post(f"{address}/retry").json()
        assert (one["state"], one["error"]) == ("scheduled", None)

    @pytest.mark.parametrize(
        ("ending", "state", "status"),
        [("live", "published", "SUCCESS"), ("not_live", "failed", "FAILED")],
    )
    def test_a_person_says_how_it_ended(
        self, newsroom: Newsroom, ending: str, state: str, status: str
    ) -> None:
        address = self.draft(newsroom)
        set_state(newsroom, State.UNCONFIRMED, needs_resolution=True)
        one = newsroom.post(f"{address}/resolve", {"ending": ending}).json()
        assert (one["state"], one["status"]) == (state, status)

    def test_ids_of_tiktok_are_strings_and_lead_to_the_post(self, newsroom: Newsroom) -> None:
        self.draft(newsroom)
        set_state(newsroom, State.PUBLISHED, post_id="7395112233445566778", publish_id="p_1")
        (one,) = newsroom.get("/api/social-media/publications?state=published").json()["items"]
        assert one["externalId"] == "7395112233445566778"
        # Where the pages lead as well: the host that shows TikTok's own pages.
        host = newsroom.settings.tiktok_authorize_url.removesuffix("/v2/auth/authorize/")
        assert one["postUrl"] == f"{host}/@aimaq_kz/photo/7395112233445566778"
        assert newsroom.get("/api/social-media/publications?state=failed").json()["items"] == []

    def test_an_unknown_publication_is_404(self, newsroom: Newsroom) -> None:
        for action in ("approve", "retry", "cancel"):
            answer = newsroom.post(f"/api/social-media/publications/none/{action}")
            assert (answer.status_code, answer.json()["code"]) == (404, "publication_unknown")
