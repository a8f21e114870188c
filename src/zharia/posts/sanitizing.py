"""Text sanitising: one line, visible characters only, nothing that TikTok would act on."""

import unicodedata

import regex

# Letters of these scripts change their shape at a joiner, which is therefore part of the spelling
# (Kazakh in Arabic letters among them).
_JOINING = (
    r"[\p{Arabic}\p{Syriac}\p{Mongolian}\p{Nko}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}"
    r"\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Myanmar}\p{Khmer}]"
)
_JUNK = (
    r"\p{Cc}\p{Co}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}"
    r"\uFFF9-\uFFFC"  # marks of annotations and of objects a copy left behind
)
_INVISIBLE = regex.compile(
    rf"""
    (                                        # kept:
        \u200D (?=\p{{Extended_Pictographic}})           # the glue of a joined emoji
            (?<=\p{{Extended_Pictographic}}[\uFE0F\p{{Emoji_Modifier}}]?\u200D)
      | [\u200C\u200D] (?<={_JOINING}\p{{M}}*[\u200C\u200D])   # a joiner that is spelling
      | \p{{Variation_Selector}} (?<=[^\s{_JUNK}]\p{{Variation_Selector}})   # one per character
      | (?<=\U0001F3F4) [\U000E0020-\U000E007E]{{4,6}}\U000E007F   # the flag of a region
    )
    | (?!\s) [{_JUNK}]                       # dropped
    """,
    regex.VERBOSE,
)
# No writing piles up so many marks on a letter, and sorting them would take forever.
_PILED_MARKS = regex.compile(r"(\p{M}{16})\p{M}+")
_WHITESPACE = regex.compile(r"\s+")
_LINE_BREAK = regex.compile(r"\r\n|[\n\r\v\f\x85\u2028]")
# A word, number or closing quote with no full stop or the like before it.
_OPEN_END = regex.compile(r"(?:[\p{L}\p{N}]\p{M}*|[\p{Sc}%]|[^.!?…][»”\"')\]])$")

_AFTER_LINK = ".,;:!?…»”\"')]"
_LINK = regex.compile(
    r"(?P<opening> ?[(\[«\"])? ?(?:[:–—-] ?)?"
    rf"(?P<url>(?:https?://|(?<![\w.])www\.)[^\s{regex.escape(_AFTER_LINK)}]\S*)",
    regex.IGNORECASE,
)
_CLOSED_BY = {"(": ")", "[": "]", "«": "»", '"': '"'}

# TikTok's hashtags and user names hold letters, digits and underscores, and at least one letter.
_NAME = r"(?:\p{L}|[\p{Nd}_][\p{Nd}\p{Mn}\p{Mc}_]*\p{L})"
_CLOSING_HASHTAGS = regex.compile(
    rf"(?<=[.!?…»”\")])\s(?:[#＃](?={_NAME})[\p{{L}}\p{{Mn}}\p{{Mc}}\p{{Nd}}_'`‘’]+(?:\s|$))+$"
)
_MARK = regex.compile(rf"(?<![#＃@＠])(?P<after_word>(?<=\w))?[#＃@＠]+(?={_NAME})")


def visible_text(text: str) -> str:
    """The text in NFC without control, bidirectional and invisible characters.

    What is part of a visible character stays: the joiners and selectors of emoji, the joiners of
    Arabic and Indic spelling. Surrogate halves are paired or dropped. Of the marks on a letter
    the first 16 stay. So do line breaks.
    """
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    bounded = _PILED_MARKS.sub(r"\1", _INVISIBLE.sub(r"\1", paired))
    # once more, because some letters become a letter and a mark
    return _PILED_MARKS.sub(r"\1", unicodedata.normalize("NFC", bounded))


def one_line(text: str) -> str:
    """The text with every run of whitespace as one space; a paragraph ends as a sentence does."""
    paragraphs = _WHITESPACE.sub(_space_or_break, text.strip()).split("\n")
    closed = [*map(as_sentence, paragraphs[:-1]), paragraphs[-1]]
    return " ".join(closed)


def as_sentence(text: str) -> str:
    """The text, with a full stop unless it ends in punctuation or a symbol of its own."""
    return f"{text}." if _OPEN_END.search(text) else text


def plain_text(text: str) -> str:
    """The text on one line, ready to stand in a post.

    Web addresses go: the post carries its own, and one that was cut would lead nowhere. `@name`
    loses its `@`, for it would call upon an account nobody meant; an e-mail address keeps it.
    `#name` loses its `#`, for hashtags are chosen elsewhere; a row of them after the last
    sentence goes altogether. Applying it twice changes nothing.
    """
    line = one_line(visible_text(text))
    line = _LINK.sub(_unlinked, line)
    line = _CLOSING_HASHTAGS.sub("", line.strip())
    line = _MARK.sub(_unmarked, line)
    return unicodedata.normalize("NFC", " ".join(line.split()))


def _space_or_break(whitespace: "regex.Match[str]") -> str:
    run = whitespace[0]
    return "\n" if "\u2029" in run or len(_LINE_BREAK.findall(run)) > 1 else " "


def _unlinked(link: "regex.Match[str]") -> str:
    """What replaces an address: the punctuation after it, not the brackets around it."""
    opening = link["opening"] or ""
    rest = link["url"][len(link["url"].rstrip(_AFTER_LINK)) :]
    if opening and rest.startswith(_CLOSED_BY[opening[-1]]):
        return rest[1:]
    return opening + rest


def _unmarked(mark: "regex.Match[str]") -> str:
    if mark["after_word"] is None:
        return ""
    return "@" if mark[0] == "@" else " "
