"""The `srcset` of an image: its candidates, each with its size (HTML, 4.8.4.2.1)."""

import re
from collections import deque
from collections.abc import Iterator

_DESCRIPTOR = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)([wxh])(?:(,)(.*))?", re.DOTALL)


def parse_srcset(srcset: str) -> Iterator[tuple[str, float, float]]:
    """Address, width in pixels and density of each candidate; 0 for what is not stated.

    A comma inside an address belongs to it, one at its end does not. Other than in a browser, so
    does a space: feeds that encode none still name a photo.
    """
    tokens = deque(srcset.split())
    words: list[str] = []
    width, density, sized = 0.0, 0.0, False
    while tokens:
        token = tokens.popleft()
        found = _DESCRIPTOR.fullmatch(token) if words else None
        if found is None:
            if sized:
                # A comma is missing.
                yield " ".join(filter(None, words)), width, density
                words, width, density, sized = [], 0.0, 0.0, False
            words.append(token.rstrip(","))
        elif found[2] == "w":
            width = float(found[1])
        elif found[2] == "x":
            density = float(found[1])
        sized = sized or found is not None
        if found and found[4]:
            tokens.appendleft(found[4])
        if (found and found[3]) or (not found and token.endswith(",")) or not tokens:
            if address := " ".join(filter(None, words)):
                yield address, width, density
            words, width, density, sized = [], 0.0, 0.0, False
