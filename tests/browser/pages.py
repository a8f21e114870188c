"""Every page of the newsroom and the states worth looking at: for axe and for screenshots."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """A page in a state. `of` is the newsroom that shows it: `empty`, `filled` or `paused`."""

    name: str
    path: str
    of: str = "filled"
    #: nobody is signed in
    stranger: bool = False
    #: what to click before looking, as CSS selectors
    clicks: tuple[str, ...] = ()


def looks(made: dict[str, str]) -> Iterator[Look]:
    """`made` holds the ids of the filled newsroom, by name."""
    article, account = made["article"], made["kz"]
    yield Look("login", "/admin/login", stranger=True)
    yield Look("queue-empty", "/admin", of="empty")
    yield Look("queue", "/admin")
    yield Look("queue-paused", "/admin", of="paused")
    yield Look("queue-failed", "/admin?tab=failed")
    yield Look("articles-empty", "/admin/articles", of="empty")
    yield Look("articles", "/admin/articles")
    yield Look("articles-none-found", "/admin/articles?q=zzzz")
    yield Look("article-new", "/admin/articles/new")
    yield Look("article-edit", f"/admin/articles/{article}/edit")
    yield Look("publish", f"/admin/articles/{article}")
    yield Look(
        "publish-branded",
        f"/admin/articles/{article}?account={account}",
        clicks=("#disclosed", "#brand_content"),
    )
    yield Look(
        "publish-under-way",
        f"/admin/articles/{made['article of in_line']}?account={account}&again=1",
    )
    yield Look("publish-asked", f"/admin/articles/{made['asked']}")
    yield Look("publish-35", f"/admin/articles/{made['many']}")
    yield Look("publish-broken", f"/admin/articles/{made['broken']}")
    yield Look("publications-empty", "/admin/publications", of="empty")
    yield Look("publications", "/admin/publications")
    for state in ("published", "failed", "unconfirmed", "advertising", "retracted"):
        yield Look(f"publication-{state}", f"/admin/publications/{made[state]}")
    yield Look("social-media-empty", "/admin/settings/social-media", of="empty")
    yield Look("social-media", "/admin/settings/social-media")
    yield Look("connected", "/admin/settings/social-media?tiktok_auth=success")
    yield Look("refused", "/admin/settings/social-media?tiktok_auth=error&code=access_denied")
    yield Look("account", f"/admin/settings/social-media/accounts/{account}")
    yield Look("feeds-empty", "/admin/settings/feeds", of="empty")
    yield Look("feeds", "/admin/settings/feeds")
    yield Look("feed", f"/admin/settings/feeds/{made['feed']}")
    yield Look("feed-broken", f"/admin/settings/feeds/{made['feed_broken']}")
    yield Look("feed-new", "/admin/settings/feeds/new")
    yield Look("users", "/admin/users")
    yield Look("user-new", "/admin/users/new", clicks=('[name="how"][value="typed"]',))
    yield Look("user", f"/admin/users/{made['editor']}")
    yield Look("keys-empty", "/admin/keys", of="empty")
    yield Look("keys", "/admin/keys")
    yield Look("me", "/admin/me")
    yield Look("audit", "/admin/audit")
    yield Look("errors", "/admin/help/errors")
    yield Look("errors-found", "/admin/help/errors?q=spam_risk_text")
    yield Look("missing", "/admin/nothing-here")
