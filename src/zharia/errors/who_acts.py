"""Who has to do something about an error."""

from enum import StrEnum


class WhoActs(StrEnum):
    #: the machine goes on by itself
    NOBODY = "nobody"
    #: text, photos or choices of the post
    EDITOR = "editor"
    #: accounts, TikTok's console, hosting
    ADMIN = "admin"
    #: only TikTok can mend it
    TIKTOK = "tiktok"
