from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.publishing.evidence import Finding, Traces, weigh

SENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WAIT = timedelta(minutes=5)
PULLED = SENT + timedelta(seconds=3)


@pytest.mark.parametrize(
    ("age", "publish_id", "pulled", "finding"),
    [
        (timedelta(seconds=1), None, None, Finding.WAIT),
        (WAIT, None, None, Finding.REVOKE),
        (timedelta(days=3), None, None, Finding.REVOKE),
        (timedelta(seconds=9), None, PULLED, Finding.ACCEPTED),
        (timedelta(hours=47), None, PULLED, Finding.ACCEPTED),
        (timedelta(hours=48), None, PULLED, Finding.ASK),
        (timedelta(seconds=1), "p_1", None, Finding.ACCEPTED),
        (timedelta(days=3), "p_1", PULLED, Finding.ACCEPTED),
    ],
)
def test_evidence_decides_over_a_lost_answer(
    age: timedelta, publish_id: str | None, pulled: datetime | None, finding: Finding
) -> None:
    assert weigh(Traces(SENT, publish_id, pulled), SENT + age, WAIT) is finding


@given(age=st.timedeltas(timedelta(0), timedelta(days=10)))
def test_a_pulled_attempt_is_never_revoked(age: timedelta) -> None:
    assert weigh(Traces(SENT, None, PULLED), SENT + age, WAIT) is not Finding.REVOKE
