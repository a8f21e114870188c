"""Ids as TikTok writes them."""

import secrets

from zharia.simulator.model import PostMode

#: content-posting-api-reference-photo-post for direct posts, drafts: field
_BEGINNINGS = {
    PostMode.DIRECT_POST: "p_pub_url~v2.",
    PostMode.MEDIA_UPLOAD: "p_inbox_url~v2.",
}


def new_publish_id(mode: PostMode) -> str:
    return f"{_BEGINNINGS[mode]}{secrets.randbelow(9 * 10**18) + 10**18}"


def new_post_id() -> int:
    """19 digits: longer than a JavaScript number can hold."""
    return 7 * 10**18 + secrets.randbelow(10**18)
