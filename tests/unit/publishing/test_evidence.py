from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.publishing.evidence import ASK_AFTER, Evidence, Finding, assess

SENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WAIT = timedelta(minutes=5)
PULLED = SENT + timedelta(seconds=3)

NOTHING = Evidence(SENT)
SOME = Evidence(SENT, last_pulled_at=PULLED)
ALL = Evidence(SENT, last_pulled_at=PULLED, all_pulled_at=PULLED)
NAMED = Evidence(SENT, "p_1")


@pytest.mark.parametrize(
    ("evidence", "age", "finding"),
    [
        (NOTHING, timedelta(seconds=1), Finding.WAIT),
        (NOTHING, WAIT, Finding.REVOKE),
        (NOTHING, timedelta(days=3), Finding.REVOKE),
        # One photo of two: TikTok has it, but cannot make a post of it.
        (SOME, timedelta(seconds=9), Finding.WAIT),
        (SOME, WAIT, Finding.WAIT),
        (SOME, WAIT + timedelta(seconds=3), Finding.REVOKE),
        (ALL, timedelta(seconds=9), Finding.ACCEPTED),
        (ALL, timedelta(minutes=30), Finding.ACCEPTED),
        (ALL, ASK_AFTER + timedelta(seconds=3), Finding.ASK),
        (ALL, timedelta(days=3), Finding.ASK),
        (NAMED, timedelta(seconds=1), Finding.ACCEPTED),
        (NAMED, timedelta(days=3), Finding.ACCEPTED),
    ],
)
def test_evidence_decides_over_a_lost_answer(
    evidence: Evidence, age: timedelta, finding: Finding
) -> None:
    assert assess(evidence, SENT + age, WAIT) is finding


@given(age=st.timedeltas(timedelta(0), timedelta(days=10)), evidence=st.sampled_from([ALL, NAMED]))
def test_what_may_be_a_post_is_never_revoked(age: timedelta, evidence: Evidence) -> None:
    assert assess(evidence, SENT + age, WAIT) is not Finding.REVOKE
