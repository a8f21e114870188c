"""Settings of accounts and of the app, as pages and interface change them, on both databases."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import (
    Account,
    AccountChanges,
    Environment,
    HashtagSettings,
    Mode,
    app_of,
    change_account,
    change_configuration,
    configuration,
    ensure_configuration,
)
from zharia.accounts.app_config import ConfigurationChanges
from zharia.errors.field_error import InvalidFields
from zharia.settings import Settings
from zharia.storage.crypto import Keyring, Secret, new_key, open_keyring
from zharia.storage.database import Database

LATER = NOW + timedelta(hours=1)


def change(database: Database, before: dict[str, Any], changes: AccountChanges) -> Account:
    """An account that was so, after the changes; `changed` has the columns that are others."""
    with database.write() as session:
        account = rows.account(session, **{"mode": Mode.REVIEW, "privacy_level": None} | before)
        changed = change_account(session, account, changes, now=LATER)
        assert account.updated_at == (LATER if changed else NOW)
    with database.read() as session:
        kept = session.get_one(Account, account.id)
        kept.changed = changed  # type: ignore[attr-defined]
        return kept


def refused(database: Database, before: dict[str, Any], changes: AccountChanges) -> list[str]:
    with pytest.raises(InvalidFields) as caught:
        change(database, before, changes)
    assert all(one.message.text("kk") != str(one.message) for one in caught.value.problems)
    return [one.field for one in caught.value.problems]


def test_what_is_left_out_stays(database: Database) -> None:
    kept = change(
        database,
        {},
        {"language": "ru", "enabled": True, "allow_comment": True, "upright_blur": True},
    )
    assert (kept.language, kept.allow_comment, kept.upright_blur) == ("ru", True, True)
    assert kept.hashtags["language"] == ["#новости"]
    assert kept.changed == ("allow_comment", "hashtags", "language", "upright_blur")  # type: ignore[attr-defined]
    assert change(database, {}, {"language": "kk", "enabled": True}).changed == ()  # type: ignore[attr-defined]
    own = HashtagSettings(brand=("сәтбаев қаласы",), cap=3, link=False)
    kept = change(database, {}, {"language": "ru", "hashtags": own})
    assert (kept.hashtags["brand"], kept.hashtags["cap"]) == (["#СәтбаевҚаласы"], 3)
    assert (kept.hashtags["language"], kept.hashtags["link"]) == ([], False)


AUTO: AccountChanges = {"mode": Mode.AUTO}
PUBLIC: AccountChanges = {"privacy_level": "PUBLIC_TO_EVERYONE"}
CONFIRMED: AccountChanges = {"own_responsibility": True}


def test_automatic_mode_needs_an_audience_and_a_persons_word(database: Database) -> None:
    assert refused(database, {}, AUTO) == ["ownResponsibility", "privacyLevel"]
    assert refused(database, {}, {**AUTO, **PUBLIC}) == ["ownResponsibility"]
    assert refused(database, {}, {**AUTO, **CONFIRMED}) == ["privacyLevel"]
    assert change(database, {}, {**AUTO, **PUBLIC, **CONFIRMED}).mode == Mode.AUTO
    there = {"mode": Mode.AUTO, "privacy_level": "SELF_ONLY"}
    assert change(database, there, {**AUTO, "allow_comment": True}).allow_comment
    assert refused(database, there, {"privacy_level": None}) == ["privacyLevel"]
    assert refused(database, there, {"brand_content": True}) == ["brandContent"]
    inbox: AccountChanges = {"mode": Mode.INBOX, "privacy_level": None}
    assert change(database, there, inbox).privacy_level is None
    private: AccountChanges = {"privacy_level": "SELF_ONLY", "brand_content": True}
    assert change(database, {}, private).brand_content


def test_every_wrong_field_is_named_and_nothing_is_changed(database: Database) -> None:
    wrong: AccountChanges = {
        "language": "Kazakh",
        "mode": Mode.INBOX,
        "privacy_level": "EVERYONE",
        "hashtags": HashtagSettings(extra=("2026",)),
        "enabled": False,
    }
    before: dict[str, Any] = {"scopes": ["video.publish"]}
    assert refused(database, before, wrong) == [
        "language",
        "mode",
        "privacyLevel",
        "hashtags.extra.0",
    ]
    with database.write() as session:
        account = rows.account(session, **before)
        with pytest.raises(InvalidFields):
            change_account(session, account, wrong, now=LATER)
        assert not session.is_modified(account)


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return open_keyring(new_key(), tmp_path)


def test_the_app_is_configured_field_by_field(database: Database, keys: Keyring) -> None:
    ensure_configuration(database, keys, Settings())

    def configure(changes: ConfigurationChanges) -> tuple[str, ...]:
        with database.write() as session:
            return change_configuration(session, keys, changes, now=LATER)

    assert configure(
        {
            "enabled": True,
            "default_language": "kk",
            "tiktok_client_key": " key\n",
            "tiktok_client_secret": Secret(" secret\n"),
        }
    ) == ("enabled", "tiktok_client_key", "tiktok_client_secret")
    assert configure({"tiktok_client_secret": Secret(""), "default_language": "ru"}) == (
        "default_language",
    )
    configure({"environment": Environment.SANDBOX, "tiktok_sandbox_client_key": "box"})
    file = ("tiktokabcdefgh.txt", b"tiktok-developers-site-verification=abcdefgh\n")
    assert configure({"verification_file": file}) == ("verification_token",)
    with database.read() as session:
        app = app_of(session, keys, Environment.PRODUCTION)
        assert (app.client_key, app.client_secret.reveal()) == ("key", "secret")
        config = configuration(session)
        assert (config.environment, config.default_language) == ("sandbox", "ru")
        assert (config.tiktok_sandbox_client_key, config.verification_token) == ("box", "abcdefgh")
    assert configure({"verification_file_name": "", "verification_content": ""}) == (
        "verification_token",
    )
    with pytest.raises(InvalidFields) as caught:
        configure(
            {
                "enabled": False,
                "default_language": "Kazakh",
                "tiktok_client_key": "two words",
                "tiktok_sandbox_client_secret": Secret("s" * 257),
                "verification_file": ("tiktokabcdefgh.txt", b"\xff"),
            }
        )
    assert [one.field for one in caught.value.problems] == [
        "verificationFile",
        "defaultLanguage",
        "tiktokClientKey",
        "tiktokSandboxClientSecret",
    ]
    assert "two words" not in str(caught.value)
    with database.read() as session:
        assert configuration(session).enabled
