"""Every message is there in three languages, with the same names to fill in."""

import string
from collections.abc import Iterator

import pytest

from zharia.accounts import connect_errors, errors, health, privacy, setting_texts, state_reasons
from zharia.accounts.errors import AccountError
from zharia.accounts.model import StateReason
from zharia.errors import field_error
from zharia.texts.i18n import LANGUAGES
from zharia.texts.message import Message


def leaves(kind: type[AccountError]) -> Iterator[type[AccountError]]:
    if hasattr(kind, "template"):
        yield kind
    for below in kind.__subclasses__():
        yield from leaves(below)


ERRORS = list(leaves(AccountError))
CONNECTING = [kind() for kind in connect_errors.ConnectFailed.__subclasses__()]
ALL = [
    *(kind.template for kind in ERRORS),
    *(error.template for error in CONNECTING),
    *state_reasons.MESSAGES.values(),
    privacy.HELD_TO_SELF_ONLY,
    *health.PURPOSES.values(),
    *(
        found
        for module in (health, field_error, setting_texts)
        for found in vars(module).values()
        if isinstance(found, Message)
    ),
]


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("message", ALL, ids=str)
def test_three_languages_that_say_the_same(message: Message) -> None:
    texts = [message.text(language) for language in LANGUAGES]
    assert len(set(texts)) == 3
    assert len({frozenset(names(text)) for text in texts}) == 1


def test_every_reason_has_a_message() -> None:
    assert set(state_reasons.MESSAGES) == set(StateReason)


def test_codes_are_unlike_each_other() -> None:
    codes = [*(kind.code for kind in ERRORS), *(error.code for error in CONNECTING)]
    assert len(codes) == len(set(codes)) > 10


def test_a_message_may_hold_braces() -> None:
    error = connect_errors.TikTokSilent(detail="{odd}", log_id="20261122")
    assert "{odd}" in str(error)
    assert error.log_id == "20261122"


def test_a_pending_refresh_says_when_to_try_again() -> None:
    error = errors.RefreshPaused(name="Аймақ", problem="server_error", retry_after=30)
    assert error.retry_after == 30
    assert "Аймақ" in error.message.text("kz")
