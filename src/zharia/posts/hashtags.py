"""Chooses a post's hashtags."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import regex

from zharia.posts.model import (
    BREAKING_TAGS,
    LANGUAGE_TAGS,
    OTHER_BREAKING_TAGS,
    OTHER_LANGUAGE_TAGS,
    Story,
    Style,
)
from zharia.posts.name_lists import split_names
from zharia.posts.sanitizing import visible_text

ARTICLE_TAGS = 3

# An apostrophe, a joiner or a selector parts no words. A hashtag ends at an apostrophe, and Uzbek
# and Kazakh spell letters such as oʻ with any of these: all spellings make one hashtag.
_INSIDE_WORD = regex.compile(r"['`´ʹʻʼʽʾʿˈˊˋ‘’‛′＇\uA78B\uA78C\p{Default_Ignorable_Code_Point}]")
# Stress marks: what these scripts spell with is one letter after NFC.
_STRESS = regex.compile(r"(?<=[\p{Latin}\p{Cyrillic}\p{Greek}])[\p{Mn}\p{Mc}]+")
_WORD = regex.compile(r"[\p{L}\p{Nd}_][\p{L}\p{Mn}\p{Mc}\p{Nd}_]*")
_LETTER = regex.compile(r"\p{L}")


@dataclass(frozen=True, slots=True)
class Hashtags:
    """The hashtags a post should carry, without doubles, and the names that make none."""

    #: breaking news and the category
    leading: tuple[str, ...]
    #: the article's own
    own: tuple[str, ...]
    #: brand, language and country
    trailing: tuple[str, ...]
    unusable: tuple[str, ...]

    @property
    def in_order(self) -> tuple[str, ...]:
        """All of them, in the order in which the post shows them."""
        return self.leading + self.own + self.trailing

    @property
    def by_priority(self) -> tuple[str, ...]:
        """All of them, the most important first: the article's own come last."""
        return self.leading + self.trailing + self.own


def hashtag(name: str) -> str | None:
    """`#Name`, in NFC, or None for a name without a letter, which TikTok does not link.

    A hashtag ends at the first character that is no letter, digit or underscore, so the words of
    a name are joined, each with a capital that shows where it begins: "Денсаулық сақтау" becomes
    `#ДенсаулықСақтау`. A single word keeps its case. Letters of every script stay.
    """
    text = _STRESS.sub("", _INSIDE_WORD.sub("", visible_text(name)))
    words = _WORD.findall(text)
    if len(words) > 1:
        words = [_capitalized(word) for word in words]
    # Once more: the capital of the micro sign is a Greek letter.
    joined = unicodedata.normalize("NFC", _STRESS.sub("", "".join(words)))
    return f"#{joined}" if _LETTER.search(joined) else None


def choose_hashtags(story: Story, style: Style) -> Hashtags:
    """The hashtags of a story in an account's style, before any cap.

    Up to three tags of the article that the rest does not say already.
    """
    breaking = style.breaking_tags
    if breaking is None:
        breaking = BREAKING_TAGS.get(story.language, OTHER_BREAKING_TAGS)
    language = style.language_tags
    if language is None:
        language = LANGUAGE_TAGS.get(story.language, OTHER_LANGUAGE_TAGS)

    seen: set[str] = set()
    unusable: list[str] = []

    def fresh(names: Iterable[str]) -> tuple[str, ...]:
        tags: list[str] = []
        for name in names:
            tag = hashtag(name)
            if tag is None:
                if name.strip():
                    unusable.append(name.strip())
            elif _same(tag) not in seen:
                seen.add(_same(tag))
                tags.append(tag)
        return tuple(tags)

    leading = fresh((*(breaking if story.breaking else ()), *split_names(story.category)))
    trailing = fresh((*style.brand_tags, *language))
    own = fresh(name for tag in story.tags for name in split_names(tag))[:ARTICLE_TAGS]
    return Hashtags(leading, own, trailing, tuple(unusable))


def _capitalized(word: str) -> str:
    """With a capital first letter; one that would become two letters (ß) stays as it is."""
    capital = word[0].title()
    return capital + word[1:] if len(capital) == 1 else word


def _same(tag: str) -> str:
    """The case-folded hashtag: TikTok does not tell case apart."""
    return unicodedata.normalize("NFC", tag.casefold())
