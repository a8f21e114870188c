from pathlib import Path

import pytest

from zharia.demo.setup import demo_settings, to_environment
from zharia.settings import Settings


def test_nothing_of_a_real_service_gets_into_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHARIA_DATABASE_URL", "postgresql+psycopg://real.example/zharia")
    (tmp_path / ".env").write_text("ZHARIA_SECRET_KEYS=real\nZHARIA_TITLE_LIMIT=11\n")
    settings = demo_settings(tmp_path, simulator="http://127.0.0.1:8100", port=8000)
    assert settings.database_url == ""
    assert settings.secret_keys.get_secret_value() == ""
    assert settings.title_limit == 90
    assert settings.tiktok_api_url == "http://127.0.0.1:8100"


def test_a_process_that_gets_them_as_variables_reads_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = demo_settings(tmp_path, simulator="http://127.0.0.1:8100", port=8123)
    variables = to_environment(settings)
    assert variables.keys() == {f"ZHARIA_{name.upper()}" for name in Settings.model_fields}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings
