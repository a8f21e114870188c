"""TikTok's answers to a call (`content-posting-api-reference-photo-post` and its siblings)."""

from dataclasses import replace
from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import (
    ADD_SCOPES,
    ASK_SUPPORT,
    GOES_ON_SOON,
    LINE_WAITS,
    NOT_ALLOWED_TO_POST,
    PRESS_RETRY,
    PULLS_FROM_US,
    RECONNECT,
    REPLACE_PHOTO,
    SAFE,
    TICK_EVERYTHING,
    VERIFY_DOMAIN,
)
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_RATE_LIMIT: Final = Entry(
    "rate_limit_exceeded",
    WhoActs.NOBODY,
    RetryKind.AFTER,
    title=Message("Too many calls within a minute"),
    happened=Message(
        "TikTok allows each account only a few calls a minute, and this account has used them up."
    ),
    remedy=Message("Nothing to do: Zharia tries again by itself after a minute.").then(SAFE),
)

_INVALID_PARAM: Final = Entry(
    "invalid_param",
    WhoActs.EDITOR,
    RetryKind.NEVER,
    title=Message("TikTok does not accept something in the post"),
    happened=Message(
        "A field of the post breaks TikTok's rules: for example, the title is longer than 90"
        " characters. TikTok does not say which."
    ),
    remedy=Message(
        "Look through the title, the description and the choices, and publish again. If you"
        " cannot see what is wrong, give an administrator TikTok's words and the log_id."
    ),
)

_ASKS_LATER: Final = Message(
    "Zharia goes on asking for 48 hours, and then waits for your word: look at the account on"
    " TikTok first."
)

ENTRIES: Final[tuple[Entry, ...]] = (
    _RATE_LIMIT,
    replace(_RATE_LIMIT, code=ErrorCode.RATE_LIMITED),
    Entry(
        "spam_risk_too_many_posts",
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("TikTok's number of posts for a day is reached"),
        happened=Message(
            "TikTok takes about 15 posts from one account within 24 hours, those from other"
            " apps included."
        ),
        remedy=Message(
            "Nothing to do: Zharia tries again by itself in 24 hours, and the account's other"
            " posts wait with this one."
        ).then(SAFE),
    ),
    Entry(
        "spam_risk_user_banned_from_posting",
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok has banned the account from posting"),
        happened=Message(
            "TikTok no longer lets this account post, as a rule for breaking its community"
            " guidelines."
        ),
        remedy=Message(
            "Read the notice in the account's inbox in the TikTok app, and appeal there if it"
            " is a mistake. Until then the account's posts wait in line, and once a day Zharia"
            " tries one; press “Retry” at those that have failed already."
        ),
    ),
    Entry(
        "spam_risk_too_many_pending_share",
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Too many drafts wait in the TikTok inbox"),
        happened=Message(
            "TikTok keeps at most five unfinished drafts of an account within 24 hours."
        ),
        remedy=Message(
            "Open the inbox in the TikTok app, and post some of the drafts. A deleted one may"
            " still count until 24 hours have passed."
        ).then(PRESS_RETRY),
    ),
    Entry(
        "reached_active_user_cap",
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("The app's number of accounts for a day is reached"),
        happened=Message(
            "Until TikTok has audited the app, only five accounts may post through it within 24"
            " hours."
        ),
        remedy=Message(
            "Nothing to do: Zharia tries again by itself in 24 hours, and nothing is lost. The"
            " Direct Post audit lifts the limit: an administrator applies for it in TikTok's"
            " developer console."
        ),
    ),
    Entry(
        "unaudited_client_can_only_post_to_private_accounts",
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Before the audit only private accounts may post"),
        happened=Message(
            "TikTok has not audited the app yet: only the account's owner will see the post, and"
            " the account itself must be private in TikTok."
        ),
        remedy=Message(
            "Make the account private in the TikTok app's privacy settings. For public posts"
            " apply for the Direct Post audit in TikTok's developer console."
        ).then(LINE_WAITS),
    ),
    Entry(
        "url_ownership_unverified",
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The photos' domain is not verified with TikTok"),
        happened=PULLS_FROM_US,
        remedy=VERIFY_DOMAIN.then(LINE_WAITS),
    ),
    Entry(
        "privacy_level_option_mismatch",
        WhoActs.EDITOR,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The chosen privacy is no longer available"),
        happened=Message(
            "TikTok no longer offers this account the privacy that was chosen for the post: the"
            " account may have been made private."
        ),
        remedy=Message(
            "Open the article, choose again who may see the post, and publish it. In automatic"
            " mode an administrator chooses the privacy anew in the account's settings."
        ),
    ),
    Entry(
        "app_version_check_failed",
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("The TikTok app on the phone is too old"),
        happened=Message(
            "Photo drafts need the TikTok app in version 31.8 or newer, and this account's"
            " phone has an older one."
        ),
        remedy=Message(
            "Update the TikTok app on the phone of whoever finishes the drafts, and see that"
            " this account is signed in there."
        ).then(PRESS_RETRY),
    ),
    _INVALID_PARAM,
    replace(_INVALID_PARAM, code="invalid_params"),
    Entry(
        "invalid_publish_id",
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("TikTok does not know this post"),
        happened=Message(
            "TikTok finds no post under the number that it gave us: it may be too old, or deleted."
        ),
        remedy=_ASKS_LATER,
    ),
    Entry(
        "token_not_authorized_for_specified_publish_id",
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("The post was made with another account's access"),
        happened=Message(
            "The account that asks has no right to this post; this can happen when accounts"
            " were connected anew."
        ),
        remedy=_ASKS_LATER,
    ),
    Entry(
        "publish_not_cancellable",
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("It is too late to withdraw the post"),
        happened=Message("TikTok is working on the post, or has published it already."),
        remedy=Message("If the post is not wanted, delete it in the TikTok app."),
    ),
    Entry(
        "invalid_file_upload",
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("TikTok did not accept a file"),
        happened=Message(
            "TikTok refused a file that was sent. Zharia makes each photo a JPEG of an allowed"
            " size, so this is rare."
        ),
        remedy=REPLACE_PHOTO.then(ASK_SUPPORT),
    ),
    Entry(
        "scope_permission_missed",
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("The app lacks a permission"),
        happened=Message("The app asked TikTok for something that its permissions do not cover."),
        remedy=ADD_SCOPES.then(RECONNECT).then(LINE_WAITS),
    ),
    Entry(
        "access_token_invalid",
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok no longer takes the account's access"),
        happened=Message("Zharia renewed the access, and TikTok still did not take it."),
        remedy=RECONNECT.then(GOES_ON_SOON),
    ),
    Entry(
        "scope_not_authorized",
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The account has not allowed posting"),
        happened=NOT_ALLOWED_TO_POST,
        remedy=TICK_EVERYTHING.then(GOES_ON_SOON),
    ),
    Entry(
        "internal_error",
        WhoActs.TIKTOK,
        RetryKind.AFTER,
        title=Message("A fault at TikTok"),
        happened=Message(
            "TikTok had a fault of its own, and the request may not have been carried out."
        ),
        remedy=Message(
            "Zharia first finds out whether TikTok took the post, then tries again by itself"
            " for some hours."
        )
        .then(SAFE)
        .then(ASK_SUPPORT),
    ),
)
