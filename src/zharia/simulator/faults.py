"""Fault injection: which named fault a call or a post gets, once or at a rate.

before acceptance   refuse, code, rate_limit, edge_page, cut, hang, slow
after acceptance    accept_then_500, accept_then_edge_page, accept_then_cut, accept_then_hang
on an accepted post fail_reason, stuck, late_pull, late_public, never_public, unknown_at_first,
                    two_posts
on a status answer  status
on a cancel         cancel_ignored
"""

import random

from zharia.simulator import edge
from zharia.simulator.envelope import OAUTH_CODES, STATUS_OF
from zharia.simulator.model import Fault, PostMode, State

ENDPOINTS = (
    "authorize",
    "token",
    "token_code",
    "token_refresh",
    "revoke",
    "user_info",
    "creator_info",
    "content_init",
    "status_fetch",
    "cancel",
    "video_list",
    "video_query",
)

BEFORE = frozenset({"refuse", "code", "rate_limit", "edge_page", "cut", "hang", "slow"})
AFTER = frozenset(
    {"accept_then_500", "accept_then_edge_page", "accept_then_cut", "accept_then_hang"}
)
ON_POST = frozenset(
    {
        "fail_reason",
        "stuck",
        "late_pull",
        "late_public",
        "never_public",
        "unknown_at_first",
        "two_posts",
    }
)
ON_STATUS = frozenset({"status"})
ON_CANCEL = frozenset({"cancel_ignored"})
NAMES = tuple(sorted(BEFORE | AFTER | ON_POST | ON_STATUS | ON_CANCEL))
#: status calls that do not know a fresh id, unless the fault's value says otherwise (one)
UNKNOWN_STATUS_CALLS = 2

#: content-posting-api-reference-get-video-status
FAIL_REASONS = frozenset(
    {
        "file_format_check_failed",
        "picture_size_check_failed",
        "duration_check_failed",
        "frame_rate_check_failed",
        "internal",
        "photo_pull_failed",
        "video_pull_failed",
        "publish_cancelled",
        "auth_removed",
        "spam_risk_too_many_posts",
        "spam_risk_user_banned_from_posting",
        "spam_risk_text",
        "spam_risk",
    }
)

_EDGE = frozenset({"edge_page", "accept_then_edge_page"})
_SECONDS = frozenset({"slow", "late_pull", "late_public", "hang", "accept_then_hang"})


class FaultError(ValueError):
    """This fault makes no sense; the message says what would."""


def check(fault: Fault) -> None:
    """Raise `FaultError` unless the simulator can act it out."""
    if fault.name not in NAMES:
        raise FaultError(f"no fault is called {fault.name!r}; known are {', '.join(NAMES)}")
    if fault.endpoint != "*" and fault.endpoint not in ENDPOINTS:
        raise FaultError(f"no endpoint is called {fault.endpoint!r}: *, {', '.join(ENDPOINTS)}")
    if not 0 < fault.rate <= 1:
        raise FaultError(f"rate is {fault.rate}; it is above 0 and at most 1")
    if fault.times == 0 or fault.times < -1:
        raise FaultError(f"times is {fault.times}; a positive number, or -1 for without end")
    if fault.name == "code" and fault.value not in STATUS_OF.keys() | OAUTH_CODES.keys():
        known = ", ".join(sorted({*STATUS_OF, *OAUTH_CODES} - {"", "ok"}))
        raise FaultError(f"value {fault.value!r} is no code of TikTok's; known are {known}")
    if fault.name == "fail_reason" and fault.value not in FAIL_REASONS:
        raise FaultError(
            f"value {fault.value!r} is no fail reason; known are {', '.join(sorted(FAIL_REASONS))}"
        )
    if fault.name == "status" and not fault.value:
        raise FaultError("value is the status to answer, e.g. PROCESSING_MODERATION")
    if fault.name in _EDGE and fault.value not in {"", *edge.STATUSES}:
        raise FaultError(
            f"value {fault.value!r} is no status of the edge; {', '.join(edge.STATUSES)}"
        )
    if fault.name == "unknown_at_first" and fault.value and not fault.value.isdecimal():
        raise FaultError(f"value {fault.value!r} is no number of status calls")
    if fault.name in _SECONDS and fault.value:
        _check_seconds(fault.value)


def take_fault(
    state: State, chance: random.Random, names: frozenset[str], endpoints: tuple[str, ...]
) -> Fault | None:
    """The first fault of these names that this call gets. Its `times` go down by one."""
    for fault in state.faults:
        if (
            fault.name in names
            and (fault.endpoint == "*" or fault.endpoint in endpoints)
            and (fault.rate >= 1 or chance.random() < fault.rate)
        ):
            if fault.times > 0:
                fault.times -= 1
                if not fault.times:
                    state.faults = [other for other in state.faults if other is not fault]
            return fault
    return None


def take_post_faults(state: State, chance: random.Random, mode: PostMode) -> dict[str, str]:
    """Every fault that shapes the life of the post just accepted: name and value."""
    struck: dict[str, str] = {}
    for name in sorted(ON_POST - (set() if mode is PostMode.MEDIA_UPLOAD else {"two_posts"})):
        fault = take_fault(state, chance, frozenset({name}), ("content_init",))
        if fault is not None:
            struck[name] = fault.value
    return struck


def _check_seconds(value: str) -> None:
    try:
        seconds = float(value)
    except ValueError:
        raise FaultError(f"value {value!r} is not a number of seconds") from None
    if not 0 <= seconds < float("inf"):
        raise FaultError(f"value {value!r} is not a number of seconds")
