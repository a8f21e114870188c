"""Sentences that several entries share."""

from typing import Final

from zharia.texts.message import Message

SAFE: Final = Message("Nothing is lost, and nothing is posted twice.")

PRESS_RETRY: Final = Message("Then press “Retry”.")

GOES_ON_SOON: Final = Message(
    "Then what waits leaves by itself, in its order; press “Retry” at those that have failed"
    " already."
)

LINE_WAITS: Final = Message(
    "Until then the account's posts wait in line, and once an hour Zharia tries one; press"
    " “Retry” at those that have failed already."
)

PUBLISH_AGAIN: Final = Message("Then publish the article again.")

REPLACE_PHOTO: Final = Message(
    "Save the photo anew as JPEG, replace it in the article, and publish the article again."
)

RECONNECT: Final = Message(
    "Connect the account again under [[social-media]]; its settings are kept."
)

CONNECT_AGAIN: Final = Message("Then connect the account again.")

ASK_SUPPORT: Final = Message("If it recurs, give TikTok's support the log_id.")

ADD_SCOPES: Final = Message(
    "In TikTok's developer console check that the app's list of scopes has user.info.basic,"
    " video.publish and video.upload."
)

PULLS_FROM_US: Final = Message(
    "TikTok fetches the photos from Zharia's address itself, but only from domains that are"
    " verified with TikTok."
)

VERIFY_DOMAIN: Final = Message(
    "In TikTok's developer console open Content Posting API → Verify domains, and "
    "enter the name and content of the file it offers under [[social-media]]: Zharia "
    "shows it by itself. Then press Verify in the console."
)

RELOAD: Final = Message("Go back to the list, reload the page, and open it from there.")

SIGN_IN: Final = Message("Enter e-mail and password on the sign-in page, and begin again.")

GIVEN_UP: Final = Message(
    "Zharia tried several times, and no longer tries by itself. Wait until the limit has"
    " passed, and press “Retry”."
)

#: a server that refuses us, and not only others
ASK_TO_BE_LET_IN: Final = Message(
    "Ask the site's administrator to let Zharia in. Send them four things that the message"
    " names: the file's address, our User-Agent, our server's address and the time."
)

NOT_ALLOWED_TO_POST: Final = Message("Permission to post was not granted.")

TICK_EVERYTHING: Final = Message(
    "Connect the account again and leave everything ticked on TikTok's page."
)

REMOVED_BY_OWNER: Final = Message("The account's owner, or TikTok, removed our access.")

TALK_TO_OWNER: Final = Message("Talk to the owner and connect the account again.")

#: an account that an administrator disconnected
IF_NEEDED: Final = Message("Connect it again if it is needed.")
