"""Public URL of a post. Pure."""

from urllib.parse import urlsplit


def post_url(authorize_url: str, username: str, post_id: str | None) -> str:
    """The post's public page, or the account's profile as long as the post has no public id.

    TikTok's pages are on the host that also shows the consent page, as are the simulator's. Empty
    as long as the account's user name is not known.

    >>> post_url("https://www.tiktok.com/v2/auth/authorize/", "aimaq", "7395112233445566778")
    'https://www.tiktok.com/@aimaq/photo/7395112233445566778'
    """
    if not username:
        return ""
    parts = urlsplit(authorize_url)
    profile = f"{parts.scheme}://{parts.netloc}/@{username}"
    return f"{profile}/photo/{post_id}" if post_id else profile
