"""Preparation before init: store the photos, get a token, and query the creator info."""

import logging

from zharia.accounts import Account, AccountError, Scope
from zharia.articles.queries import edition
from zharia.errors import ErrorCode, WhoActs
from zharia.errors.book import entry_of
from zharia.media.errors import MediaError, NoPhotos, StoreUnavailable, StoreUnwritable
from zharia.media.library import StoredPhoto
from zharia.media.photo_metadata import PhotoMetadata
from zharia.media.prepared import Layout
from zharia.publishing.creators import MinuteLimitReached, creator_info
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import add_event
from zharia.publishing.model import Publication
from zharia.publishing.photos import credit_of
from zharia.publishing.prepared_cache import Prepared
from zharia.publishing.retry_policy import (
    MAX_TRIES,
    Action,
    Decision,
    decide_on_account_error,
    decide_on_error,
    decide_on_unwritable,
)
from zharia.publishing.schedule import backoff
from zharia.publishing.worker_context import WorkerContext
from zharia.tiktok import CreatorInfo, PostMode, RetryKind, TikTokError
from zharia.tiktok.errors import PrivacyLevelMismatch

log = logging.getLogger(__name__)


class NotReady(Exception):
    """It cannot be sent now."""

    def __init__(self, decision: Decision) -> None:
        """`decision` is what to do instead."""
        super().__init__(decision.message)
        self.decision = decision


def prepare(context: WorkerContext, publication: Publication, account: Account) -> Prepared:
    """Fetch and store the photos, then ask TikTok what this creator may post.

    Raises:
        Unready: it has to wait, or a person has to act.
    """
    photos, cover_index = _photos(context, publication, account)
    direct = publication.post_mode == PostMode.DIRECT_POST
    try:
        token = context.tokens.access_token(account.id, Scope.PUBLISH if direct else Scope.UPLOAD)
        if direct:
            creator = context.creators.get(account.id)
            if creator is None:
                creator, token = _creator_info(context, publication, account, token)
                context.creators.keep(account.id, creator)
            _check_creator(publication, creator)
    except AccountError as error:
        raise NotReady(decide_on_account_error(error)) from error
    return Prepared(tuple(photos), cover_index, token)


def _photos(
    context: WorkerContext, publication: Publication, account: Account
) -> tuple[list[StoredPhoto], int]:
    """Every photo of the publication and the cover; one that cannot be used is left out and named.

    Should that be the cover, the first photo is the cover. What an editor approved is not changed
    behind their back: there, a bad photo stops it.
    """
    layout = Layout.UPRIGHT if account.upright_blur else Layout.WHOLE
    labels = _labels(context, publication)
    ready: list[StoredPhoto] = []
    left_out: list[MediaError] = []
    cover_index = 0
    for number, url in enumerate(publication.photo_urls):
        try:
            ready.append(context.photos.ready(url, layout, labels[url]))
            if number == publication.cover_index:
                cover_index = len(ready) - 1
        except (StoreUnwritable, StoreUnavailable) as error:
            raise NotReady(decide_on_unwritable(error)) from error
        except MediaError as error:
            if _may_pass(error) and publication.tries < MAX_TRIES:
                raise NotReady(_media_decision(error, publication.tries)) from error
            if publication.approved_hash is not None:
                raise NotReady(_media_decision(error, MAX_TRIES)) from error
            left_out.append(error)
            _record_left_out_photo(context, publication, error, url)
    if not ready:
        reason = left_out[0] if left_out else NoPhotos()
        raise NotReady(_media_decision(reason, MAX_TRIES))
    return ready, cover_index


def _labels(context: WorkerContext, publication: Publication) -> dict[str, PhotoMetadata]:
    """Metadata for each photo's file: who took it, and whether AI made it."""
    with context.database.read() as session:
        known = edition(session, publication.article_id, publication.article_edition)
        content = known.content if known is not None else None
    return {
        url: PhotoMetadata(
            credit_of(content, publication.language, url) if content is not None else "",
            ai_made=publication.is_aigc,
        )
        for url in publication.photo_urls
    }


def _record_left_out_photo(
    context: WorkerContext, publication: Publication, error: MediaError, url: str
) -> None:
    with context.database.write() as session:
        add_event(
            session,
            publication,
            now=context.database.now(session),
            what=EventType.PHOTO_LEFT_OUT,
            detail={"photo": url, "code": error.code, "message": str(error)},
        )


def _may_pass(error: MediaError) -> bool:
    """Whether another try may succeed although nobody changed the photo."""
    return entry_of(error.code).retry is RetryKind.AFTER


def _media_decision(error: MediaError, tries: int) -> Decision:
    again = _may_pass(error) and tries < MAX_TRIES
    who = entry_of(error.code).who
    # An administrator may help at once; an editor need not before it has failed for good.
    waits = again and who is WhoActs.EDITOR
    return Decision(
        Action.AGAIN if again else Action.FAIL,
        error.code,
        str(error),
        WhoActs.NOBODY if waits else who,
        RetryKind.AFTER if again else RetryKind.NEEDS_A_PERSON,
        wait=backoff(tries),
    )


def _creator_info(
    context: WorkerContext, publication: Publication, account: Account, token: str
) -> tuple[CreatorInfo, str]:
    """What TikTok says of the creator, and the token, which asking may have renewed."""

    def renew(stale: str) -> str:
        nonlocal token
        token = context.tokens.refresh(account.id, stale)
        return token

    try:
        creator = creator_info(
            account,
            token,
            database=context.database,
            client=context.client,
            renew=renew,
            limits=context.limits,
        )
    except MinuteLimitReached as full:
        raise NotReady(
            Decision.from_code(
                Action.LATER, ErrorCode.WAITS_FOR_ITS_TURN, str(full), full.until - full.now
            )
        ) from full
    except TikTokError as error:
        raise NotReady(decide_on_error(error, publication.tries)) from error
    return creator, token


def _check_creator(publication: Publication, creator: CreatorInfo) -> None:
    if publication.privacy_level not in creator.privacy_level_options:
        choices = ", ".join(creator.privacy_level_options)
        mismatch = PrivacyLevelMismatch(
            f"{publication.privacy_level} is not among {choices}",
            code="privacy_level_option_mismatch",
            log_id=creator.log_id,
        )
        raise NotReady(decide_on_error(mismatch, publication.tries))
