"""Alerts: what an administrator should learn of at once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from zharia.errors import ErrorCode
from zharia.texts.message import Message

logger = logging.getLogger(__name__)


class AlertKind(StrEnum):
    #: an account stopped working, and a person must connect it again
    NEEDS_RECONNECT = "needs_reconnect"
    #: its refresh token ends within two weeks; nothing but a person's consent brings a new one
    ENDING_SOON = ErrorCode.ENDING_SOON
    #: the account's owner or TikTok ended the connection
    REMOVED = "removed"
    #: TikTok refuses the app itself: its client key or secret
    APP_REFUSED = "app_refused"


@dataclass(frozen=True, slots=True)
class Alert:
    kind: AlertKind
    account_id: str
    name: str
    message: Message
    #: TikTok's number for its answer
    log_id: str = ""


#: Tells people. It must not raise; it is called with no transaction open.
AlertHook: TypeAlias = Callable[[Alert], None]


def log_alert(alert: Alert) -> None:
    """The hook for those who read logs."""
    logger.error(
        "%s: %s (account %s, log_id %s)",
        alert.kind,
        alert.message,
        alert.account_id,
        alert.log_id or "-",
    )
