"""A copy of the database never posts by itself, and a database that went back is noticed."""

import logging
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from tests.integration.publishing.restored import House
from tests.support.waiting import until
from zharia.accounts.errors import InstallationPaused
from zharia.cli import app
from zharia.journal import PauseReason, pause_of
from zharia.publishing import recovery
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.service.service import Service
from zharia.users import AuditAction, audit_entries


def why_paused(service: Service) -> PauseReason | None:
    with service.database.read() as session:
        pause = pause_of(session, service.installation)
    return pause.reason if pause else None


def test_a_database_of_another_journal_sends_nothing_until_somebody_resumes(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with house.running() as service:
        account = house.connect(service)
    caplog.set_level(logging.WARNING)
    elsewhere = str(house.data_dir.with_name("elsewhere.jsonl"))
    with house.running(journal=elsewhere) as service:
        assert why_paused(service) is PauseReason.OTHER_JOURNAL
        assert "PAUSED" in caplog.text
        # Articles come in and wait.
        house.article(service, "1")
        house.wait_for(service, State.SCHEDULED, "1")
        # A refresh would kill the tokens of the installation that this is a copy of.
        with pytest.raises(InstallationPaused):
            service.vault.renew(account, now=True)
        assert house.inits() == 0
        recovery.resume(service.database, service.installation)
        house.wait_for(service, State.PUBLISHED, "1")
    with house.running(journal=elsewhere) as service:
        assert why_paused(service) is None


def test_the_other_process_on_the_same_database_goes_on(house: House) -> None:
    elsewhere = str(house.data_dir.with_name("elsewhere.jsonl"))
    with house.running() as service:
        house.connect(service)
        strange = service.settings.model_copy(update={"journal": elsewhere})
        with Service(strange, with_worker=False) as stranger:
            assert why_paused(stranger) is PauseReason.OTHER_JOURNAL
            assert why_paused(service) is None
            house.article(service, "1")
            house.wait_for(service, State.PUBLISHED, "1")


def test_a_copied_folder_is_a_second_installation(tmp_path: Path, sqlite_copy: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.move(sqlite_copy.removeprefix("sqlite:///"), data / "zharia.db")
    with House(data, f"sqlite:///{data / 'zharia.db'}") as house:
        with house.running() as service:
            house.connect(service)
        shutil.copytree(data, tmp_path / "staging")
        house.data_dir = tmp_path / "staging"
        house.database_url = f"sqlite:///{house.data_dir / 'zharia.db'}"
        with house.running() as service:
            assert why_paused(service) is PauseReason.OTHER_HOME
            house.article(service, "1")
            house.wait_for(service, State.SCHEDULED, "1")
        assert house.inits() == 0


def test_an_older_journal_put_back_pauses(house: House) -> None:
    with house.running() as service:
        house.connect(service)
        before = Path(service.installation.journal.home).read_bytes()
        house.article(service, "1")
        house.wait_for(service, State.PUBLISHED, "1")
        house.article(service, "2")
        house.wait_for(service, State.PUBLISHED, "2")
    Path(service.installation.journal.home).write_bytes(before)
    with house.running() as service:
        assert why_paused(service) is PauseReason.JOURNAL_CHANGED


def test_started_paused_it_waits_and_goes_on_by_the_command(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.running() as service:
        house.connect(service)
    with house.running(paused_by="a person") as service:
        assert why_paused(service) is PauseReason.ASKED
        house.article(service, "1")
        house.wait_for(service, State.SCHEDULED, "1")
        for name, value in (
            ("DATA_DIR", house.data_dir),
            ("DATABASE_URL", house.database_url),
            ("PUBLIC_URL", service.settings.public_url),
        ):
            monkeypatch.setenv(f"ZHARIA_{name}", str(value))
        done = CliRunner().invoke(app, ["resume"])
        assert done.exit_code == 0, done.output
        assert "Posts go out again" in done.output
        house.wait_for(service, State.PUBLISHED, "1")
        with service.database.read() as session:
            noted = [entry.what for entry in audit_entries(session, limit=5)]
        assert noted[:2] == [AuditAction.SENDING_RESUMED, AuditAction.SENDING_PAUSED]


def test_a_database_that_went_back_while_the_service_runs_posts_nothing_twice(
    tmp_path: Path, postgres_copy: str
) -> None:
    """A failover to a standby that lagged: the same name, an older state.

    SQLite's file stays open: there, a service notices another one at its next start alone.
    """
    with House(tmp_path, postgres_copy) as house:
        with house.running() as service:
            house.connect(service)
        copy = house.copy()
        with house.running() as service:
            house.article(service, "1")
            house.wait_for(service, State.PUBLISHED, "1")
            house.exchange(copy)
            until(lambda: _reads(service), "the service to be back on the database")
            house.article(service, "1")
            house.article(service, "2")
            house.wait_for(service, State.PUBLISHED, "1", "2")
            assert house.asked(service) == 0
        assert (house.inits(), house.live()) == (2, 2)


def _reads(service: Service) -> bool:
    try:
        with service.database.read() as session:
            session.scalar(select(Publication.id))
    except Exception:  # noqa: BLE001 - the connection was cut, as at a failover
        return False
    return True


def test_rows_that_vanished_are_noticed_before_the_next_init(house: House) -> None:
    with house.running() as service:
        account = house.connect(service)
        house.article(service, "1")
        house.wait_for(service, State.PUBLISHED, "1")
    # What the last moments before a lost disk would have written is gone.
    copy = house.copy()
    with house.running() as service:
        house.article(service, "2")
        house.wait_for(service, State.PUBLISHED, "2")
    house.put_back(copy)
    with house.running(with_worker=False) as service, service.database.write() as session:
        assert session.scalars(select(Publication)).one().account_id == account
        with pytest.raises(recovery.DatabaseIsOlder):
            recovery.check_current(session, service.installation)


def test_without_its_journal_nothing_is_sent_and_the_reason_is_told(house: House) -> None:
    with house.running() as service:
        house.connect(service)
        journal = Path(service.installation.journal.home)
        journal.rename(journal.with_name("aside"))
        house.article(service, "1")

        def told() -> Publication | None:
            found = house.publications(service, "1")
            return found[0] if found and found[0].error_code else None

        waits = until(told, "the reason")
        assert (waits.state, waits.error_code, waits.who_acts) == (
            State.SCHEDULED,
            "journal_replaced",
            "admin",
        )
        assert house.inits() == 0
        journal.with_name("aside").rename(journal)
        with service.database.write() as session:
            found = session.scalars(select(Publication)).one()
            found.wake_at = service.database.now(session)
        house.wait_for(service, State.PUBLISHED, "1")
    assert house.inits() == 1
