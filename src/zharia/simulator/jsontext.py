"""Parsing JSON from outside, as TikTok's servers do. Pure."""

import json
import re

#: halves of a surrogate pair, as a program leaves them that cuts an emoji in two
_HALVES = re.compile("[\ud800-\udfff]")


def parse(body: bytes) -> object:
    """The JSON value in `body`, UTF-8 and nothing else. Raises `ValueError`.

    U+FFFD stands for halves of surrogate pairs, which no text can hold (RFC 8259, section 8.2;
    what TikTok makes of them no page says).
    """
    try:
        return _whole(json.loads(body.decode("utf-8")))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _whole(value: object) -> object:
    match value:
        case str():
            return _HALVES.sub("\ufffd", value)
        case dict():
            return {_whole(name): _whole(one) for name, one in value.items()}
        case list():
            return [_whole(one) for one in value]
    return value
