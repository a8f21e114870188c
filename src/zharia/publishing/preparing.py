"""Before the point of no return: photos that TikTok takes, and what the creator may do today."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zharia.accounts import Account, AccountError, Scope
from zharia.media.errors import MediaError, NoPhotos
from zharia.media.library import ReadyPhoto
from zharia.media.prepared import Layout
from zharia.publishing import turns
from zharia.publishing.desk import Desk
from zharia.publishing.ledger import note
from zharia.publishing.model import Publication
from zharia.publishing.schedule import retry_in
from zharia.publishing.verdicts import (
    MOST_TRIES,
    Next,
    Verdict,
    WhoActs,
    judge,
    judge_account,
)
from zharia.tiktok import CreatorInfo, PostMode, RetryKind, TikTokError
from zharia.tiktok.errors import PrivacyLevelMismatch

log = logging.getLogger(__name__)

#: before the key of a photo that is in the store already: an account's fallback picture
STORED = "stored:"


class Unready(Exception):
    """It cannot be sent now."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.message)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that init needs."""

    photos: list[ReadyPhoto]
    access_token: str = field(repr=False)


def prepare(desk: Desk, publication: Publication, account: Account) -> Prepared:
    """Fetch and store the photos, then ask TikTok what this creator may post.

    Raises:
        Unready: it has to wait, or a person has to act.
    """
    photos = _photos(desk, publication, account)
    direct = publication.post_mode == PostMode.DIRECT_POST
    try:
        token = desk.tokens.access_token(account.id, Scope.PUBLISH if direct else Scope.UPLOAD)
        if direct:
            _check_creator(publication, _creator_info(desk, publication, account, token))
            # Asking may have renewed it.
            token = desk.tokens.access_token(account.id, Scope.PUBLISH)
    except AccountError as error:
        raise Unready(judge_account(error)) from error
    return Prepared(photos, token)


def _photos(desk: Desk, publication: Publication, account: Account) -> list[ReadyPhoto]:
    """Every photo of the publication; one that cannot be used is left out and named.

    What an editor approved is not changed behind their back: there, a bad photo stops it.
    """
    layout = Layout.UPRIGHT if account.upright_blur else Layout.WHOLE
    ready: list[ReadyPhoto] = []
    left_out: list[MediaError] = []
    for url in publication.photo_urls:
        try:
            ready.append(_ready(desk, url, layout))
        except MediaError as error:
            if error.retry and publication.tries < MOST_TRIES:
                raise Unready(_media_verdict(error, publication.tries)) from error
            if publication.approved_hash is not None:
                raise Unready(_media_verdict(error, MOST_TRIES)) from error
            left_out.append(error)
            _say(desk, publication, error, url)
    if not ready:
        reason = left_out[0] if left_out else NoPhotos()
        raise Unready(_media_verdict(reason, MOST_TRIES))
    return ready


def _ready(desk: Desk, url: str, layout: Layout) -> ReadyPhoto:
    if url.startswith(STORED):
        return ReadyPhoto(url.removeprefix(STORED), 0, 0)
    return desk.photos.ready(url, layout)


def _say(desk: Desk, publication: Publication, error: MediaError, url: str) -> None:
    with desk.database.write() as session:
        note(
            session,
            publication,
            now=desk.database.now(session),
            who="zharia",
            what="photo left out",
            detail={"photo": url, "code": error.code, "message": str(error)},
        )


def _media_verdict(error: MediaError, tries: int) -> Verdict:
    again = error.retry and tries < MOST_TRIES
    return Verdict(
        Next.AGAIN if again else Next.FAIL,
        error.code,
        str(error),
        WhoActs(error.who_acts.value),
        RetryKind.AFTER if again else RetryKind.NEEDS_A_PERSON,
        wait=retry_in(tries),
    )


def _creator_info(
    desk: Desk, publication: Publication, account: Account, token: str
) -> CreatorInfo:
    with desk.database.write() as session:
        turns.lock_turn(session, account.id)
        now = desk.database.now(session)
        free_at = turns.take(session, account.id, "creator info", desk.limits.creator_info, now)
    if free_at > now:
        raise Unready(_wait(free_at, now))
    try:
        return desk.client(account).creator_info(
            token, renew=lambda stale: desk.tokens.refresh(account.id, stale)
        )
    except TikTokError as error:
        raise Unready(judge(error, publication.tries)) from error


def _check_creator(publication: Publication, creator: CreatorInfo) -> None:
    if publication.privacy_level not in creator.privacy_level_options:
        choices = ", ".join(creator.privacy_level_options)
        mismatch = PrivacyLevelMismatch(
            f"{publication.privacy_level} is not among {choices}",
            code="privacy_level_option_mismatch",
            log_id=creator.log_id,
        )
        raise Unready(judge(mismatch, publication.tries))


def _wait(until: datetime, now: datetime) -> Verdict:
    return Verdict(
        Next.LATER,
        "waits_for_its_turn",
        "TikTok allows this account no more calls within this minute.",
        WhoActs.NOBODY,
        RetryKind.AFTER,
        wait=max(until - now, timedelta(0)),
    )
