"""The creator that a post goes to, asked of TikTok afresh whenever the publish form is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from zharia.accounts import Account, privacy
from zharia.errors.book import explain
from zharia.fetch import FetchError
from zharia.publishing.creators import MINUTE_FULL, Blocked, creator_options
from zharia.storage.crypto import CryptoError, Place, Sealed, Secret
from zharia.texts.i18n import current_language
from zharia.tiktok import CreatorInfo
from zharia.web.context import WebContext
from zharia.web.pages.base.links import linked
from zharia.web.pages.base.view import EditorView
from zharia.web.pages.publications.error_texts import Trouble

router = APIRouter(include_in_schema=False)

#: bytes and seconds for a picture of a hundred pixels
_MOST_BYTES: Final = 1_000_000
_SECONDS: Final = 5.0
_PICTURES: Final = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/svg+xml")
#: TikTok's address lives two hours (content-posting-api-reference-query-creator-info)
_CACHE: Final = "private, max-age=3600"


@dataclass(frozen=True, slots=True)
class Creator:
    """TikTok's answer about an account, ready for the form."""

    account: Account
    #: None while the account is blocked
    info: CreatorInfo | None
    #: why nothing can be posted now
    trouble: Trouble | None = None
    #: when it is worth another look
    until: datetime | None = None
    #: where a page gets the creator's picture; empty without
    avatar: str = ""

    @property
    def name(self) -> str:
        return (self.info.creator_nickname if self.info else "") or self.account.name

    @property
    def username(self) -> str:
        return (self.info.creator_username if self.info else "") or self.account.username

    @property
    def levels(self) -> Sequence[str]:
        """Who may be chosen to see a post."""
        return self.info.privacy_level_options if self.info else ()

    @property
    def only_self(self) -> str:
        """What an app that TikTok has not audited must say, in the current language."""
        return privacy.HELD_TO_SELF_ONLY.text(current_language())

    @property
    def stops(self) -> bool:
        """TikTok takes no post now. That we may not even ask this minute is no such word."""
        return self.trouble is not None and self.trouble.code != MINUTE_FULL


def ask(context: WebContext, account: Account) -> Creator:
    """What TikTok says of the creator now. The texts are in the current language."""
    found = creator_options(
        account,
        database=context.database,
        client=context.clients.of,
        tokens=context.vault,
        limits=context.limits,
    )
    if isinstance(found, Blocked):
        entry = explain(found.code, found.message)
        trouble = Trouble(
            code=found.code,
            title=entry.title.text(current_language()),
            happened=linked(entry.happened),
            remedy=linked(entry.remedy),
            who_acts=found.who_acts,
            log_id=found.log_id,
            message=found.message,
        )
        return Creator(account, None, trouble, found.until)
    return Creator(account, found, avatar=_avatar_src(context, account, found.creator_avatar_url))


def _avatar_src(context: WebContext, account: Account, url: str) -> str:
    """TikTok's address, sealed into one of ours: pages load no picture from elsewhere."""
    if not url:
        return ""
    sealed = context.keys.seal(Secret(url), _place(account.id))
    return f"/admin/accounts/{account.id}/avatar/{sealed.text}"


def _place(account_id: str) -> Place:
    return Place("accounts", "avatar", account_id)


@router.get("/admin/accounts/{account_id}/avatar/{sealed}")
def avatar(view: EditorView, account_id: str, sealed: str) -> Response:
    """The creator's picture, through the guarded fetcher. Only what TikTok named is sealed."""
    try:
        url = view.context.keys.open(Sealed(sealed), _place(account_id)).reveal()
        found = view.context.fetcher.fetch(
            url, max_bytes=_MOST_BYTES, seconds=_SECONDS, accept="image/*"
        )
    except (CryptoError, FetchError) as error:
        raise HTTPException(404) from error
    kind = found.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _PICTURES:
        raise HTTPException(404)
    headers = {
        "Cache-Control": _CACHE,
        # A drawing could carry a script, should somebody open it by itself.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    return Response(found.body, media_type=kind, headers=headers)
