"""Exceptions: what can go wrong between us and TikTok, and what to do about it.

    TikTokError                     retry
    ├─ Refused                                 TikTok answered no; nothing was accepted
    │  ├─ AccessTokenInvalid        person     also after one refresh and replay
    │  ├─ ScopeNotAuthorized        person
    │  ├─ ScopePermissionMissed     never
    │  ├─ InvalidRequest            never
    │  ├─ UnknownPublishId          never
    │  ├─ NotCancellable            never
    │  ├─ AppTooOld                 never
    │  ├─ RateLimited               after      one sliding minute
    │  ├─ PostCapReached            after      a day
    │  ├─ UserCapReached            after      a day
    │  ├─ TooManyPendingDrafts      person
    │  ├─ CreatorBlocked            person
    │  ├─ UnauditedApp              person
    │  ├─ UrlNotVerified            person
    │  ├─ PrivacyLevelMismatch      person
    │  ├─ TikTokFault               after      never for init: see OutcomeUnknown
    │  ├─ UnknownCode               person     a word TikTok has not documented
    │  ├─ PostFailed                           the post was accepted, then failed
    │  │  ├─ MediaRefused           never
    │  │  ├─ PullFailed             after
    │  │  ├─ ProcessingFailed       after
    │  │  ├─ PostCancelled          never
    │  │  ├─ AuthorizationRemoved   person
    │  │  └─ UnknownFailure         person
    │  └─ OAuthError                           the token endpoint's own, flat errors
    │     ├─ InvalidGrant           person     read the stored token again first
    │     ├─ AccessDenied           never
    │     ├─ OAuthRejected          never
    │     └─ OAuthUnavailable       after
    ├─ InvalidCall                  never      we called it wrongly; nothing was sent
    │  ├─ InvalidConfiguration
    │  ├─ InvalidArgument
    │  └─ InvalidPost                          says every reason at once
    ├─ NoResponse                              no usable answer came
    │  ├─ NotSent                   after      no byte of the request left: safe to repeat
    │  ├─ AnswerLost                after      the call changes nothing twice: safe to repeat
    │  └─ OutcomeUnknown            unknown    init, code exchange, refresh: never repeat blindly
    └─ InvalidIncoming              never      what came in is not what TikTok would send
       ├─ CallbackMalformed
       ├─ SignatureMissing
       ├─ SignatureMalformed
       ├─ SignatureMismatch                    forged, or another app's secret
       ├─ DeliveryTooOld                       validly signed, but late
       ├─ DeliveryFromTheFuture                validly signed, but a clock is wrong
       └─ DeliveryMalformed                    validly signed, but not an event

An error's docstring is the first part of its message, so it is written for an editor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from zharia.tiktok.retry_policy import NEEDS_A_PERSON, NEVER, UNKNOWN_OUTCOME, Retry, after

if TYPE_CHECKING:
    from collections.abc import Sequence


#: Seconds in the sliding window of every limit per user token (`tiktok-api-v2-rate-limit`).
RATE_WINDOW = 60
#: Seconds in the window of the caps on posts and users
#: (`content-posting-api-reference-photo-post`).
CAP_WINDOW = 24 * 60 * 60
#: Seconds before a fault on the way is worth another try. Ours: TikTok names no figure.
FAULT_PAUSE = 30
#: Seconds before a failed pull is worth another post. Ours: time to see whether hosting recovers.
PULL_PAUSE = 300


class TikTokError(Exception):
    """Something went wrong between us and TikTok."""

    retry: ClassVar[Retry] = NEVER

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        log_id: str = "",
        http_status: int | None = None,
    ) -> None:
        """`detail` is TikTok's or our own wording; `log_id` is what TikTok's support asks for."""
        super().__init__(detail)
        self.detail = detail
        self.code = code
        self.log_id = log_id
        self.http_status = http_status

    def __str__(self) -> str:
        said = ": ".join(part for part in (self.code, self.detail) if part)
        number = f"log id {self.log_id}" if self.log_id else ""
        parts = ((type(self).__doc__ or "").partition("\n")[0], said, number and f"({number})")
        return " ".join(part for part in parts if part)


class Refused(TikTokError):
    """TikTok refused."""


class AccessTokenInvalid(Refused):
    """The account's access token is no longer accepted; reconnect the account."""

    retry = NEEDS_A_PERSON


class ScopeNotAuthorized(Refused):
    """The account has not allowed this; connect it again and agree to everything."""

    retry = NEEDS_A_PERSON


class ScopePermissionMissed(Refused):
    """The access token lacks a permission that this call needs."""


class InvalidRequest(Refused):
    """TikTok does not accept what was sent."""


class UnknownPublishId(Refused):
    """TikTok knows no such post of this account."""


class NotCancellable(Refused):
    """It is too late to cancel this post."""


class AppTooOld(Refused):
    """The creator's TikTok app is too old for photo drafts; update it to 31.8 or newer.

    One client met it with an account that was signed in on no phone, too.
    """


