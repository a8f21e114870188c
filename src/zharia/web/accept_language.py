"""Accept-Language: which of our three languages a browser prefers. Pure."""

from collections.abc import Iterator

_OURS = {"kk": "kk", "kz": "kk", "ru": "ru", "en": "en"}


def preferred_language(accept_language: str) -> str:
    """`kk`, `ru` or `en`: the one that an Accept-Language header weighs highest, else `en`."""
    return max(_quality_values(accept_language), key=lambda found: found[0], default=(0.0, "en"))[1]


def _quality_values(header: str) -> Iterator[tuple[float, str]]:
    # Equal weights: the one named first wins, and `max` keeps the first.
    for part in header[:500].split(","):
        tag, _, weight = part.partition(";")
        ours = _OURS.get(tag.strip().partition("-")[0].lower())
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if ours and quality > 0:
            yield quality, ours
