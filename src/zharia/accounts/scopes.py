"""OAuth scopes: which permission each mode of an account needs. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from zharia.accounts.model import Mode


class Scope(StrEnum):
    """TikTok's names (`tiktok-api-scopes`)."""

    #: the account's name and picture
    USER_INFO = "user.info.basic"
    #: direct posts and creator info
    PUBLISH = "video.publish"
    #: drafts in the creator's inbox
    UPLOAD = "video.upload"


#: what the consent page asks for; the person may leave some out
REQUESTED: Final = (Scope.USER_INFO, Scope.PUBLISH, Scope.UPLOAD)
#: with neither of these an account is of no use
POSTING: Final = (Scope.PUBLISH, Scope.UPLOAD)


def scope_for(mode: Mode) -> Scope:
    """What posting in this mode needs."""
    return Scope.UPLOAD if mode == Mode.INBOX else Scope.PUBLISH


def missing(granted: Iterable[str], needed: Iterable[Scope]) -> tuple[Scope, ...]:
    """Which of `needed` were not granted, in their order."""
    have = set(granted)
    return tuple(scope for scope in needed if scope not in have)


def can_post(granted: Iterable[str]) -> bool:
    """Whether an account can post in any mode."""
    return len(missing(granted, POSTING)) < len(POSTING)
