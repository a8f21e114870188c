"""TikTok's JSON, read exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.tiktok import PublishStatus, errors
from zharia.tiktok.json_values import exact_id, number_at, parse_object

if TYPE_CHECKING:
    from tests.unit.tiktok.conftest import FakeTikTok
    from zharia.tiktok import Client


@pytest.mark.parametrize(
    ("word", "status", "processing"),
    [
        ("PROCESSING_UPLOAD", PublishStatus.PROCESSING_UPLOAD, True),
        ("PROCESSING_DOWNLOAD", PublishStatus.PROCESSING_DOWNLOAD, True),
        ("SEND_TO_USER_INBOX", PublishStatus.SEND_TO_USER_INBOX, False),
        ("PUBLISH_COMPLETE", PublishStatus.PUBLISH_COMPLETE, False),
        ("FAILED", PublishStatus.FAILED, False),
        ("A_WORD_OF_NEXT_YEAR", PublishStatus.UNKNOWN, True),
    ],
)
def test_an_unknown_status_means_still_processing(
    tiktok: Client, fake: FakeTikTok, word: str, status: PublishStatus, processing: bool
) -> None:
    fake.accepts(status=word)
    answer = tiktok.status("act.1", "p")
    assert (answer.status, answer.raw_status) == (status, word)
    assert answer.status.processing is processing
    assert answer.post_ids == ()


def test_a_failed_post_is_a_result_with_its_reason(tiktok: Client, fake: FakeTikTok) -> None:
    fake.accepts(status="FAILED", fail_reason="picture_size_check_failed")
    status = tiktok.status("act.1", "p")
    assert type(status.failure) is errors.MediaRefused
    assert status.failure.log_id == "log-1"


@pytest.mark.parametrize("ids", [None, {}, "7", [1.5, None, "x", True, -1, [], 2**70]])
def test_an_id_that_is_not_exact_is_no_id(tiktok: Client, fake: FakeTikTok, ids: object) -> None:
    fake.accepts(status="PUBLISH_COMPLETE", publicaly_available_post_id=ids)
    assert tiktok.status("act.1", "p").post_ids == ()


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_every_64_bit_id_survives_as_number_and_as_string(number: int) -> None:
    parsed = parse_object(f'{{"number": {number}, "text": "{number}"}}') or {}
    assert exact_id(parsed["number"]) == exact_id(parsed["text"]) == str(number)
    assert number_at(parsed, "number") == number


@given(st.binary() | st.text())
def test_anything_parses_to_an_object_or_none(body: bytes | str) -> None:
    assert parse_object(body) is None or isinstance(parse_object(body), dict)
