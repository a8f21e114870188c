"""HTML detection: tells markup from text that looks like it: `<b>жирный</b>` from `a<b and c>d`.

Sources say "HTML" of plain text and "text" of HTML, so each tag has to prove itself: a name that
HTML knows, attributes as HTML writes them, and a place where a tag stands (WHATWG HTML, 13.2.5).
What proves nothing is a word, and no word is lost.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.entities import html5
from typing import TypeAlias

# fmt: off
#: elements that shape a piece of text, and so may stand in a headline
_TEXT_ELEMENTS = frozenset([
    "a", "abbr", "acronym", "article", "b", "bdi", "bdo", "big", "blockquote", "center", "cite",
    "code", "del", "dfn", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "header", "i",
    "ins", "kbd", "label", "li", "main", "mark", "nobr", "ol", "p", "pre", "q", "rp", "rt", "ruby",
    "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "ul", "var",
])
_VOID = frozenset(["br", "hr", "wbr"])
#: no end tag is needed, or none exists
_OPTIONAL_END_TAG = frozenset([
    *_VOID, "area", "base", "col", "colgroup", "dd", "dt", "embed", "frame", "img", "input", "li",
    "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr",
    "track",
])
#: what they hold is no text of a page: without an end tag they would swallow all that follows
_NON_TEXT_ELEMENTS = frozenset([
    "audio", "button", "canvas", "embed", "iframe", "math", "noembed", "noframes", "noscript",
    "object", "plaintext", "select", "svg", "template", "textarea", "title", "video", "xmp",
])
_HTML_ELEMENTS = _TEXT_ELEMENTS | _OPTIONAL_END_TAG | _NON_TEXT_ELEMENTS | frozenset([
    "address", "applet", "aside", "basefont", "bgsound", "blink", "body", "caption", "data",
    "datalist", "details", "dialog", "dir", "dl", "fencedframe", "fieldset", "figcaption",
    "figure", "footer", "form", "frameset", "head", "hgroup", "html", "ilayer", "image", "isindex",
    "keygen", "layer", "legend", "listing", "map", "marquee", "menu", "menuitem", "meter", "nav",
    "nextid", "noindex", "nolayer", "optgroup", "output", "picture", "progress", "rb", "rtc",
    "script",
    "search", "selectedcontent", "slot", "spacer", "style", "summary", "table",
])
#: attributes that need no value
_BOOLEAN = frozenset([
    "allowfullscreen", "async", "autofocus", "autoplay", "checked", "compact", "controls",
    "declare", "default", "defer", "disabled", "download", "formnovalidate", "hidden", "inert",
    "ismap", "itemscope", "loop", "mozallowfullscreen", "multiple", "muted", "nohref", "nomodule",
    "noshade", "novalidate", "nowrap", "open", "playsinline", "readonly", "required", "reversed",
    "selected", "webkitallowfullscreen",
])
# fmt: on

#: of these a line may hold markup by mistake
_INLINE = _TEXT_ELEMENTS | {"", "br", "img", "wbr"}
#: they are nothing without an address
_NEED_VALUES = frozenset(["area", "base", "embed", "img", "input", "link", "meta", "source"])
#: what stands between the names of two tags, and between no start tag and its end tag
_BETWEEN_NAMES = re.compile(
    r"\s*(?:и|или|және|мен|бен|пен|немесе|and|or|[^\w\s<>&]+)\s*", re.IGNORECASE
)
#: "без тега <br>"
_NAMED_AS_TAG = re.compile(r"(?:тег|тэг|tag|элемент|element)\w{0,6} $", re.IGNORECASE)
_ENDINGS = tuple(".!?…»”\"')%")
_BEGINNINGS = tuple("«“„\"'")

_NAME = r"[a-zA-Z_:@][\w:.@-]*"
_VALUE = r"=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+)"
_ATTRIBUTES = re.compile(rf"(?:\s+(?P<name>{_NAME})(?:\s*{_VALUE})?)*+\s*/?")
_ATTRIBUTE = re.compile(rf"({_NAME})(\s*{_VALUE})?")
#: attributes that are meant, though what stands around them is broken
_COMMON_ATTRIBUTE = re.compile(
    r"\b(?:href|src|class|style|id|alt|title|width|height|target|rel|lang|dir|color|face|size|align"
    r"|border|data-[\w-]+)\s*=\s*[\"']",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"<!--|<!\[CDATA\[|<[!?](?=[a-zA-Z\[])|<(?P<end>/?)(?P<name>[a-zA-Z][^\s<>/\"'=]*)"
)
# Quotes may hold brackets; within bounds, so that a row of open ones is no quadratic search.
_REST = re.compile(r"(?:[^<>\"']|\"[^\"]{0,1000}\"|'[^']{0,1000}')*+>")
_BARE_REST = re.compile(r"[^<>]*+>")

_REFERENCE = re.compile(
    r"&(?:#(?:[0-9]{1,10}(?![0-9])|[xX][0-9a-fA-F]{1,8}(?![0-9a-fA-F]));?"
    r"|(?P<name>[a-zA-Z][a-zA-Z0-9]{1,40})(?P<semicolon>;?))"
)
_AMPERSAND = re.compile(rf"{_REFERENCE.pattern}|&")
#: named references that are written without their semicolon; the others are parameters: `&copy=2`
_OPTIONAL_SEMICOLON = frozenset(["amp", "gt", "laquo", "lt", "nbsp", "quot", "raquo", "shy"])


@dataclass(frozen=True, slots=True)
class Tag:
    """A piece of text with the shape of a tag."""

    start: int
    end: int
    #: lower case; "" for a comment and the like
    name: str = ""
    closes: bool = False
    attributes: str = ""

    @property
    def plausible(self) -> bool:
        """Are its attributes what HTML writes, as opposed to `<b and c>`?"""
        if self.closes:
            return not self.attributes.strip()
        if _ATTRIBUTES.fullmatch(self.attributes):
            pairs = _ATTRIBUTE.findall(self.attributes)
            return all(value or name.lower() in _BOOLEAN for name, value in pairs)
        return bool(_COMMON_ATTRIBUTE.search(self.attributes))

    @property
    def has_values(self) -> bool:
        """Has it attributes with values? Hardly any text has them by accident."""
        return "=" in self.attributes


def tags(text: str) -> Iterator[Tag]:
    """Everything that looks like a tag or a comment, in linear time."""
    position = 0
    last_comment, last_cdata = text.rfind("-->"), text.rfind("]]>")
    while opening := _OPENING.search(text, position):
        start, position = opening.span()
        if opening["name"]:
            rest = _REST.match(text, position) or _BARE_REST.match(text, position)
            if rest:
                name = opening["name"].lower()
                yield Tag(start, rest.end(), name, bool(opening["end"]), rest[0][:-1])
                position = rest.end()
        elif opening[0] == "<!--":
            if position <= last_comment:
                position = text.index("-->", position) + 3
                yield Tag(start, position)
        elif opening[0] == "<![CDATA[":
            if position <= last_cdata:
                yield Tag(start, position)
                end = text.index("]]>", position)
                yield Tag(end, end + 3)
        elif rest := _BARE_REST.match(text, position):
            position = rest.end()
            yield Tag(start, position, "!")


def tags_in_html(text: str, *, unescaped: bool = False) -> list[Tag]:
    """The markup of a text on one line that its source calls HTML.

    A lone tag that nothing ends is a word of it, unless something else shows that it is HTML. The
    markup of an `unescaped` text was escaped once more than HTML is: it shows that somebody's
    paragraphs were, and no script that an article writes about.
    """
    found, partners = _plausible_tags(text)
    candidates = [tag for tag in found if not unescaped or tag.name in _INLINE]
    if not any(_proves_html(tag, text, partners) for tag in candidates):
        return []
    return [tag for tag in found if _is_markup(tag, partners)]


def tags_in_text(text: str, *, unescaped: bool = False) -> list[Tag]:  # noqa: ARG001 - as tags_in_html
    """The markup within text that should have none: a headline, a name, a caption."""
    found, partners = _plausible_tags(text)
    return [
        tag
        for tag in found
        if tag.name in _INLINE and _proves_html(tag, text, partners, alone=False)
    ]


def escape_all_but(text: str, markup: Sequence[Tag]) -> str:
    """The text as HTML with these tags alone: other brackets and ampersands are escaped."""
    pieces: list[str] = []
    position = 0
    for tag in markup:
        if tag.start < position:
            # "]]>" within a tag
            continue
        pieces.append(_escape(text[position : tag.start]))
        whole = text[tag.start : tag.end]
        pieces.append("" if whole in {"<![CDATA[", "]]>"} else whole)
        position = tag.end
    pieces.append(_escape(text[position:]))
    return "".join(pieces)


def decode_references(text: str) -> str:
    """Decode character references, once (WHATWG HTML, 13.5).

    A name without semicolon before a letter, digit or "=" is a parameter of an address, as it is
    in attributes.
    """
    return _REFERENCE.sub(_decode_reference, text)


def has_references(text: str) -> bool:
    return any(_decode_reference(found) != found[0] for found in _REFERENCE.finditer(text))


#: tag → its end tag or its start tag, as far as there is one
_Partners: TypeAlias = Mapping[Tag, Tag]


def _plausible_tags(text: str) -> tuple[list[Tag], _Partners]:
    """The plausible tags in order, and the nearest partner of each."""
    found = [tag for tag in sorted(tags(text), key=lambda tag: tag.start) if tag.plausible]
    partners: dict[Tag, Tag] = {}
    for order in (found, found[::-1]):
        nearest: dict[str, Tag] = {}
        for tag in order:
            if tag.closes == (order is found):
                if tag.name in nearest:
                    partners[tag] = nearest[tag.name]
            else:
                nearest[tag.name] = tag
    return found, partners


def _proves_html(tag: Tag, text: str, partners: _Partners, *, alone: bool = True) -> bool:
    """Does it show by itself that the text is HTML? `<p>` may do so `alone`, without an end."""
    if not tag.name or (tag.has_values and tag.name in _HTML_ELEMENTS):
        return True
    before, after = text[max(0, tag.start - 1) : tag.start], text[tag.end : tag.end + 1]
    if partner := partners.get(tag):
        first, last = sorted((tag, partner), key=lambda one: one.start)
        known = tag.name in _HTML_ELEMENTS or ":" in tag.name or "-" in tag.name
        named = _in_sentence(first, text) and _BETWEEN_NAMES.fullmatch(text, first.end, last.start)
        return known and not named
    if tag.name in _VOID:
        return not (
            _is_quoted(tag, text) or _NAMED_AS_TAG.search(text[max(0, tag.start - 20) : tag.start])
        )
    if tag.closes:
        held = before.isalnum() or before in _ENDINGS or (not before and after.isalnum())
        return tag.name in _HTML_ELEMENTS and held
    if alone and tag.name in _OPTIONAL_END_TAG and not _in_sentence(tag, text):
        return tag.name not in _NEED_VALUES
    # Its end was cut off: "<b>Саябақ ашы…"
    cut = after.isalnum() or after in _BEGINNINGS
    return tag.name in _TEXT_ELEMENTS and cut and not before.isalnum()


def _is_markup(tag: Tag, partners: _Partners) -> bool:
    """Is it markup, in a text that has some?"""
    if tag.name in _NON_TEXT_ELEMENTS:
        return tag.closes or tag in partners or tag.attributes.endswith("/")
    own = tag in partners or tag.has_values or tag.attributes.endswith("/")
    # Somebody's own elements: `<o:p>`, `<amp-img src="…">`
    return tag.name in _HTML_ELEMENTS or tag.name in {"", "!"} or own


def _in_sentence(tag: Tag, text: str) -> bool:
    """Does it stand like a word between others: "тег <p> задаёт абзац"?"""
    before, after = text[max(0, tag.start - 2) : tag.start], text[tag.end : tag.end + 1]
    if _is_quoted(tag, text):
        return True
    follows_a_word = before[:1].isalnum() or before[:1] in ",:"
    return before[1:] == " " and follows_a_word and not after.isalnum()


def _is_quoted(tag: Tag, text: str) -> bool:
    """Is it in quotes or brackets, or one of a list?"""
    before, after = text[max(0, tag.start - 1) : tag.start], text[tag.end : tag.end + 1]
    return before in tuple("(«“„") or (after in tuple(",;)»”") and not before.isalnum())


def _escape(text: str) -> str:
    return _AMPERSAND.sub(
        lambda found: found[0] if _decode_reference(found) != found[0] else "&amp;" + found[0][1:],
        text,
    ).replace("<", "&lt;")


def _decode_reference(reference: re.Match[str]) -> str:
    """What a reference stands for; itself if it is none."""
    name, semicolon = reference["name"], reference["semicolon"]
    if name is None:
        return reference[0] if reference[0] == "&" else html.unescape(reference[0])
    if not semicolon:
        following = reference.string[reference.end() : reference.end() + 1]
        if name not in _OPTIONAL_SEMICOLON or following == "=":
            return reference[0]
    return html5.get(f"{name};", reference[0])
