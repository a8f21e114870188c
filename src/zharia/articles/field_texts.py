"""What an editor reads beside a field, in the three languages of the pages."""

from typing import Final

from zharia.texts.message import Message

NO_TITLE: Final = Message("Write a title in at least one language.")
TITLE_MISSING: Final = Message(
    "The title is missing: write it, or clear the other fields in this language."
)
TOO_LONG: Final = Message("This is too long: at most {most} characters fit. Shorten it.")
TOO_MANY: Final = Message("There are too many: at most {most} are allowed. Take some away.")
NO_ADDRESS: Final = Message("This is no web address: it must begin with https://.")
PHOTO_WITHOUT_ADDRESS: Final = Message(
    "The photo has no address: enter it, or take this photo away."
)
UPLOAD_GONE: Final = Message("The uploaded photo is no longer stored. Upload it again.")
ODD_YEAR: Final = Message("The date is wrong: its year must lie between 1990 and 2200.")
EDITED_MEANWHILE: Final = Message(
    "Somebody else changed the article meanwhile. Compare the two versions, then save again."
)
RULE_UNREADABLE: Final = Message(
    "This is no regular expression ({detail}). Correct it, or leave the field empty."
)
RULE_WITHOUT_GROUP: Final = Message(
    "The expression has no group named story or language, such as (?P<story>…)."
)
NO_TIME_ZONE: Final = Message(
    "There is no such time zone. Write it like Asia/Almaty, or leave the field empty."
)
TOO_OFTEN: Final = Message("This is too often: leave at least one minute.")
TOO_RARELY: Final = Message("This is too rarely: at most seven days.")
WATCHED_ALREADY: Final = Message("This feed is in the list already.")
OUR_OWN_NAME: Final = Message("Zharia itself uses this name. Choose another one.")
