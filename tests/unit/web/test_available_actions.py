"""Which buttons a publication has: none that the ledger would refuse, and all that it would not."""

from typing import Any

import pytest

from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.tiktok import PostMode
from zharia.web.pages.publications.available_actions import Acts, acts_of

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
        (publication(State.DRAFT), Acts(FORM, approve=True, schedule=True, cancel=True)),
        (publication(State.DRAFT, privacy_level=None),
            Acts(FORM, choose=True, schedule=True, cancel=True)),
        (publication(State.DRAFT, privacy_level=None, post_mode=PostMode.MEDIA_UPLOAD),
            Acts(FORM, approve=True, schedule=True, cancel=True)),
        (publication(State.SCHEDULED), Acts(FORM, schedule=True, cancel=True)),
        (publication(State.FAILED, retry="needs a person"), Acts(retry=True)),
        (publication(State.FAILED, retry="never"), Acts(retry=True, retry_is_vain=True)),
        (publication(State.UNCONFIRMED, needs_resolution=True), Acts(resolve=True)),
        (publication(State.PREPARING), Acts(cancel=True)),
        (publication(State.PROCESSING, needs_resolution=True), Acts(resolve=True)),
    ],
)  # fmt: skip
def test_a_state_has_its_buttons(one: Publication, acts: Acts) -> None:
    assert acts_of(one) == acts
    assert acts


@pytest.mark.parametrize(
    "state",
    sorted(set(State) - {State.DRAFT, State.SCHEDULED, State.PREPARING, State.FAILED}),
)
def test_what_goes_its_way_has_none(state: State) -> None:
    assert not acts_of(publication(state))
