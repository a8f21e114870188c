"""Schemas of publications, and the answers that are made of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy.orm import Session

from zharia.accounts import Account, Platform
from zharia.accounts.queries import accounts_by_id
from zharia.errors.book import explain
from zharia.publishing.consent import content_hash
from zharia.publishing.holds import MESSAGES, HoldReason, held_accounts
from zharia.publishing.links import post_url
from zharia.publishing.model import Publication
from zharia.publishing.public_posts import further_ids
from zharia.publishing.states import SIMPLE_STATUS, State
from zharia.tiktok import PostMode, RetryKind
from zharia.web.context import WebContext
from zharia.web.schemas import Schema, from_row


class ErrorAnswer(Schema):
    code: str = Field(description="TikTok's, or ours; stable")
    message: str
    who_acts: str | None = Field(description="nobody, editor, admin or tiktok")
    retry: str | None = Field(description="whether a retry can help")
    log_id: str | None = Field(description="TikTok's number for its answer")


class EventAnswer(Schema):
    at: datetime
    who: str
    what: str
    state: State
    log_id: str | None
    detail: dict[str, Any]


class PublicationAnswer(Schema):
    id: str
    article_id: str
    platform: Platform = Platform.TIKTOK
    account_id: str
    number: int = Field(description="counts every order of the article on this account")
    edition: int = Field(description="the old name of `number`", deprecated=True)
    repeat: int = Field(
        description="which post of the article there: 2 and more, one more that a person ordered"
    )
    language: str
    state: State
    status: str = Field(description="PENDING, SUCCESS or FAILED", examples=["SUCCESS"])
    mode: PostMode
    title: str
    description: str
    privacy_level: str | None
    allow_comment: bool
    brand_organic: bool
    brand_content: bool
    disclosure_decided: bool = Field(
        description="a person has said how it discloses that its article is paid for"
    )
    is_aigc: bool
    auto_add_music: bool
    photo_urls: Sequence[str]
    cover_index: int = Field(description="of the cover within `photoUrls`, counted from 0")
    publish_id: str | None
    external_id: str | None = Field(
        description="TikTok's id of the post: 19 digits, so a string",
        examples=["7395112233445566778"],
    )
    post_url: str | None
    further_ids: list[str] = Field(
        description="of further posts that the creator made of the same draft, public ones"
    )
    needs_resolution: bool = Field(description="only a person can say how it ended: see resolve")
    needs_word: bool = Field(description="the old name of `needsResolution`", deprecated=True)
    error: ErrorAnswer | None = Field(
        description="why it failed, or what it waits for although its turn may have come"
    )
    requested_by: str
    approved_by: str | None
    content_hash: str = Field(
        description="SHA-256 in hex of all that TikTok would show: `seen` of an approval"
    )
    scheduled_at: datetime
    created_at: datetime
    published_at: datetime | None
    events: list[EventAnswer]


def publication_answers(
    context: WebContext, session: Session, found: Sequence[Publication]
) -> list[PublicationAnswer]:
    """The publications as an answer lists them, each with its whole history."""
    accounts = accounts_by_id(session, {one.account_id for one in found})
    held = held_accounts(session)
    tiktok = context.settings.tiktok_authorize_url
    return [
        _answer(one, accounts[one.account_id], held.get(one.account_id), tiktok) for one in found
    ]


def _answer(
    one: Publication, account: Account, hold: HoldReason | None, tiktok: str
) -> PublicationAnswer:
    error = None
    if hold is not None and one.state in {State.SCHEDULED, State.PREPARING}:
        # While its account may not send, whatever else it waits for counts for nothing.
        error = ErrorAnswer(
            code=hold,
            message=MESSAGES[hold],
            who_acts=explain(hold).who,
            retry=RetryKind.NEEDS_A_PERSON.value,
            log_id=None,
        )
    elif one.error_code is not None:
        error = ErrorAnswer(
            code=one.error_code,
            message=one.error_message or "",
            who_acts=one.who_acts,
            retry=one.retry,
            log_id=one.log_id,
        )
    link = None
    if one.post_id and account.username:
        link = post_url(tiktok, account.username, one.post_id)
    return from_row(
        PublicationAnswer,
        one,
        edition=one.number,
        status=SIMPLE_STATUS[State(one.state)],
        mode=one.post_mode,
        external_id=one.post_id,
        post_url=link,
        further_ids=further_ids(one),
        needs_word=one.needs_resolution,
        error=error,
        content_hash=content_hash(one),
        scheduled_at=one.due_at,
    )
