"""Secrets of the JSON interface: made once, long enough, never shown."""

import stat
from pathlib import Path

import pytest

from zharia.storage.crypto import KeysUnusable
from zharia.users import open_jwt_secret


def test_the_secret_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "jwt-secret"
    first = open_jwt_secret("", file)
    assert open_jwt_secret("", file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(first.reveal()) >= 64
    assert first.reveal() not in repr(first)


def test_a_configured_secret_rules(tmp_path: Path) -> None:
    secret = "of a CMS, with 32 bytes or even more"
    assert open_jwt_secret(secret, tmp_path / "none").reveal() == secret
    assert not (tmp_path / "none").exists()


def test_a_short_secret_is_refused_without_showing_it(tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable, match="too short") as raised:
        open_jwt_secret("hunter2", tmp_path / "none")
    assert "hunter2" not in str(raised.value)
