"""The app's configuration: first from the environment, then the settings page's."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import StatementError

from tests.integration.accounts.world import MAIN, SANDBOX, World
from zharia.accounts import (
    Environment,
    NotConfigured,
    SocialMediaConfig,
    app_of,
    configuration,
    ensure_configuration,
)
from zharia.accounts.app_config import set_credentials
from zharia.settings import Settings
from zharia.storage.crypto import Secret


def test_the_environment_gives_the_first_configuration_only(world: World) -> None:
    changed = Settings.model_validate({"tiktok_client_key": "another"})
    ensure_configuration(world.database, world.keys, changed)
    assert world.app().client_key == MAIN
    with world.database.read() as session:
        config = configuration(session)
    assert (config.enabled, config.default_language, config.environment) == (
        False,
        "kz",
        Environment.PRODUCTION,
    )


def test_several_processes_may_start_at_once(world: World) -> None:
    with world.database.write() as session:
        session.delete(configuration(session))

    def start(_: int) -> None:
        ensure_configuration(world.database, world.keys, world.settings)

    with ThreadPoolExecutor(8) as starting:
        list(starting.map(start, range(8)))
    assert world.app().client_key == MAIN


def test_each_environment_has_its_own_credentials(world: World) -> None:
    with pytest.raises(NotConfigured, match=r"\(Sandbox\)"):
        world.app(Environment.SANDBOX)
    world.use(SANDBOX, Environment.SANDBOX)
    assert world.app(Environment.SANDBOX).client_key == SANDBOX
    assert world.app().client_key == MAIN
    with world.database.write() as session:
        configuration(session).environment = Environment.SANDBOX
    with world.database.read() as session:
        assert app_of(session, world.keys).client_key == SANDBOX


def test_a_line_break_that_came_along_is_dropped(world: World) -> None:
    with world.database.write() as session:
        set_credentials(
            session,
            world.keys,
            Environment.PRODUCTION,
            client_key=f"\t{MAIN}\n",
            client_secret=Secret(" s3cret\r\n"),
        )
    assert world.app().client_key == MAIN
    assert world.app().client_secret == Secret("s3cret")


def test_a_secret_cannot_be_stored_in_clear(world: World) -> None:
    with (
        pytest.raises(StatementError, match="takes Sealed, not str") as caught,
        world.database.write() as session,
    ):
        session.get_one(
            SocialMediaConfig, configuration(session).id
        ).tiktok_client_secret = "very secret"  # type: ignore[assignment]
    assert "very secret" not in str(caught.value.orig)
