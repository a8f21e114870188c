"""Errors of authentication and user management.

UserError
├─ WrongCredentials    e-mail or password; which of them is not said
├─ TooManyAttempts     wait `retry_after` seconds
├─ TokenUnusable       not signed by us, or says too little, or from before a new password
│  └─ TokenExpired     sign in again
├─ KeyUnknown          no such API key, or a revoked one
├─ UserUnknown
├─ EmailTaken
├─ EmailUnusable
├─ LanguageUnknown     not one of the pages' languages
├─ WrongPassword       the present one, when somebody chooses a new one
├─ PasswordTooShort
├─ PasswordTooLong
├─ LastAdministrator   nobody would be left to administer
└─ OwnAccount          nobody disables themselves

No message quotes a password, a token or a key.
"""

from typing import ClassVar

from zharia.errors import ErrorCode


class UserError(Exception):
    """The message is for whoever asked; `code` is stable."""

    code: ClassVar[ErrorCode]
    #: where nothing has to be filled in
    message: ClassVar[str] = ""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)


class WrongCredentials(UserError):
    code = ErrorCode.WRONG_CREDENTIALS
    message = "E-mail or password is wrong."


class TooManyAttempts(UserError):
    code = ErrorCode.TOO_MANY_ATTEMPTS

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many attempts to sign in. Try again in {retry_after} seconds.")
        self.retry_after = retry_after


class InvalidToken(UserError):
    code = ErrorCode.TOKEN_INVALID

    def __init__(self, why: str) -> None:
        super().__init__(f"The access token is not valid: {why}. Sign in again.")


class TokenExpired(InvalidToken):
    code = ErrorCode.TOKEN_EXPIRED

    def __init__(self) -> None:
        super().__init__("it has expired")


class KeyUnknown(UserError):
    code = ErrorCode.API_KEY_INVALID
    message = "The API key is unknown or was revoked. Ask an administrator for one."


class UserUnknown(UserError):
    code = ErrorCode.USER_UNKNOWN
    message = "There is no such user."


class EmailTaken(UserError):
    code = ErrorCode.EMAIL_TAKEN

    def __init__(self, email: str) -> None:
        super().__init__(f"There is a user {email} already.")


class EmailUnusable(UserError):
    code = ErrorCode.EMAIL_UNUSABLE
    message = "This is no e-mail address: write it like editor@news.example."


class LanguageUnknown(UserError):
    code = ErrorCode.LANGUAGE_UNKNOWN
    message = "The pages speak kk, ru and en: choose one of them, or none."


class WrongPassword(UserError):
    code = ErrorCode.WRONG_PASSWORD
    message = "The present password is wrong, so it was not changed."


class PasswordTooShort(UserError):
    code = ErrorCode.PASSWORD_TOO_SHORT

    def __init__(self, least: int) -> None:
        super().__init__(f"The password is too short: at least {least} characters.")


class PasswordTooLong(UserError):
    code = ErrorCode.PASSWORD_TOO_LONG

    def __init__(self, most: int) -> None:
        super().__init__(f"The password is too long: at most {most} characters.")


class LastAdministrator(UserError):
    code = ErrorCode.LAST_ADMINISTRATOR
    message = "This is the only administrator who can sign in: make somebody else one first."


class OwnAccount(UserError):
    code = ErrorCode.OWN_ACCOUNT
    message = "Nobody can disable themselves: ask another administrator to do it."
