"""Only what TikTok signed is believed; what it signed long ago is told apart."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.tiktok import TOLERANCE, errors, verify

SECRET = "the-client-secret"
NOW = 1_795_000_000
BODY = b'{"event": "post.publish.complete"}'


def sign(body: bytes = BODY, at: int = NOW, secret: str = SECRET) -> str:
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},s={signed.hexdigest()}"


def test_a_signed_delivery_is_believed() -> None:
    assert verify(BODY, sign(), client_secret=SECRET, now=NOW) == NOW


def test_a_signature_worked_out_by_hand_is_believed() -> None:
    # printf '1795000000.{}' | openssl dgst -sha256 -hmac the-client-secret
    hexed = "fbaba3f9227ff31d077b34c91458769610ba75397ec59c4c84e0660783e46f9e"
    assert verify(b"{}", f"t={NOW},s={hexed}", client_secret=SECRET, now=NOW) == NOW


@pytest.mark.parametrize("spelling", [str.lower, str.upper])
def test_the_case_of_the_hex_does_not_matter(spelling: object) -> None:
    at, _, signed = sign().partition(",s=")
    header = f"{at}, s={spelling(signed)}"  # type: ignore[operator]
    assert verify(BODY, header, client_secret=SECRET, now=NOW) == NOW


def test_a_part_that_is_new_to_us_is_ignored() -> None:
    assert verify(BODY, sign() + ",v=2", client_secret=SECRET, now=NOW) == NOW


@given(st.binary(), st.binary())
def test_no_other_body_passes(body: bytes, other: bytes) -> None:
    header = sign(body)
    if body == other:
        assert verify(other, header, client_secret=SECRET, now=NOW) == NOW
    else:
        with pytest.raises(errors.SignatureMismatch):
            verify(other, header, client_secret=SECRET, now=NOW)


def test_another_secret_does_not_pass() -> None:
    with pytest.raises(errors.SignatureMismatch):
        verify(BODY, sign(secret="sandbox"), client_secret=SECRET, now=NOW)


def test_the_time_cannot_be_changed() -> None:
    stale = sign(at=NOW - 10_000).replace(str(NOW - 10_000), str(NOW))
    with pytest.raises(errors.SignatureMismatch):
        verify(BODY, stale, client_secret=SECRET, now=NOW)


@pytest.mark.parametrize("header", [None, ""])
def test_a_delivery_without_signature_is_refused(header: str | None) -> None:
    with pytest.raises(errors.SignatureMissing):
        verify(BODY, header, client_secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    "header",
    [
        "nonsense",
        "t=1,s=",
        f"t={NOW}",
        f"s={'a' * 64}",
        f"t={NOW},s={'a' * 63}",
        f"t={NOW},s={'я' * 64}",
        f"t=-1,s={'a' * 64}",
        f"t=١٢,s={'a' * 64}",
        f"t={'9' * 5000},s={'a' * 64}",
        f"{sign()},s={'a' * 64}",
        f"t=1,{sign()}",
        f"{sign()},",
    ],
)
def test_a_header_that_cannot_be_read_is_refused(header: str) -> None:
    with pytest.raises(errors.SignatureMalformed):
        verify(BODY, header, client_secret=SECRET, now=NOW)


@given(st.text())
def test_no_header_does_anything_but_refuse(header: str) -> None:
    with pytest.raises(errors.InvalidIncoming):
        verify(BODY, header, client_secret=SECRET, now=NOW)


@pytest.mark.parametrize("drift", [-TOLERANCE, 0, TOLERANCE])
def test_clocks_may_differ_by_the_tolerance(drift: int) -> None:
    assert verify(BODY, sign(), client_secret=SECRET, now=NOW + drift) == NOW


def test_a_validly_signed_old_delivery_is_told_apart_from_a_forged_one() -> None:
    with pytest.raises(errors.DeliveryTooOld, match="signed 301 seconds ago"):
        verify(BODY, sign(), client_secret=SECRET, now=NOW + 301)
    with pytest.raises(errors.SignatureMismatch):
        verify(b"forged", sign(), client_secret=SECRET, now=NOW + 301)


def test_a_delivery_from_the_future_is_refused() -> None:
    with pytest.raises(errors.DeliveryFromTheFuture, match="signed 301 seconds from now"):
        verify(BODY, sign(), client_secret=SECRET, now=NOW - 301)


def test_the_tolerance_is_ours_to_choose() -> None:
    three_days = 72 * 3600
    late = NOW + three_days
    assert verify(BODY, sign(), client_secret=SECRET, now=late, tolerance=three_days) == NOW
