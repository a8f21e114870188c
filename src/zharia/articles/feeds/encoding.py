"""Character encoding detection.

Servers and feeds mislabel their encoding more often than they mistype it, so evidence goes before
declarations: a byte order mark, then valid UTF-8, then what HTTP says, then what the XML
declaration says (the order of RFC 7303, section 3), and last a guess that suits Cyrillic text.
Of the Cyrillic codings the one counts in which the text makes sense.
"""

import codecs
import re
from functools import cache

#: encodings that a feed may be declared in: text, stateless or harmless, and quick to decode
# fmt: off
_DECLARABLE = [
    "ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp866", "cp855", "cp437", "cp850", "cp874", "kz1048", "ptcp154", "koi8-r", "koi8-u",
    "koi8-t", "mac-cyrillic", "mac-roman", "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4",
    "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-10", "iso8859-11",
    "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "gb2312", "gbk", "gb18030", "big5",
    "big5hkscs", "euc-jp", "euc-kr", "shift_jis", "iso2022_jp", "cp932", "cp949", "cp950",
    "cp037",
]
# fmt: on
#: 7-bit encodings: their bytes are valid UTF-8 too
_SEVEN_BIT = frozenset({"iso2022_jp"})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: how "<?" or "{" begins in encodings that are no superset of ASCII (XML 1.0, appendix F)
_BEGINNINGS = (
    (re.compile(rb"[<{\[]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{\[]"), "utf-32-be"),
    (re.compile(rb"[<{\[]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{\[]"), "utf-16-be"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_HIGH = re.compile(rb"[\x80-\xff]+")
#: single-byte codings of Cyrillic, which take one another's bytes without an error
_CYRILLIC_CODINGS = ("cp1251", "koi8-r", "cp866")
_CONFUSED = frozenset({*_CYRILLIC_CODINGS, "koi8-u", "kz1048", "ptcp154", "cp855", "iso8859-5"})
#: two thirds of Russian and of Kazakh text, and less than half of what another coding makes of it
_FREQUENT = re.compile("[аеинорстлыд]", re.IGNORECASE)
#: by how much of the text another coding must make better sense than the declared one, and of how
#: many bytes at least
_BETTER = 0.12
_ENOUGH_BYTES = 60


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a feed, without byte order mark. Never raises: broken bytes become U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for beginning, encoding in _BEGINNINGS:
        if beginning.match(body):
            return body.decode(encoding, "replace")
    declared = _declared(body, content_type)
    if not _SEVEN_BIT & set(declared):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for encoding in declared:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Latin-1 takes every byte, and servers name it by default.
        if encoding in {"iso8859-1", "cp1252"} and _is_cyrillic(body):
            continue
        if encoding in _CONFUSED:
            return body.decode(_cyrillic(body, encoding), "replace")
        return text
    return _guess(body)


def _declared(body: bytes, content_type: str) -> list[str]:
    names = [m[1] for m in [_CHARSET.search(content_type)] if m]
    names += [m[1].decode("ascii") for m in [_XML_ENCODING.search(body[:400])] if m]
    found: list[str] = []
    for name in names:
        try:
            encoding = codecs.lookup(name).name
        except LookupError:
            continue
        # GB 18030 is what "GB 2312" means in practice.
        encoding = "gb18030" if encoding in {"gb2312", "gbk"} else encoding
        # UTF-16 would have shown itself above.
        if encoding in _known() and not encoding.startswith(("utf-16", "utf-32")):
            found.append(encoding)
    return found


@cache
def _known() -> frozenset[str]:
    # At the first document that needs it: this imports a module for each of them.
    return frozenset(codecs.lookup(name).name for name in _DECLARABLE)


def _guess(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    others = sum(c > "\x7f" for c in text) - broken
    if broken * 10 <= others:
        return text
    return body.decode(_cyrillic(body, "cp1251") if _is_cyrillic(body) else "cp1252", "replace")


def _is_cyrillic(body: bytes) -> bool:
    """Whether a Cyrillic encoding fits. In Latin text, high bytes are single: "déjà"."""
    high, words = _words(body)
    return max(_sense(words, encoding) for encoding in _CYRILLIC_CODINGS) * len(words) > 0.4 * high


def _cyrillic(body: bytes, declared: str) -> str:
    """The declared Cyrillic coding, unless another makes clearly better sense of the bytes."""
    _, words = _words(body)
    sense = {encoding: _sense(words, encoding) for encoding in (declared, *_CYRILLIC_CODINGS)}
    best = max(sense, key=sense.__getitem__)
    surely = len(words) >= _ENOUGH_BYTES and sense[best] > sense[declared] + _BETTER
    return best if surely else declared


def _words(body: bytes) -> tuple[int, bytes]:
    """How many high bytes there are, and those that stand together as in a word."""
    high = _HIGH.findall(body[:200_000])
    return sum(map(len, high)), b"".join(run for run in high if len(run) > 2)


def _sense(words: bytes, encoding: str) -> float:
    """The share of frequent letters."""
    return len(_FREQUENT.findall(words.decode(encoding, "replace"))) / max(1, len(words))
