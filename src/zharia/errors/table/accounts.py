"""Accounts that cannot be used or may not send, and why they are not connected.

An account's `state_reason` stands here as `account.<reason>`, the reason that TikTok's
`authorization.removed` brings (`webhooks-events`) as `authorization.removed.<reason>`."""

from dataclasses import replace
from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import (
    CONNECT_AGAIN,
    GOES_ON_SOON,
    IF_NEEDED,
    NOT_ALLOWED_TO_POST,
    RECONNECT,
    REMOVED_BY_OWNER,
    SAFE,
    TALK_TO_OWNER,
    TICK_EVERYTHING,
)
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_GOES_ON: Final = Message("Then what waits leaves by itself, in its order.")


def _hold(code: ErrorCode, title: Message, happened: Message, remedy: Message) -> Entry:
    return Entry(
        code,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=title,
        happened=happened,
        remedy=remedy.then(_GOES_ON).then(SAFE),
    )


_NOT_CONFIGURED: Final = Entry(
    ErrorCode.TIKTOK_NOT_CONFIGURED,
    WhoActs.ADMIN,
    RetryKind.NEEDS_A_PERSON,
    title=Message("The TikTok app is not set up"),
    happened=Message("The app's client key or client secret is missing or unusable."),
    remedy=Message(
        "Copy both from TikTok's developer console, and save them under [[social-media]]. "
        "See that no stray characters came along at either end."
    ),
)

_SANDBOX_ENDS: Final = Message(
    "Connect the account again; its settings are kept. Outside the sandbox access renews itself."
)

