"""What the audit log takes, and that its codes stay as they are."""

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from zharia.users import AuditAction, record


@pytest.mark.parametrize(
    "detail",
    [
        {"password": "x"},
        {"newPassword": "x"},
        {"client_secret": "x"},
        {"accessToken": "x"},
        {"session_cookie": "x"},
        {"account": {"refresh_token": "x"}},
        {"rows": [{"Secret": "x"}]},
    ],
)
def test_a_secret_is_refused_wherever_it_hides(detail: dict[str, Any]) -> None:
    # Before the session is used at all: this one has no database.
    with pytest.raises(ValueError, match="may be a secret"):
        record(Session(), "somebody", AuditAction.SETTINGS_CHANGED, **detail)


def test_every_code_reads_thing_and_deed() -> None:
    for what in AuditAction:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", what), what
        assert len(what) <= 60