class RateLimited(Refused):
    """Too many calls for this account within a minute."""

    retry = after(RATE_WINDOW)


class PostCapReached(Refused):
    """This account has reached TikTok's number of posts for 24 hours."""

    retry = after(CAP_WINDOW)


class UserCapReached(Refused):
    """This app has reached TikTok's number of posting users for 24 hours."""

    retry = after(CAP_WINDOW)


class TooManyPendingDrafts(Refused):
    """Too many drafts wait in the creator's TikTok inbox; finish some."""

    retry = NEEDS_A_PERSON


class CreatorBlocked(Refused):
    """TikTok's spam rules stop this post or this account."""

    retry = NEEDS_A_PERSON


class UnauditedApp(Refused):
    """Until TikTok has audited this app, it posts to private accounts only."""

    retry = NEEDS_A_PERSON


class UrlNotVerified(Refused):
    """The photos lie on a domain that is not verified with TikTok."""

    retry = NEEDS_A_PERSON


class PrivacyLevelMismatch(Refused):
    """The creator can no longer choose this audience; choose anew."""

    retry = NEEDS_A_PERSON


class TikTokFault(Refused):
    """TikTok had a fault of its own."""

    retry = after(FAULT_PAUSE)


class UnknownCode(Refused):
    """TikTok refused for a reason this version does not know."""

    retry = NEEDS_A_PERSON


class PostFailed(Refused):
    """TikTok accepted the post, then could not publish it."""


class MediaRefused(PostFailed):
    """TikTok refused a photo: its format or its size."""


class PullFailed(PostFailed):
    """TikTok could not fetch the photos from us.

    Another post helps only if the photo URLs are known to answer.
    """

    retry = after(PULL_PAUSE)


class ProcessingFailed(PostFailed):
    """TikTok had a fault of its own while publishing."""

    retry = after(FAULT_PAUSE)


class PostCancelled(PostFailed):
    """This post was cancelled."""


class AuthorizationRemoved(PostFailed):
    """The creator has disconnected this app; reconnect the account."""

    retry = NEEDS_A_PERSON


class UnknownFailure(PostFailed):
    """The post failed for a reason this version does not know."""

    retry = NEEDS_A_PERSON


class OAuthError(Refused):
    """TikTok refused to connect the account."""


class InvalidGrant(OAuthError):
    """This code or refresh token is spent, expired or withdrawn; reconnect the account.

    A refresh token is also spent when another process has just used it, so read the stored
    token again before calling the account disconnected.
    """

    retry = NEEDS_A_PERSON


class AccessDenied(OAuthError):
    """The person did not allow the connection."""


class OAuthRejected(OAuthError):
    """TikTok does not accept this app's key, secret, redirect URI or scopes."""


class OAuthUnavailable(OAuthError):
    """TikTok cannot connect accounts at the moment."""

    retry = after(FAULT_PAUSE)


class InvalidCall(TikTokError):
    """This cannot be sent to TikTok."""


class InvalidConfiguration(InvalidCall):
    """The TikTok settings are wrong."""


class InvalidArgument(InvalidCall):
    """This call was made wrongly."""


class InvalidPost(InvalidCall):
    """TikTok would refuse this post."""

    def __init__(self, problems: Sequence[str]) -> None:
        """`problems` has one sentence for each field that is wrong."""
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[InvalidPost], tuple[tuple[str, ...]]]:
        """Pickle by `problems`, which is what the constructor takes."""
        return (type(self), (self.problems,))


class NoResponse(TikTokError):
    """TikTok gave no usable answer."""


class NotSent(NoResponse):
    """TikTok could not be reached; nothing was sent."""

    retry = after(FAULT_PAUSE)


class AnswerLost(NoResponse):
    """TikTok's answer was lost or unreadable; asking again does no harm."""

    retry = after(FAULT_PAUSE)


class OutcomeUnknown(NoResponse):
    """TikTok's answer was lost: it may or may not have acted on the call."""

    retry = UNKNOWN_OUTCOME


class InvalidIncoming(TikTokError):
    """This did not come from TikTok, or not as TikTok documents it."""


class CallbackMalformed(InvalidIncoming):
    """The answer from TikTok's consent page carries neither a code nor an error."""


class SignatureMissing(InvalidIncoming):
    """The webhook carries no signature."""


class SignatureMalformed(InvalidIncoming):
    """The webhook's signature header cannot be read."""


class SignatureMismatch(InvalidIncoming):
    """The webhook was not signed with this app's client secret."""


class DeliveryTooOld(InvalidIncoming):
    """The webhook is validly signed, but was signed too long ago."""


class DeliveryFromTheFuture(InvalidIncoming):
    """The webhook is validly signed, but at a time that has not come yet."""


class DeliveryMalformed(InvalidIncoming):
    """The webhook is not an event as TikTok documents it."""
