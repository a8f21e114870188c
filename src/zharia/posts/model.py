"""What goes into a post's text and what comes out."""

from dataclasses import dataclass
from enum import StrEnum

#: Hashtags that name the language of a post, by the language codes of the newsroom.
LANGUAGE_TAGS = {"kz": ("жаналықтар", "Казахстан"), "ru": ("новости", "Казахстан")}
#: A language we have no word for still gets the country.
OTHER_LANGUAGE_TAGS = ("Казахстан",)

#: What stands before the photographers' names.
CREDIT_WORDS = {"kz": "Сурет", "ru": "Фото"}
OTHER_CREDIT_WORD = "Photo"

BREAKING_TAGS = {"kz": ("breaking", "шұғыл"), "ru": ("breaking", "срочно")}
OTHER_BREAKING_TAGS = ("breaking",)


@dataclass(frozen=True, slots=True)
class Story:
    """An article in one language, as far as its post needs it.

    All texts are plain text, not HTML; line breaks and odd whitespace are welcome.
    `language` is `kz`, `ru` or another code; `url` is the article's public web address.
    """

    headline: str
    excerpt: str
    url: str
    language: str
    category: str = ""
    tags: tuple[str, ...] = ()
    breaking: bool = False
    #: who took the photos, in their order; doubles are welcome
    credits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """How an account wants its posts. Limits count UTF-16 code units, as TikTok does.

    Tags are names, with or without `#`. `None` for the tags of the language and of breaking news
    means the usual ones of the story's language.
    """

    #: TikTok's own limit: content-posting-api-reference-photo-post
    title_limit: int = 90
    #: the newsroom's limit; TikTok takes 4000
    description_limit: int = 2200
    brand_tags: tuple[str, ...] = ("AIMAK", "Сатпаев")
    language_tags: tuple[str, ...] | None = None
    breaking_tags: tuple[str, ...] | None = None
    #: how many hashtags a post carries at most; ten is the most the usual ones come to
    hashtag_cap: int = 10
    #: whether the article's address stands in the description
    with_link: bool = True
    #: whether the description names the photographers
    with_credit: bool = True


class Loss(StrEnum):
    """What was shortened or left out of a post. The values are stable: pages translate them."""

    #: the headline is longer than a title may be
    TITLE_SHORTENED = "title_shortened"
    #: the headline that opens the description is cut too
    HEADLINE_SHORTENED = "headline_shortened"
    #: the title is cut and the description had no room for the full headline
    HEADLINE_LEFT_OUT = "headline_left_out"
    EXCERPT_SHORTENED = "excerpt_shortened"
    EXCERPT_LEFT_OUT = "excerpt_left_out"
    #: the address alone is longer than the description may be
    LINK_LEFT_OUT = "link_left_out"
    #: the address is not one of the web, or has spaces or invisible characters in it
    LINK_UNUSABLE = "link_unusable"
    #: the photographers' names alone are longer than the description may be
    CREDIT_LEFT_OUT = "credit_left_out"
    #: over the cap, or no room
    HASHTAG_LEFT_OUT = "hashtag_left_out"
    #: the name of a tag has no letter in it
    HASHTAG_UNUSABLE = "hashtag_unusable"


@dataclass(frozen=True, slots=True)
class Note:
    """One loss, for the editor's eyes; `text` is the address, hashtag or name that is missing."""

    loss: Loss
    text: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """The text of a post: one line each, within the limits of its style."""

    title: str
    description: str
    notes: tuple[Note, ...] = ()
