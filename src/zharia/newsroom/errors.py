"""Errors of use cases, where the domain that they call has none of its own.

Refused
├── NotFound            there is no such article, publication, account, feed, key or person
├── TooFarAhead         the moment is more than a year away
└── CannotOrder
    ├── PlatformOff     TikTok is switched off for everybody
    ├── NoAccount       nobody has connected one
    └── AccountUnknown  a named one is none of the active environment

RotationIncomplete      the database is sealed with the newest key, the journal is not
"""

from zharia.errors import ErrorCode


class Refused(Exception):
    """Nothing was done; the message is for whoever asked."""


class NotFound(Refused):
    """There is no such thing. `code` is stable, and says of which kind it would have to be."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class TooFarAhead(Refused):
    """A moment more than a year away is a slip of the pen."""

    def __init__(self) -> None:
        super().__init__("is more than a year ahead: choose an earlier moment")


class CannotOrder(Refused):
    """An article cannot be published at all now, or not there. `code` is stable."""

    code: ErrorCode


class PlatformOff(CannotOrder):
    """TikTok is switched off for everybody."""

    code = ErrorCode.PLATFORM_DISABLED

    def __init__(self) -> None:
        super().__init__(
            "TikTok is switched off: an administrator can switch it on in the social media"
            " settings."
        )


class NoAccount(CannotOrder):
    """Nobody has connected one."""

    code = ErrorCode.NO_ACCOUNT

    def __init__(self) -> None:
        super().__init__(
            "No TikTok account is connected: an administrator can connect one in the social"
            " media settings."
        )


class AccountUnknown(CannotOrder):
    """A named account is none of the active environment."""

    code = ErrorCode.ACCOUNT_UNKNOWN

    def __init__(self, account_id: str, environment: str) -> None:
        super().__init__(
            f"there is no account {account_id} in the active environment, {environment}"
        )
        self.account_id = account_id


class RotationIncomplete(Exception):
    """The database is sealed with the newest key, the journal is not."""

    def __init__(self, journal_error: Exception) -> None:
        super().__init__(
            f"{journal_error} The database is sealed with the newest key, the newest tokens in the"
            " journal are not: keep the old key, and rotate once more when it can be written."
        )
