"""One field, several names: a category such as "Қоғам, Мәдениет" lists two."""

from collections.abc import Iterator

import regex

# A comma inside a number, in quotes or in brackets is part of a name, and so is a slash without
# blanks: "1,5 млн", «Қоғам, мәдениет» қоры, "24/7", "Сәулет/дизайн".
_SEPARATOR = regex.compile(
    r"""«[^»]{0,200}»|“[^”]{0,200}”|"[^"]{0,200}"|\([^)]{0,200}\)|(?P<separator>[;|•\n]|,(?!(?<=\d,)\d)|[،、]|\s/\s)"""
)


def split_names(text: str) -> Iterator[str]:
    """Split a text into the names that it lists, without blanks around them.

    A single name with a comma of its own becomes two as well, which costs it nothing: no hashtag
    can hold a comma.
    """
    position = 0
    names: list[str] = []
    for found in _SEPARATOR.finditer(text):
        if found["separator"]:
            names.append(text[position : found.start()].strip())
            position = found.end()
    names.append(text[position:].strip())
    return filter(None, names)
