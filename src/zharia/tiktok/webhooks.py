"""Webhook signatures (HMAC): is this delivery TikTok's (`webhooks-verification`)?

Pure: the clock is passed in.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from zharia.tiktok.errors import (
    DeliveryFromTheFuture,
    DeliveryTooOld,
    SignatureMalformed,
    SignatureMismatch,
    SignatureMissing,
)

#: The header that carries the signature; header names have no case.
SIGNATURE_HEADER = "TikTok-Signature"
#: Seconds. TikTok names no figure; this is what its public clients use.
TOLERANCE = 300

_HEX = re.compile(r"[0-9a-fA-F]{64}")
_SECONDS = re.compile(r"[0-9]{1,12}")


def verify(
    body: bytes,
    signature: str | None,
    *,
    client_secret: str,
    now: float,
    tolerance: float = TOLERANCE,
) -> int:
    """Check `t=<unix>,s=<hex>` against the raw body; return when it was signed (Unix seconds).

    The signature is checked before the time, so `DeliveryTooOld` and `DeliveryFromTheFuture` are
    raised for deliveries that were signed with `client_secret` and no others: a caller may take
    a late one and mark it, since TikTok repeats deliveries for 72 hours. Raises
    `SignatureMissing`, `SignatureMalformed`, `SignatureMismatch` for what must be refused.
    """
    if not signature:
        raise SignatureMissing
    signed_at, claimed = _split(signature)
    expected = hmac.new(client_secret.encode(), signed_at.encode() + b"." + body, hashlib.sha256)
    if not hmac.compare_digest(expected.hexdigest(), claimed.lower()):
        raise SignatureMismatch
    age = now - int(signed_at)
    if age > tolerance:
        raise DeliveryTooOld(f"signed {age:.0f} seconds ago")
    if age < -tolerance:
        raise DeliveryFromTheFuture(f"signed {-age:.0f} seconds from now")
    return int(signed_at)


def _split(signature: str) -> tuple[str, str]:
    parts: dict[str, str] = {}
    for part in signature.split(","):
        name, equals, value = part.strip().partition("=")
        if not equals or name in parts:
            raise SignatureMalformed
        parts[name] = value
    signed_at, claimed = parts.get("t", ""), parts.get("s", "")
    if not _SECONDS.fullmatch(signed_at) or not _HEX.fullmatch(claimed):
        raise SignatureMalformed
    return signed_at, claimed
