"""What an administrator sees when something is not set up, found by how it looks."""

from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import CONNECT_AGAIN, PULLS_FROM_US, VERIFY_DOMAIN
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        ErrorCode.CLIENT_KEY,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok's page: “Something went wrong – client_key”"),
        happened=Message(
            "In the sandbox TikTok lets in only accounts on the list of target users, and "
            "this one is not on it. The same page comes when the client key is wrong or "
            "belongs to the other environment."
        ),
        remedy=Message(
            "In TikTok's developer console open Sandbox settings → Target Users → Add "
            "account, enter the account's TikTok username and press Apply changes. If the "
            "account is listed already, compare the client key under [[social-media]] with "
            "the console."
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        ErrorCode.CALLBACK_401,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Error 401 on the way back from TikTok's page"),
        happened=Message(
            "Something in front of Zharia demands a sign-in at the address to which TikTok"
            " sends the browser back. Zharia itself asks for none there."
        ),
        remedy=Message(
            "On the web server or proxy open /api/tiktok/callback, /api/tiktok/webhook and"
            " /media/ without a sign-in. Check that the redirect URI in TikTok's developer console"
            " leads to Zharia and not to an older system."
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        ErrorCode.PUBLICATION_HANGS,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("A publication hangs and does not finish"),
        happened=PULLS_FROM_US.then(
            Message("While the domain is not verified, posts are refused or wait in vain.")
        ),
        remedy=VERIFY_DOMAIN.then(
            Message(
                "If the domain is verified, wait: some posts take long, and Zharia follows them"
                " for 48 hours before it asks you."
            )
        ),
    ),
    Entry(
        ErrorCode.POST_NOT_VISIBLE,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The post does not appear on TikTok"),
        happened=Message(
            "In the sandbox, and until TikTok has reviewed the app, nothing becomes public: "
            "only the account's owner sees the post. After the review, too, a public post may "
            "wait some hours for TikTok's moderation."
        ),
        remedy=Message(
            "In TikTok's developer console submit the app to App Review and apply for the "
            "Direct Post audit: these are two approvals. When both are given, switch to "
            "production under [[social-media]] and connect the accounts again."
        ),
    ),
)
