"""What TikTok was seen to do beside its pages, through the running service."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.support.servers import NO_TLS
from tests.support.stage import KEY, SECRET, Stage
from tests.support.waiting import until
from zharia.accounts import (
    Account,
    AccountState,
    ConfigurationChanges,
    Environment,
    Mode,
    change_configuration,
)
from zharia.accounts.app_config import set_credentials
from zharia.newsroom.people import ensure_administrator
from zharia.publishing.event_types import EventType
from zharia.publishing.public_posts import further_ids
from zharia.publishing.states import State
from zharia.storage.crypto import Secret


def asked(stage: Stage, path: str, method: str = "GET") -> Any:
    """The service's interface, as an administrator."""
    ensure_administrator(stage.service.database, stage.settings)
    with httpx2.Client(
        base_url=stage.settings.public_url, trust_env=False, verify=NO_TLS, timeout=30
    ) as http:
        person = {"email": "admin@news.example", "password": "correct horse battery"}
        token = http.post("/api/auth/login", json=person).json()["accessToken"]
        answer = http.request(method, path, headers={"Authorization": f"Bearer {token}"})
        assert answer.is_success, answer.text
        return answer.json()


@pytest.mark.parametrize("looks", ["1", "2"])
def test_a_fresh_id_that_the_status_does_not_know_is_no_failure(stage: Stage, looks: str) -> None:
    account = stage.connect()
    stage.simulator.fault("unknown_at_first", value=looks)
    article = stage.article()
    stage.wait_for(article, account, State.PUBLISHED)
    assert stage.inits() == 1
    assert not any(EventType.ASKS_A_PERSON in line for line in stage.story(article))
    assert not any("failed" in line for line in stage.story(article))


@pytest.mark.parametrize("status", ["403", "503", "504"])
def test_a_page_of_the_edge_in_place_of_a_read_answer_is_asked_for_again(
    stage: Stage, status: str
) -> None:
    account = stage.connect()
    for endpoint in ("creator_info", "status_fetch"):
        stage.simulator.fault("edge_page", endpoint, value=status)
    article = stage.article()
    stage.wait_for(article, account, State.PUBLISHED)
    assert stage.inits() == 1


@pytest.mark.parametrize("webhooks", [True, False], ids=["told", "asked"])
def test_of_a_draft_that_becomes_two_posts_both_ids_are_kept_and_shown(
    open_stage: Callable[..., Stage], webhooks: bool
) -> None:
    stage = open_stage(webhooks=webhooks)
    account = stage.connect(mode=Mode.INBOX)
    stage.simulator.fault("two_posts")
    article = stage.article()
    delivered = stage.wait_for(article, account, State.DELIVERED)
    stage.simulator.control(
        "POST",
        f"/posts/{delivered.publish_id}/draft/post",
        {"privacy_level": "PUBLIC_TO_EVERYONE"},
    )
    until(lambda: further_ids(stage.publication(article, account)), "the second id", 60)
    public = stage.simulator.control("GET", f"/posts/{delivered.publish_id}")["public_ids"]
    [one] = asked(stage, "/api/social-media/publications")["items"]
    assert sorted([one["externalId"], *one["furtherIds"]]) == sorted(public)
    assert (one["state"], stage.inits()) == ("published", 1)
    # One of them is deleted: what is left stands for the publication.
    stage.simulator.control(
        "POST", f"/posts/{delivered.publish_id}/remove", {"post_id": one["externalId"]}
    )
    if webhooks:
        until(lambda: not further_ids(stage.publication(article, account)), "one post left")
        kept = stage.publication(article, account)
        assert (kept.state, kept.post_id) == (State.PUBLISHED, one["furtherIds"][0])


def test_a_sandbox_that_does_not_renew_asks_to_be_connected_again_and_says_why(
    stage: Stage,
) -> None:
    database = stage.service.database
    with database.write() as session:
        set_credentials(
            session,
            stage.service.keys,
            Environment.SANDBOX,
            client_key=KEY,
            client_secret=Secret(SECRET),
        )
        change_configuration(
            session,
            stage.service.keys,
            ConfigurationChanges(environment=Environment.SANDBOX),
            now=database.now(session),
        )
    account_id = stage.connect()
    stage.simulator.control("PATCH", f"/apps/{KEY}", {"refuses_refresh": True})
    [told] = asked(stage, "/api/tiktok/refresh-token", "POST")
    assert (told["success"], told["code"]) == (False, "sandbox_not_renewed")
    assert "works until" in told["message"]
    # It still posts with the token that it has.
    article = stage.article()
    stage.wait_for(article, account_id, State.PUBLISHED)

    with database.write() as session:
        account = session.get_one(Account, account_id)
        for name in ("access_expires_at", "refresh_due_at", "refresh_retry_at"):
            setattr(account, name, database.now(session) - timedelta(seconds=1))
        account.issued_at -= timedelta(hours=2)
        account.refresh_expires_at = account.access_expires_at

    def needs_a_person() -> bool:
        with database.read() as session:
            state: str = session.get_one(Account, account_id).state
            return state == AccountState.NEEDS_RECONNECT

    until(needs_a_person, "the account to ask", 40)
    [one] = asked(stage, "/api/social-media/accounts")
    assert "sandbox did not renew" in one["stateMessage"]
