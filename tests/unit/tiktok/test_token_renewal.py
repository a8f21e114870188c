"""401: renew once, replay once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zharia.tiktok import NEEDS_A_PERSON, errors

if TYPE_CHECKING:
    from tests.unit.tiktok.conftest import FakeTikTok
    from zharia.tiktok import Client, PhotoPost


def test_a_refused_token_is_renewed_once_and_init_replayed(
    tiktok: Client, fake: FakeTikTok, draft: PhotoPost
) -> None:
    renewed: list[str] = []

    def renew(dead: str) -> str:
        renewed.append(dead)
        return "act.new"

    fake.refuses("access_token_invalid", status=401)
    fake.accepts(publish_id="p")
    assert tiktok.init("act.old", draft, renew=renew).publish_id == "p"
    assert renewed == ["act.old"]
    assert fake.tokens == ["Bearer act.old", "Bearer act.new"]
    assert fake.requests[0].content == fake.requests[1].content


def test_a_second_refusal_is_raised(tiktok: Client, fake: FakeTikTok) -> None:
    for _ in range(2):
        fake.refuses("access_token_invalid", status=401)
    with pytest.raises(errors.AccessTokenInvalid) as caught:
        tiktok.creator_info("act.old", renew=lambda dead: "act.new")
    assert caught.value.retry is NEEDS_A_PERSON
    assert len(fake.requests) == 2


def test_without_a_hook_the_refusal_is_raised(tiktok: Client, fake: FakeTikTok) -> None:
    fake.refuses("access_token_invalid", status=401)
    with pytest.raises(errors.AccessTokenInvalid):
        tiktok.status("act.old", "p")


def test_a_missing_scope_is_no_reason_to_renew(tiktok: Client, fake: FakeTikTok) -> None:
    fake.refuses("scope_not_authorized", status=401)
    with pytest.raises(errors.ScopeNotAuthorized):
        tiktok.status("act.old", "p", renew=lambda dead: "act.new")
    assert len(fake.requests) == 1


def test_a_renewal_that_fails_is_what_the_caller_sees(tiktok: Client, fake: FakeTikTok) -> None:
    def renew(dead: str) -> str:
        raise errors.InvalidGrant(code="invalid_grant")

    fake.refuses("access_token_invalid", status=401)
    with pytest.raises(errors.InvalidGrant) as caught:
        tiktok.cancel("act.old", "p", renew=renew)
    assert caught.value.__context__ is None


def test_a_lost_answer_to_the_replay_of_init_is_an_unknown_outcome(
    tiktok: Client, fake: FakeTikTok, draft: PhotoPost
) -> None:
    fake.refuses("access_token_invalid", status=401)
    fake.says(b"", status=502)
    with pytest.raises(errors.OutcomeUnknown):
        tiktok.init("act.old", draft, renew=lambda dead: "act.new")
