"""Limits against slow parsing: foreign markup cut to what takes linear time. Pure.

Parsers compare each attribute of a tag with all others of it (HTML, 13.2.5.33; XML 1.0, 3.1), and
Unicode's normal form sorts each row of combining marks: 100,000 of either take minutes.
"""

import re
import unicodedata
from functools import cache
from itertools import islice
from typing import Final

#: of one tag; what comes after them is dropped in HTML
MAX_ATTRIBUTES: Final = 500
#: combining marks in a row that are kept (UAX 15, section 13: stream-safe text has 30)
MAX_COMBINING_MARKS: Final = 30

# As HTML's tokenizer reads them (13.2.5.32 to 13.2.5.39); each piece is taken whole or not at all,
# so that no input is read twice.
_ATTRIBUTE: Final = (
    r"[\s/]*+(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\s>]*+))?+"
)
_ATTRIBUTES: Final = rf"(?P<attributes>(?:{_ATTRIBUTE})*+)"
_EACH: Final = re.compile(_ATTRIBUTE)
# Of what is no tag, only what may hold "<" and quotes that mean nothing.
_HTML_TAG: Final = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>])"
    rf"(?P<raw_attributes>(?:{_ATTRIBUTE})*+)(?=[\s/]*+>).*?(?:</(?P=raw)(?=[\s/>])|\Z)"
    rf"|<[a-zA-Z][^\s/>]*+{_ATTRIBUTES}",
    re.DOTALL | re.IGNORECASE,
)
_XML_TAG: Final = re.compile(
    rf"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<[^\s/>!?]++{_ATTRIBUTES}", re.DOTALL
)


def limit_attributes(html: str) -> str:
    """HTML whose tags have at most `MAX_ATTRIBUTES` attributes each: the first of them."""
    if len(html) < 2 * MAX_ATTRIBUTES:
        return html
    pieces: list[str] = []
    done = 0
    for tag in _HTML_TAG.finditer(html):
        for group in ("attributes", "raw_attributes"):
            begin, end = tag.span(group)
            if end - begin >= 2 * MAX_ATTRIBUTES and (cut := _end_of_kept(html, begin, end)) < end:
                pieces.append(html[done:cut])
                done = end
    return html if not done else "".join([*pieces, html[done:]])


def has_too_many_attributes(xml: str) -> bool:
    """Whether a tag of an XML document has more than `MAX_ATTRIBUTES` attributes."""
    for tag in _XML_TAG.finditer(xml):
        begin, end = tag.span("attributes")
        if end - begin >= 2 * MAX_ATTRIBUTES and _end_of_kept(xml, begin, end) < end:
            return True
    return False


def normalize_nfc(text: str) -> str:
    """Unicode's normal form C, with at most `MAX_COMBINING_MARKS` combining marks in a row."""
    # Said without sorting: marks out of order are not normal. So the rest is seldom needed.
    if unicodedata.is_normalized("NFC", text):
        return text
    if len(text) > MAX_COMBINING_MARKS:
        text = _too_many_marks().sub(lambda row: row[0][:MAX_COMBINING_MARKS], text)
    return unicodedata.normalize("NFC", text)


def _end_of_kept(markup: str, begin: int, end: int) -> int:
    """Where the last attribute that is kept ends."""
    kept = begin
    for one in islice(_EACH.finditer(markup, begin, end), MAX_ATTRIBUTES):
        kept = one.end()
    return kept


@cache
def _too_many_marks() -> re.Pattern[str]:
    marks = [code for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))]
    ranges: list[tuple[int, int]] = []
    for code in marks:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    inside = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return re.compile(f"[{inside}]{{{MAX_COMBINING_MARKS + 1},}}")