ENTRIES: Final[tuple[Entry, ...]] = (
    _hold(
        ErrorCode.PLATFORM_OFF,
        Message("TikTok is switched off"),
        Message(
            "An administrator has switched off publishing to TikTok as a whole, so the whole"
            " queue waits."
        ),
        Message("Switch it on under [[social-media]]."),
    ),
    _hold(
        ErrorCode.OTHER_ENVIRONMENT,
        Message("The account belongs to the other environment"),
        Message(
            "The account was connected in the sandbox or in production, and the other one is"
            " active now."
        ),
        Message("Change the environment under [[social-media]], or withdraw what waits."),
    ),
    _hold(
        ErrorCode.ACCOUNT_OFF,
        Message("The account is switched off"),
        Message("An administrator has switched this account off, so its line waits."),
        Message("Switch it on in the account's settings, or withdraw what waits."),
    ),
    _hold(
        ErrorCode.NEEDS_RECONNECT,
        Message("The account has to be connected again"),
        Message("TikTok no longer takes the account's access, so its line waits."),
        RECONNECT,
    ),
    _hold(
        ErrorCode.DISCONNECTED,
        Message("The account is disconnected"),
        Message(
            "An administrator or the owner has disconnected the account, so what was in its"
            " line waits."
        ),
        RECONNECT,
    ),
    _NOT_CONFIGURED,
    replace(_NOT_CONFIGURED, code=ErrorCode.INVALID_CONFIGURATION, retry=RetryKind.NEVER),
    Entry(
        ErrorCode.ACCOUNT_UNKNOWN,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("There is no such account"),
        happened=Message("The active environment, sandbox or production, has no such account."),
        remedy=Message(
            "Look at the list of accounts under [[social-media]], and choose one from it."
        ),
    ),
    Entry(
        ErrorCode.ACCOUNT_NOT_CONNECTED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The account is not connected"),
        happened=Message(
            "The account was disconnected, or TikTok no longer takes its access; the reason"
            " stands beside the account."
        ),
        remedy=RECONNECT.then(GOES_ON_SOON),
    ),
    Entry(
        ErrorCode.SCOPE_NOT_GRANTED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The account lacks a permission for this mode"),
        happened=Message(
            "Posting directly and sending drafts need different permissions, and the account"
            " has not granted the one needed."
        ),
        remedy=Message(
            "Connect the account again and leave everything ticked on TikTok's page, or choose"
            " another mode for the account. If the permission is not shown there, add it to the"
            " app in TikTok's developer console. Then what waits leaves by itself."
        ),
    ),
    Entry(
        ErrorCode.REFRESH_PAUSED,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("Renewing the access is put off"),
        happened=Message("TikTok did not answer the request to renew the access, or refused it."),
        remedy=Message(
            "Nothing to do: Zharia tries again by itself within 15 minutes at most. If it lasts"
            " longer than an hour, an administrator checks client key and client secret."
        ).then(SAFE),
    ),
    Entry(
        ErrorCode.SANDBOX_NOT_RENEWED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The sandbox did not renew the access"),
        happened=Message(
            "TikTok's sandbox refused to renew the account's access. The account works only"
            " until its present access ends."
        ),
        remedy=_SANDBOX_ENDS,
    ),
    Entry(
        ErrorCode.REFRESH_UNDER_WAY,
        WhoActs.NOBODY,
        RetryKind.AFTER,
        title=Message("The access is being renewed just now"),
        happened=Message("Another part of Zharia is renewing the account's access just now."),
        remedy=Message("Nothing to do: Zharia goes on by itself in a moment.").then(SAFE),
    ),
    Entry(
        ErrorCode.ENDING_SOON,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The account's access ends soon"),
        happened=Message(
            "TikTok grants access for a time only, and this account's ends within two weeks."
        ),
        remedy=RECONNECT,
    ),
    Entry(
        ErrorCode.ACCOUNT_REFUSED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok no longer takes our access"),
        happened=Message("TikTok no longer takes our access: it was withdrawn, or is too old."),
        remedy=Message("Connect the account again; its settings are kept."),
    ),
    Entry(
        ErrorCode.ACCOUNT_ANSWER_LOST,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The answer with the new access was lost"),
        happened=Message(
            "TikTok renewed our access, but its answer never reached us, and the old one is dead."
        ),
        remedy=Message(
            "Connect the account again; its settings are kept, and nothing is posted twice."
        ),
    ),
    Entry(
        ErrorCode.ACCOUNT_SANDBOX_NOT_RENEWED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok's sandbox did not renew our access"),
        happened=Message(
            "TikTok's sandbox did not renew our access: there that happens even to fresh access,"
            " which lasts for a few hours only."
        ),
        remedy=_SANDBOX_ENDS,
    ),
    Entry(
        ErrorCode.ACCOUNT_SCOPES_MISSING,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The account may not post"),
        happened=NOT_ALLOWED_TO_POST,
        remedy=TICK_EVERYTHING,
    ),
    Entry(
        ErrorCode.ACCOUNT_BY_ADMINISTRATOR,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("An administrator disconnected the account"),
        happened=Message("An administrator disconnected it."),
        remedy=IF_NEEDED,
    ),
    Entry(
        ErrorCode.ACCOUNT_BY_OWNER,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The owner or TikTok removed the access"),
        happened=REMOVED_BY_OWNER,
        remedy=TALK_TO_OWNER,
    ),
    Entry(
        ErrorCode.AUTHORIZATION_REMOVED_UNKNOWN,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The access was removed, no reason given"),
        happened=REMOVED_BY_OWNER,
        remedy=TALK_TO_OWNER,
    ),
    Entry(
        ErrorCode.AUTHORIZATION_REMOVED_DISCONNECTED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("The account's owner disconnected the app"),
        happened=Message("The account's owner removed the app's access in TikTok's settings."),
        remedy=TALK_TO_OWNER,
    ),
    Entry(
        ErrorCode.AUTHORIZATION_REMOVED_ACCOUNT_DELETED,
        WhoActs.ADMIN,
        RetryKind.NEVER,
        title=Message("The TikTok account was deleted"),
        happened=Message(
            "The owner deleted the account at TikTok, and nothing can be posted to it any more."
        ),
        remedy=Message(
            "Connect another account under [[social-media]]. Withdraw the posts that wait for "
            "the deleted one."
        ),
    ),
    Entry(
        ErrorCode.AUTHORIZATION_REMOVED_AGE,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok ended the access because of age"),
        happened=Message(
            "The age of the account's owner changed at TikTok, so TikTok ended the access."
        ),
        remedy=Message(
            "Ask the account's owner to correct or confirm the age in the TikTok app."
        ).then(CONNECT_AGAIN),
    ),
    Entry(
        ErrorCode.AUTHORIZATION_REMOVED_BANNED,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok banned the account"),
        happened=Message("TikTok banned the account, and ended the app's access."),
        remedy=Message(
            "Ask the owner to read the notice in the TikTok app, and to appeal if it is a"
            " mistake. Connect the account again once the ban is lifted."
        ),
    ),
    Entry(
        ErrorCode.AUTHORIZATION_REMOVED_REVOKED_BY_DEVELOPER,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("We withdrew the access ourselves"),
        happened=Message(
            "An administrator disconnected the account in Zharia, and TikTok confirmed it."
        ),
        remedy=IF_NEEDED,
    ),
)
