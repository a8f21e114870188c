"""An error beside its publication: the book's words at this publication's moment."""

from collections.abc import Iterator

import pytest

from zharia.publishing.model import Publication
from zharia.publishing.retry_policy import MAX_TRIES, decide_on_error
from zharia.publishing.states import State
from zharia.texts.i18n import speaking
from zharia.tiktok.codes import post_failure
from zharia.web.pages.publications.error_texts import Trouble, trouble_of


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def trouble(state: State, *, last: bool = False) -> Trouble:
    decision = decide_on_error(post_failure("spam_risk_too_many_posts"), MAX_TRIES, last=last)
    found = trouble_of(
        Publication(state=state, error_code=decision.code, who_acts=decision.who_acts)
    )
    assert found is not None
    return found


def test_what_waits_for_a_limit_asks_nobody_to_act() -> None:
    waiting = trouble(State.SCHEDULED)
    assert waiting.who_acts == "nobody"
    assert "by itself in 24 hours" in waiting.remedy


def test_what_has_failed_on_a_limit_promises_no_try_by_itself() -> None:
    failed = trouble(State.FAILED, last=True)
    assert failed.who_acts == "editor"
    assert "no longer tries by itself" in failed.remedy
    assert "Retry" in failed.remedy


def test_without_an_error_there_is_no_trouble() -> None:
    assert trouble_of(Publication(state=State.DRAFT, error_code=None)) is None
