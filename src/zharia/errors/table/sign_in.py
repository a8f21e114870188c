"""TikTok's consent page and token endpoint (`oauth-error-handling`), and visits without an account.

The page that says only `client_key` is among the `cases`. Of a visit that brought no account the
administrator is shown these very texts at once."""

from dataclasses import replace
from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import (
    ADD_SCOPES,
    ASK_SUPPORT,
    CONNECT_AGAIN,
    NOT_ALLOWED_TO_POST,
    RECONNECT,
)
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_COMPARE_WITH_CONSOLE: Final = Message(
    "Compare client key, client secret, redirect URI and scopes with TikTok's console; in"
    " the sandbox the account must be among the target users."
)

_SERVER_ERROR: Final = Entry(
    "server_error",
    WhoActs.ADMIN,
    RetryKind.AFTER,
    title=Message("A fault in TikTok's sign-in"),
    happened=Message("TikTok's sign-in had a fault; our settings have nothing to do with it."),
    remedy=Message(
        "Zharia renews the access by itself in a few minutes. If you were connecting an"
        " account, begin again a little later."
    ),
)

_BEGIN_AGAIN: Final = Message("Press “Connect account” and begin again.")

#: where the words name the address of our own callback
_REDIRECT_URI: Final = "https://…/api/tiktok/callback"

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.ACCESS_DENIED,
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("The account's owner said no to the connection"),
        happened=Message("Access was not allowed on TikTok's page."),
        remedy=Message("Begin again and press “Authorize” there."),
    ),
    Entry(
        ErrorCode.REDIRECT_URI,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok's page says only “redirect_uri”"),
        happened=Message(
            "The address to which TikTok should send the browser back is not registered for the"
            " app, or differs in a character."
        ),
        remedy=Message(
            "Copy the redirect URI from [[social-media]], and enter exactly that in TikTok's "
            "developer console: Login Kit → Redirect URI."
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        ErrorCode.CODE_CHALLENGE,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok's page says only “code_challenge”"),
        happened=Message(
            "TikTok checks by PKCE that it was Zharia who began, and did not take the way the"
            " proof is written."
        ),
        remedy=Message(
            "Set ZHARIA_PKCE_ENCODING to hex, which is the default, and restart Zharia."
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        "invalid_grant",
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok's code or access is no longer good"),
        happened=Message("This code or access was used already, has expired or was withdrawn."),
        remedy=RECONNECT,
    ),
    Entry(
        "invalid_request",
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("TikTok refused the sign-in request"),
        happened=Message(
            "A part of the request is missing or wrong; most often it is the redirect URI."
        ),
        remedy=_COMPARE_WITH_CONSOLE,
    ),
    Entry(
        "invalid_client",
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("TikTok does not recognise the app"),
        happened=Message(
            "The client key or the client secret is wrong, or belongs to the other environment."
        ),
        remedy=Message(
            "Copy both anew from TikTok's developer console, and save them under "
            "[[social-media]]. Posts wait until then, and nothing is lost."
        ),
    ),
    Entry(
        "unauthorized_client",
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("TikTok does not let the app do this"),
        happened=Message("TikTok has not approved the app yet, or has suspended it."),
        remedy=Message(
            "In TikTok's developer console check the app's state, that Login Kit and Content"
            " Posting API are added, and that Direct Post is on."
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        "invalid_scope",
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("The app does not have a permission it asked for"),
        happened=Message(
            "One of the permissions that Zharia asks TikTok for is not added to the app."
        ),
        remedy=ADD_SCOPES.then(CONNECT_AGAIN),
    ),
    Entry(
        "unsupported_grant_type",
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("TikTok does not know this kind of request"),
        happened=Message(
            "TikTok may have changed its rules, and this version of Zharia follows the old ones."
        ),
        remedy=Message("Update Zharia.").then(ASK_SUPPORT),
    ),
    _SERVER_ERROR,
    replace(
        _SERVER_ERROR,
        code="temporarily_unavailable",
        title=Message("TikTok's sign-in is unavailable for now"),
    ),
    Entry(
        ErrorCode.CALLBACK_MALFORMED,
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("TikTok sent the browser back without an answer"),
        happened=Message(
            "The address of return has neither a code nor an error in it: the link is"
            " incomplete, or old."
        ),
        remedy=_BEGIN_AGAIN,
    ),
    Entry(
        ErrorCode.STATE_UNKNOWN,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The connection was not begun here"),
        happened=Message("This connection was not begun here, or too long ago."),
        remedy=_BEGIN_AGAIN,
    ),
    Entry(
        ErrorCode.STATE_EXPIRED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The time to connect has run out"),
        happened=Message("More than ten minutes have passed since the connection was begun."),
        remedy=_BEGIN_AGAIN,
    ),
    Entry(
        ErrorCode.STATE_REPLAYED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("This connection is finished already"),
        happened=Message("This link was used already."),
        remedy=Message(
            "If the account is not in the list, press “Connect account” and begin again."
        ),
    ),
    Entry(
        ErrorCode.OTHER_ADMINISTRATOR,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("This is another administrator's connection"),
        happened=Message("Another administrator began this connection."),
        remedy=Message("Begin again under your own name."),
    ),
    Entry(
        ErrorCode.CODE_REFUSED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok did not take the code that it gave"),
        happened=Message("TikTok's code is no longer good."),
        remedy=Message(
            "Begin again; if it recurs, check that the redirect URI in TikTok's console is"
            " {redirect_uri}."
        ).with_(redirect_uri=_REDIRECT_URI),
    ),
    Entry(
        ErrorCode.TIKTOK_REFUSED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok did not let the account be connected"),
        happened=Message("TikTok refused to connect the account."),
        remedy=_COMPARE_WITH_CONSOLE,
    ),
    Entry(
        ErrorCode.TIKTOK_SILENT,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok did not answer while connecting"),
        happened=Message("TikTok did not answer."),
        remedy=Message("Begin again in a few minutes."),
    ),
    Entry(
        ErrorCode.SCOPES_MISSING,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The account was connected without leave to post"),
        happened=NOT_ALLOWED_TO_POST,
        remedy=Message(
            "Begin again and leave the posting permissions ticked on TikTok's page. If they are not"
            " shown there, add them to the app in TikTok's console."
        ),
    ),
)
