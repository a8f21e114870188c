"""Validation messages beside the fields of the settings, translated by the pages."""

from typing import Final

from zharia.texts.message import Message

SCOPE_MISSING: Final = Message(
    "This needs the scope {scope}, which {name} has not granted: connect it again and leave"
    " everything ticked on TikTok's page."
)
AUTO_WITHOUT_PRIVACY: Final = Message(
    "In automatic mode nobody looks at a post: choose who may see it."
)
NOT_CONFIRMED: Final = Message(
    "In automatic mode posts go out without a person's approval. Confirm that you take the"
    " responsibility."
)
NO_PRIVACY_LEVEL: Final = Message("TikTok has no such privacy level. Choose one of the list.")
BRANDED_AND_PRIVATE: Final = Message(
    "TikTok does not let branded content be for its author alone. Choose another privacy level,"
    " or untick this."
)
NO_HASHTAG: Final = Message("“{tag}” makes no hashtag: there is no letter in it.")
TOO_MANY_HASHTAGS: Final = Message("There are too many: at most {most} hashtags are allowed.")
HASHTAG_TOO_LONG: Final = Message("The hashtag is too long: at most {most} characters.")
NO_CLIENT_KEY: Final = Message(
    "This is no client key: it has at most {most} Latin letters and digits, and no blanks."
    " Copy it from TikTok's console."
)
NO_CLIENT_SECRET: Final = Message(
    "This is no client secret: it has at most {most} characters. Copy it from TikTok's console."
)
FILE_NAME_ODD: Final = Message(
    "The file's name must be of the form tiktok<token>.txt: copy it from TikTok's console."
)
CONTENT_ODD: Final = Message(
    "The content must begin with tiktok-developers-site-verification=: copy it from TikTok's"
    " console."
)
TOKENS_DIFFER: Final = Message(
    "The name and the content have different tokens: copy both from one file."
)
TOKEN_ODD: Final = Message(
    "The token must be 8 to 128 Latin letters and digits: copy it from TikTok's console."
)
FILE_UNREADABLE: Final = Message(
    "This is not TikTok's file: it holds one line of text. Download a fresh copy from TikTok's"
    " console."
)
