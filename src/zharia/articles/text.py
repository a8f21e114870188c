"""HTML to plain text that reads well on one line.

TikTok's description knows neither markup nor line breaks, so a paragraph becomes a sentence: the
next one follows after a space, and a headline or a list item gets the full stop it lacks.
"""

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from zharia.articles import markup as html
from zharia.articles.markup_limits import limit_attributes, normalize_nfc

_TAG = re.compile(r"<[!/?]?[a-zA-Z][^<>]*>|<!--")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")

# fmt: off
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "td", "th",
    "tr", "ul",
])
# fmt: on
#: not part of the story: code, embedded players, captions (which belong to their photo)
# fmt: off
_DROPPED = frozenset([
    "script", "style", "head", "title", "template", "noscript", "iframe", "object", "embed",
    "svg", "math", "canvas", "audio", "video", "button", "select", "textarea", "figcaption",
])
# fmt: on
_CAPTION_CLASS = re.compile(r"(?:^|\s)(?:wp-caption-text|caption|gallery-caption)(?:\s|$)")
_ENDS = frozenset(".!?…:;,—–-")
_CLOSERS = "»”\"')]}’“ "

#: how often a text may have been escaped
_MAX_ESCAPES = 3
#: more HTML than this in one article is not read, in characters
_MAX_LENGTH = 1_000_000

# HTML's tree is built in quadratic time when elements nest: 100,000 open divs take 20 s. These
# tags close themselves, so an unclosed row of them is no nesting.
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|dd|dt|tr|td|th|br|hr|img|input|meta|link|source|option|wbr|embed)\b)[a-zA-Z]"
)
_MAX_DEPTH = 400

# What a copy from a word processor leaves: soft hyphens, marks of order and direction. Joiners
# stay, since emoji and several scripts need them. And what no database takes: halves of
# characters and non-characters.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]+"
)

#: what WordPress appends to a shortened text, in the languages of our newsrooms
_FOOTER = re.compile(
    r"\s*(?:"
    r"(?:The post|Запись|Сообщение)\s.{1,500}?"
    r"(?:appeared first on|впервые появилась|появились сначала на)\s.{1,200}"
    r"|[^.!?…]{1,500}\sжазбасы\s(?:алдымен|бірінші рет)\s.{1,200}"
    r")$",
    re.DOTALL,
)
_FOOTER_WORDS = re.compile("appeared first|впервые появилась|появились сначала|жазбасы")
_SHORTENED = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|\.\.\.|…)\s*$")


def one_line(text: str, limit: int) -> str:
    """NFC, one line, without control or invisible characters, at most `limit` characters."""
    text = normalize_nfc(_INVISIBLE.sub("", text))
    return _SPACE.sub(" ", text).strip()[:limit].rstrip()


def slugify(name: str) -> str:
    """A short name for a category or tag that has none of its own."""
    return "-".join(name.casefold().split())


def to_text(markup: str, limit: int) -> str:
    """Plain text of HTML, at most `limit` characters; plain text passes through unharmed.

    Feeds escape markup once too often, so an escaped text is read again. Where real tags were
    found, what is escaped beside them is text: an article about HTML.
    """
    return _to_plain(markup, limit, html.tags_in_html)


def to_line(text: str, limit: int) -> str:
    """A headline, name or caption, at most `limit` characters.

    Its source says that it is plain text, or does not say. Markup that got into it goes; words
    in angle brackets stay.
    """
    return _to_plain(text, limit, html.tags_in_text)


def has_markup(text: str) -> bool:
    """Is it HTML, as opposed to text with a few angle brackets?"""
    return bool(html.tags_in_html(one_line(text, _MAX_LENGTH)))


def _to_plain(source: str, limit: int, markup: Callable[..., list[html.Tag]]) -> str:
    text = one_line(source, _MAX_LENGTH)
    read = False
    for turn in range(_MAX_ESCAPES + 1):
        if not read and (found := markup(text, unescaped=turn > 0)):
            text = one_line(_join_blocks(html.escape_all_but(text, found)), _MAX_LENGTH)
            read = True
        elif turn < _MAX_ESCAPES and html.has_references(text):
            text = one_line(html.decode_references(text), _MAX_LENGTH)
        else:
            break
    return one_line(text, limit)


def excerpt(markup: str, limit: int) -> str:
    """Like `to_text`, without what WordPress adds to an automatic excerpt."""
    text = to_text(markup, limit)
    if _FOOTER_WORDS.search(text, max(0, len(text) - 500)):
        text = text[:-900] + _FOOTER.sub("", text[-900:])
    words = _SHORTENED.sub("", text)
    cut = len(words) < len(text) and not words.endswith((".", "!", "?"))
    return words + "…" if cut else words


def first_sentences(text: str, limit: int) -> str:
    """The first sentences of a text that fit into `limit` characters, else its first words."""
    if len(text) <= limit:
        return text
    head = text[: limit + 1]
    ends = [m.end() for m in re.finditer(r"[.!?…][»”\"')]*(?=\s)", head)]
    if ends and ends[-1] >= limit // 3:
        return head[: ends[-1]]
    words = head[:limit].rsplit(" ", 1)[0].rstrip(" ,;:—–-")
    return words[: limit - 1] + "…"


def parse_html(markup: str) -> LexborHTMLParser:
    """Parse HTML, bounded: too deep nesting loses its tags, too many attributes the last ones."""
    markup = limit_attributes(markup)
    depth = 0
    for tag in _NESTING.finditer(markup):
        depth = max(0, depth + (-1 if tag[1] else 1))
        if depth > _MAX_DEPTH:
            return LexborHTMLParser(_TAG.sub(" ", markup))
    return LexborHTMLParser(markup)


def _join_blocks(markup: str) -> str:
    body = parse_html(markup).body
    if body is None:
        return ""
    blocks: list[str] = []
    pieces: list[str] = []

    def close() -> None:
        block = _SPACE.sub(" ", "".join(pieces)).strip()
        pieces.clear()
        if block:
            blocks.append(block)

    # A walk without recursion: foreign HTML may be nested as deeply as it is long.
    node: LexborNode | None = body.child
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            pieces.append(node.text_content or "")
        elif tag in _BLOCKS:
            close()
        descend = None if tag in _DROPPED or _is_caption(node) else node.child
        if descend is not None:
            node = descend
            continue
        while node is not None:
            if node.tag in _BLOCKS:
                close()
            if node.mem_id == body.mem_id:
                node = None
            elif node.next is not None:
                node = node.next
                break
            else:
                node = node.parent
    close()
    return " ".join(_with_full_stop(b) for b in blocks[:-1]) + (" " + blocks[-1] if blocks else "")


def _is_caption(node: LexborNode) -> bool:
    if node.tag not in {"p", "div", "span", "dd"}:
        return False
    return bool(_CAPTION_CLASS.search(node.attributes.get("class") or ""))


def _with_full_stop(block: str) -> str:
    bare = block.rstrip(_CLOSERS)
    return block if not bare or bare[-1] in _ENDS else block + "."
