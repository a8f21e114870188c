"""The commands of `docs/api.md`, as they stand there, against a fresh `zharia serve`."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.ports import free_port
from tests.support.servers import PhotoHost, RunningSimulator, answers
from tests.support.stage import KEY, SECRET, introduce
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"

#: what the guide asks a person to do in a browser
AGREE = f"""
QUERY=$('{sys.executable}' -c 'if True:
    import sys
    from urllib.parse import urlencode
    from tests.support.stage import consent
    print(urlencode(consent(sys.argv[1], "aimaq_kz")))' "$AUTH_URL")
curl -sS -o /dev/null -w '%{{redirect_url}}\\n' "$ZHARIA/api/tiktok/callback?$QUERY"
"""


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")) and not os.environ.get("CI"),
    reason="sudo apt-get install --no-install-recommends curl jq",
)
def test_the_guide_leads_from_a_fresh_service_to_a_post(tmp_path: Path) -> None:
    port = free_port()
    with (
        RunningSimulator(pull_delay=0.1, processing_delay=0.1, moderation_delay=0.3) as tiktok,
        PhotoHost() as newsroom,
        (tmp_path / "serve.log").open("wb") as log,
    ):
        introduce(tiktok, port)
        settings = {
            "ZHARIA_DATA_DIR": str(tmp_path / "var"),
            "ZHARIA_PORT": str(port),
            "ZHARIA_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "ZHARIA_TIKTOK_API_URL": tiktok.url,
            "ZHARIA_TIKTOK_AUTHORIZE_URL": f"{tiktok.url}/v2/auth/authorize/",
            "ZHARIA_ALLOW_LOOPBACK_FETCH": "true",
            "ZHARIA_POLL_SECONDS": "0.2",
            "ZHARIA_ADMIN_EMAIL": "admin@news.example",
            "ZHARIA_ADMIN_PASSWORD": PASSWORD,
        }
        environment = os.environ | settings | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        service = subprocess.Popen(
            [sys.executable, "-m", "zharia", "serve"], env=environment, stdout=log, stderr=log
        )
        try:
            ready = f"http://127.0.0.1:{port}/health/ready"
            until(lambda: answers(ready), "the service to answer")
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", script()],
                check=False,
                env=environment
                | {
                    "ZHARIA": f"http://127.0.0.1:{port}",
                    "EMAIL": "admin@news.example",
                    "PASSWORD": PASSWORD,
                    "CLIENT_KEY": KEY,
                    "CLIENT_SECRET": SECRET,
                    "PHOTO": newsroom.photo("/1042.jpg", (900, 1200)),
                },
                capture_output=True,
                text=True,
                timeout=200,
            )
        finally:
            service.terminate()
            service.wait(60)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{log_of(tmp_path)}"
    assert "/admin/settings/social-media?tiktok_auth=success" in done.stdout
    assert "tiktok-developers-site-verification=hspn2X0NUB583MkkPIXoyUMYMJNxmv6t" in done.stdout
    assert '"waits for approval"' in done.stdout
    answered = [
        json.loads(found)
        for found in re.findall(r"^\{\n.*?^\}$", done.stdout, re.MULTILINE | re.DOTALL)
    ]
    assert {"status": "SUCCESS", "state": "published", "error": None} in answered
    assert answered[-1] == {
        "code": "validation_failed",
        "errors": [{"field": "articleId", "message": "is missing: send it"}],
    }


def script() -> str:
    """The guide's commands in order, with the browser's part where it belongs."""
    guide = (ROOT / "docs" / "api.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 10
    return "\n".join(block + (AGREE if "AUTH_URL=" in block else "") for block in blocks)


def log_of(folder: Path) -> str:
    return (folder / "serve.log").read_text()[-4000:]
