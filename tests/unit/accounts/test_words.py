"""Every message is there in three languages, with the same names to fill in."""

import string
from collections.abc import Iterator

import pytest

from zharia.accounts import connect_errors, errors, health, privacy, setting_texts, state_reasons
from zharia.accounts.errors import AccountError
from zharia.accounts.model import StateReason
from zharia.errors import field_error
from zharia.words import Words


def leaves(kind: type[AccountError]) -> Iterator[type[AccountError]]:
    if hasattr(kind, "template"):
        yield kind
    for below in kind.__subclasses__():
        yield from leaves(below)


ERRORS = list(leaves(AccountError))
ALL = [
    *(kind.template for kind in ERRORS),
    *state_reasons.WORDS.values(),
    privacy.WORDS,
    *health.PURPOSES.values(),
    *(
        found
        for module in (health, field_error, setting_texts)
        for found in vars(module).values()
        if isinstance(found, Words)
    ),
]


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("words", ALL)
def test_three_languages_that_say_the_same(words: Words) -> None:
    assert len({words.kk, words.ru, words.en}) == 3
    own = {name.removesuffix(f"_{lang}") for lang in ("kk",) for name in names(words.kk)}
    assert own == {name.removesuffix("_ru") for name in names(words.ru)}
    assert own == {name.removesuffix("_en") for name in names(words.en)}


def test_kazakh_is_asked_for_by_either_code() -> None:
    words = Words(kk="иә", ru="да", en="yes")
    assert [words.text(code) for code in ("kz", "kk", "ru", "en", "de")] == [
        "иә", "иә", "да", "yes", "yes",
    ]  # fmt: skip


def test_every_reason_has_words() -> None:
    assert set(state_reasons.WORDS) == set(StateReason)


def test_codes_are_unlike_each_other() -> None:
    codes = [kind.code for kind in ERRORS]
    assert len(codes) == len(set(codes)) > 10


def test_a_message_may_hold_braces() -> None:
    error = connect_errors.TikTokSilent(detail="{odd}", log_id="20261122")
    assert "{odd}" in str(error)
    assert error.log_id == "20261122"


def test_a_pending_refresh_says_when_to_try_again() -> None:
    error = errors.RefreshPaused(name="Аймақ", problem="server_error", retry_after=30)
    assert error.retry_after == 30
    assert "Аймақ" in error.words.text("kz")
