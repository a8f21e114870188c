"""Character classes of Cyrillic texts: one byte for each character. Pure.

Articles are long, and each is judged by its letters (`languages`): counting bytes costs a tenth of
finding words.
"""

import codecs
from typing import Final

RUSSIAN: Final = b"r"
#: the letters of which a neighbour's alphabet has none, and the one that Ukrainian and Belarusian
#: share
KAZAKH: Final = b"k"
KAZAKH_I: Final = b"i"
LATIN: Final = b"l"
#: of other languages' Cyrillic
FOREIGN: Final = b"f"
SENTENCE_END: Final = b"."
_SPACE: Final = b" "
_LINE_BREAK: Final = b"\n"
#: all others, as encoders write what they do not know
_OTHER: Final = b"?"

_CHARACTERS: Final = {
    _OTHER: "\0?",
    RUSSIAN: "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    KAZAKH: "әғқңөұүһ",
    KAZAKH_I: "і",
    LATIN: "abcdefghijklmnopqrstuvwxyz",
    FOREIGN: "єїґўђјљњћџѓќѕҗҥҡҙҫӊӈӧӱҷҳӯӣ",
    SENTENCE_END: ".!…;",
    _LINE_BREAK: "\n",
    # All that `str.isspace` knows.
    _SPACE: "\t\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
}
# An 8-bit encoding of just these characters, and then the class of each of its bytes.
_ENCODING: Final = codecs.charmap_build("".join(_CHARACTERS.values()).ljust(256, "\ufffe"))
_CLASS_OF_BYTE: Final = b"".join(
    name * len(letters) for name, letters in _CHARACTERS.items()
).ljust(256, _OTHER)


def letter_classes(text: str) -> bytes:
    """The class of each character of a text in lower case."""
    # A question mark ends a sentence; where the encoder writes one, it knows no better.
    encoded, _ = codecs.charmap_encode(text.replace("?", "!"), "replace", _ENCODING)
    return encoded.translate(_CLASS_OF_BYTE)
