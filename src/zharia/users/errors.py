"""Why somebody is not let in, or not taken on.

UserError
├─ WrongCredentials    e-mail or password; which of them is not said
├─ TooManyAttempts     wait `retry_after` seconds
├─ TokenUnusable       not signed by us, or says too little
│  └─ TokenExpired     sign in again
├─ KeyUnknown          no such API key, or a revoked one
├─ EmailTaken
├─ EmailUnusable
└─ PasswordTooShort

No message quotes a password, a token or a key.
"""

from typing import ClassVar


class UserError(Exception):
    """The message is for whoever asked; `code` is stable."""

    code: ClassVar[str]


class WrongCredentials(UserError):
    code = "wrong_credentials"

    def __init__(self) -> None:
        super().__init__("E-mail or password is wrong.")


class TooManyAttempts(UserError):
    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many attempts to sign in. Try again in {retry_after} seconds.")
        self.retry_after = retry_after


class TokenUnusable(UserError):
    code = "token_invalid"

    def __init__(self, why: str) -> None:
        super().__init__(f"The access token is not valid: {why}. Sign in again.")


class TokenExpired(TokenUnusable):
    code = "token_expired"

    def __init__(self) -> None:
        super().__init__("it has expired")


class KeyUnknown(UserError):
    code = "api_key_invalid"

    def __init__(self) -> None:
        super().__init__("The API key is unknown or was revoked. Ask an administrator for one.")


class EmailTaken(UserError):
    code = "email_taken"

    def __init__(self, email: str) -> None:
        super().__init__(f"There is a user {email} already.")


class EmailUnusable(UserError):
    code = "email_unusable"

    def __init__(self) -> None:
        super().__init__("This is no e-mail address: write it like editor@news.example.")


class PasswordTooShort(UserError):
    code = "password_too_short"

    def __init__(self, least: int) -> None:
        super().__init__(f"The password is too short: at least {least} characters.")
