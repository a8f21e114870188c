"""Which buttons a publication has: none that the ledger would refuse, and all that it would not."""

from typing import Any

import pytest

from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.tiktok import PostMode
from zharia.web.pages.publications.available_actions import Actions, available_actions

FORM = "/admin/articles/a?publication=p"


def publication(state: State, **more: Any) -> Publication:
    values: dict[str, Any] = {
        "id": "p",
        "article_id": "a",
        "state": state,
        "post_mode": PostMode.DIRECT_POST,
        "privacy_level": "SELF_ONLY",
        "needs_resolution": False,
    }
    return Publication(**values | more)


@pytest.mark.parametrize(
    ("one", "acts"),
    [
        (publication(State.DRAFT), Actions(FORM, approve=True, schedule=True, cancel=True)),
        (publication(State.DRAFT, privacy_level=None),
            Actions(FORM, choose=True, schedule=True, cancel=True)),
        (publication(State.DRAFT, privacy_level=None, post_mode=PostMode.MEDIA_UPLOAD),
            Actions(FORM, approve=True, schedule=True, cancel=True)),
        (publication(State.SCHEDULED), Actions(FORM, schedule=True, cancel=True)),
        (publication(State.FAILED, retry="needs a person"), Actions(retry=True)),
        (publication(State.FAILED, retry="never"), Actions(retry=True, retry_is_vain=True)),
        (publication(State.UNCONFIRMED, needs_resolution=True), Actions(resolve=True)),
        (publication(State.PREPARING), Actions(cancel=True)),
        (publication(State.PROCESSING, needs_resolution=True), Actions(resolve=True)),
    ],
)  # fmt: skip
def test_a_state_has_its_buttons(one: Publication, acts: Actions) -> None:
    assert available_actions(one) == acts
    assert acts


@pytest.mark.parametrize(
    "state",
    sorted(set(State) - {State.DRAFT, State.SCHEDULED, State.PREPARING, State.FAILED}),
)
def test_what_goes_its_way_has_none(state: State) -> None:
    assert not available_actions(publication(state))
