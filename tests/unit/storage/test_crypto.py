"""Secrets at rest: what seals, what opens, and what is told when it does not."""

import copy
import pickle
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.key_files import add_key
from zharia.storage.crypto import (
    KeyMissing,
    Keyring,
    KeysUnusable,
    Place,
    SealBroken,
    Sealed,
    Secret,
    new_key,
    open_keyring,
)

NOWHERE = Path("nowhere")
PLACE = Place("accounts", "access_token", "a1")


@pytest.fixture
def keys() -> Keyring:
    return open_keyring(new_key(), NOWHERE)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_what_was_sealed_opens_at_its_place(text: str) -> None:
    keys = open_keyring(new_key(), NOWHERE)
    assert keys.open(keys.seal(Secret(text), PLACE), PLACE).reveal() == text


def test_the_same_secret_never_looks_the_same(keys: Keyring) -> None:
    assert keys.seal(Secret("x"), PLACE) != keys.seal(Secret("x"), PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, table="others"),
        replace(PLACE, column="refresh_token"),
        replace(PLACE, row="a2"),
    ],
)
def test_a_value_moved_elsewhere_does_not_open(keys: Keyring, elsewhere: Place) -> None:
    with pytest.raises(SealBroken, match="another row or column"):
        keys.open(keys.seal(Secret("x"), PLACE), elsewhere)


def test_an_altered_value_does_not_open(keys: Keyring) -> None:
    text = keys.seal(Secret("act.something"), PLACE).text
    other = "A" if text[-10] != "A" else "B"
    for altered in (text[:-10] + other + text[-9:], text[:-8], text[: text.rindex(".") + 1]):
        with pytest.raises(SealBroken):
            keys.open(Sealed(altered), PLACE)


def test_a_missing_key_is_named_with_the_remedy(keys: Keyring) -> None:
    sealed = open_keyring(new_key(), NOWHERE).seal(Secret("x"), PLACE)
    with pytest.raises(KeyMissing) as caught:
        keys.open(sealed, PLACE)
    message = str(caught.value)
    assert sealed.key_id in message
    assert keys.newest in message
    assert "ZHARIA_SECRET_KEYS" in message
    assert "connect each account again" in message


@pytest.mark.parametrize("text", ["", "no dots", "v1.abc", "v1..", "....."])
def test_what_was_never_sealed_does_not_open(keys: Keyring, text: str) -> None:
    with pytest.raises(KeyMissing):
        keys.open(Sealed(text), PLACE)


def test_the_newest_key_seals_and_every_key_opens() -> None:
    old, new = new_key(), new_key()
    sealed = open_keyring(old, NOWHERE).seal(Secret("x"), PLACE)
    both = open_keyring(f" {new} , {old} ,", NOWHERE)
    assert both.open(sealed, PLACE) == Secret("x")
    again = both.seal(Secret("x"), PLACE)
    assert again.text.startswith(both.prefix)
    assert open_keyring(new, NOWHERE).open(again, PLACE) == Secret("x")


@pytest.mark.parametrize("text", ["short", "ключ", f"{'A' * 42}", f"{'A' * 43},broken"])
def test_what_is_no_key_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(KeysUnusable, match="32 bytes in base64url") as caught:
        open_keyring(text, NOWHERE)
    assert text not in str(caught.value)


def test_no_key_at_all_is_refused() -> None:
    with pytest.raises(KeysUnusable, match="holds no key"):
        open_keyring(" , ", NOWHERE)


def test_a_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret-keys"
    with ThreadPoolExecutor(8) as starting:
        rings = list(starting.map(lambda _: open_keyring("", file), range(8)))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len({ring.newest for ring in rings}) == 1
    assert [path.name for path in file.parent.iterdir()] == ["secret-keys"]


def test_a_running_keyring_sees_a_key_that_was_added(tmp_path: Path) -> None:
    file = tmp_path / "secret-keys"
    keys = open_keyring("", file)
    sealed, first = keys.seal(Secret("x"), PLACE), keys.newest
    add_key(file)
    assert keys.newest != first
    assert keys.open(sealed, PLACE) == Secret("x")


def test_a_lost_key_file_is_told_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "secret-keys"
    keys = open_keyring("", file)
    file.unlink()
    with pytest.raises(KeysUnusable, match="Put it back from a backup"):
        keys.seal(Secret("x"), PLACE)


def test_a_secret_does_not_show_itself(keys: Keyring) -> None:
    secret = Secret("act.visible")
    shown = f"{secret} {secret!r} {[secret]}" + "%s" % secret  # noqa: UP031 - leaks as easily
    assert "visible" not in shown
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)
    assert copy.deepcopy(secret) is copy.copy(secret) is secret
    assert secret != "act.visible"
    assert {secret} == {Secret("act.visible")}
    assert not Secret("")


def test_a_keyring_does_not_show_its_keys() -> None:
    key = new_key()
    assert key not in repr(open_keyring(key, NOWHERE))
