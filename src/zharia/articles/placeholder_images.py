"""Placeholder images, which are no photo of a story: trackers, signs, lazy-loading stand-ins."""

import re
from urllib.parse import unquote, urlsplit

#: places that count readers, keep signs or faces, or make stand-ins of any size
_NON_PHOTO_HOSTS = re.compile(
    r"//(?:[\w-]+\.)*(?:pixel\.wp\.com|stats\.wordpress\.com|mc\.yandex\.ru|counter\.yadro\.ru"
    r"|doubleclick\.net|feedburner\.com|google-analytics\.com|top-fwz1\.mail\.ru|zero\.kz"
    r"|placehold\.co|placehold\.it|placeholder\.com|dummyimage\.com|gravatar\.com)/"
    r"|s\.w\.org/images/core/emoji|/smilies/",
    re.IGNORECASE,
)
_OTHER_FILES = re.compile(
    r"\.(?:svgz?|ico|cur|jxl|mp[34]|m4[av]|webm|mov|m3u8|og[gv]|pdf|js|css)$", re.IGNORECASE
)

# The words of a file's name, without its ending.
# fmt: off
_SURE = frozenset([
    "placeholder", "placehold", "lazyload", "lazyloader", "lazyloading", "spacer", "preloader",
    "noimage", "nophoto", "noimg", "nopic", "nofoto", "1x1", "1px", "zaglushka",
])
#: in a drawing's format; a photo may be called `pixel-9.jpg`
_LIKELY = frozenset([
    "lazy", "blank", "pixel", "loading", "loader", "preload", "spinner", "dummy", "empty", "clear",
    "transparent", "transp", "trans", "shim", "stub", "grey", "gray", "white", "dot",
])
_NEUTRAL = frozenset([
    "lazy", "ajax", "img", "image", "photo", "pic", "picture", "thumb", "default", "post",
    "news", "article", "bg", "big", "small", "large", "icon", "gif", "available", "found",
    "cover",
])
_NOUNS = frozenset([
    "image", "img", "photo", "pic", "picture", "foto", "thumb", "thumbnail",
])
# fmt: on
_COUNT = re.compile(r"[0-2]|\d{1,4}x\d{1,4}")
_DRAWING = re.compile(r"\.(?:gif|png|webp|svg)$", re.IGNORECASE)


def may_be_photo(url: str) -> bool:
    """Whether an absolute address may be a photo's, by its host and file name."""
    if not url or _NON_PHOTO_HOSTS.search(url):
        return False
    name = unquote(urlsplit(url).path).rpartition("/")[2].lower()
    return not (_OTHER_FILES.search(name) or _is_placeholder(name))


def _is_placeholder(name: str) -> bool:
    stem = name.rpartition(".")[0] or name
    # What is put together is one word: lazy-load, place_holder, no-photo.
    stem = re.sub(r"\b(lazy)[-_. ](?=load)|\b(place)[-_. ](?=hold)", r"\1\2", stem)
    words = re.split(r"[-_. ]+", stem)
    if words[0] == "no" and len(words) > 1 and words[1] in _NOUNS:
        words[:2] = ["noimage"]
    telling = _SURE | _LIKELY if _DRAWING.search(name) else _SURE
    return any(word in telling for word in words) and all(
        word in telling or word in _NEUTRAL or _COUNT.fullmatch(word) for word in words
    )
