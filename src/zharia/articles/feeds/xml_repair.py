"""XML repair: what a feed's author forgot to escape is escaped before a parser sees it.

A stray "&" or "<" makes the whole document ill-formed, and readers that forgive it guess: "&sect=2"
becomes "§=2" and an address leads nowhere (XML 1.0, 2.4). Only text and attributes are touched;
CDATA sections, comments and processing instructions stay as they are.
"""

import re
from html.entities import html5

# Left alone as a whole. One that never ends is text.
_SECTION = re.compile(r"<!\[CDATA\[|<!--|<\?")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#[xX][0-9a-fA-F]+);)(?:(?P<name>[a-zA-Z][a-zA-Z0-9]*);)?"
)
# No feed has elements with other names than ASCII ones, or a digit or a blank at the beginning.
_BRACKET = re.compile(r"<(?!/?[a-zA-Z_:]|[!?])")
# "a<b and c>d": HTML's elements that a feed has none of, with attributes that are none.
_NO_TAG = re.compile(
    r"<(?=(?:[abipqsu]|em|tt|br|hr|li|ol|ul|td|tr|th|dl|dd|dt|h[1-6])\s++"
    r"(?!/?>|[a-zA-Z_:][\w:.-]*\s*=)[^<>]*>)"
)


def repair_xml(source: str) -> str:
    """The document with references instead of stray ampersands and brackets."""
    pieces: list[str] = []
    position = 0
    last = {start: source.rfind(end) for start, end in _ENDS.items()}
    for section in _SECTION.finditer(source):
        start, begin = section.start(), section[0]
        if start < position or last[begin] < section.end():
            continue
        end = source.index(_ENDS[begin], section.end()) + len(_ENDS[begin])
        pieces += (_escape(source[position:start]), source[start:end])
        position = end
    pieces.append(_escape(source[position:]))
    return "".join(pieces)


def _escape(text: str) -> str:
    text = _AMPERSAND.sub(_reference, text)
    return _NO_TAG.sub("&lt;", _BRACKET.sub("&lt;", text))


def _reference(stray: re.Match[str]) -> str:
    """HTML's own names as numbers, which XML knows without a document type."""
    name = stray["name"]
    characters = html5.get(f"{name};") if name else None
    if characters is None:
        return "&amp;" + stray[0][1:]
    return "".join(f"&#{ord(one)};" for one in characters)
