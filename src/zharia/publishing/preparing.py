"""Before the point of no return: photos that TikTok takes, and what the creator may do today."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from zharia.accounts import Account, AccountError, Scope
from zharia.articles.queries import edition
from zharia.media.errors import MediaError, NoPhotos, StoreUnwritable
from zharia.media.labels import Label
from zharia.media.library import StoredPhoto
from zharia.media.prepared import Layout
from zharia.publishing.creators import NoCallLeft, creator_info
from zharia.publishing.desk import Desk
from zharia.publishing.happenings import Happening
from zharia.publishing.ledger import note
from zharia.publishing.model import Publication
from zharia.publishing.photos import credit_of
from zharia.publishing.schedule import retry_in
from zharia.publishing.verdicts import MOST_TRIES, Next, Verdict, judge, judge_account
from zharia.tiktok import CreatorInfo, PostMode, RetryKind, TikTokError
from zharia.tiktok.errors import PrivacyLevelMismatch
from zharia.who_acts import WhoActs

log = logging.getLogger(__name__)
#: until photos that found no room are tried again
_WHILE_UNWRITABLE: Final = timedelta(seconds=20)


class Unready(Exception):
    """It cannot be sent now."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.message)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that init needs."""

    photos: list[StoredPhoto]
    #: 0-based, within `photos`
    cover_index: int
    access_token: str = field(repr=False)


def prepare(desk: Desk, publication: Publication, account: Account) -> Prepared:
    """Fetch and store the photos, then ask TikTok what this creator may post.

    Raises:
        Unready: it has to wait, or a person has to act.
    """
    photos, cover_index = _photos(desk, publication, account)
    direct = publication.post_mode == PostMode.DIRECT_POST
    try:
        token = desk.tokens.access_token(account.id, Scope.PUBLISH if direct else Scope.UPLOAD)
        if direct:
            _check_creator(publication, _creator_info(desk, publication, account, token))
            # Asking may have renewed it.
            token = desk.tokens.access_token(account.id, Scope.PUBLISH)
    except AccountError as error:
        raise Unready(judge_account(error)) from error
    return Prepared(photos, cover_index, token)


def _photos(
    desk: Desk, publication: Publication, account: Account
) -> tuple[list[StoredPhoto], int]:
    """Every photo of the publication and the cover; one that cannot be used is left out and named.

    Should that be the cover, the first photo is the cover. What an editor approved is not changed
    behind their back: there, a bad photo stops it.
    """
    layout = Layout.UPRIGHT if account.upright_blur else Layout.WHOLE
    labels = _labels(desk, publication)
    ready: list[StoredPhoto] = []
    left_out: list[MediaError] = []
    cover_index = 0
    for number, url in enumerate(publication.photo_urls):
        try:
            ready.append(desk.photos.ready(url, layout, labels[url]))
            if number == publication.cover_index:
                cover_index = len(ready) - 1
        except StoreUnwritable as error:
            raise Unready(_no_room(error)) from error
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
    return ready, cover_index


def _labels(desk: Desk, publication: Publication) -> dict[str, Label]:
    """What each photo's own file will say of it: who took it, and whether AI made it."""
    with desk.database.read() as session:
        known = edition(session, publication.article_id, publication.article_edition)
        content = known.content if known is not None else None
    return {
        url: Label(
            credit_of(content, publication.language, url) if content is not None else "",
            ai_made=publication.is_aigc,
        )
        for url in publication.photo_urls
    }


def _say(desk: Desk, publication: Publication, error: MediaError, url: str) -> None:
    with desk.database.write() as session:
        note(
            session,
            publication,
            now=desk.database.now(session),
            who="zharia",
            what=Happening.PHOTO_LEFT_OUT,
            detail={"photo": url, "code": error.code, "message": str(error)},
        )


def _media_verdict(error: MediaError, tries: int) -> Verdict:
    again = error.retry and tries < MOST_TRIES
    # What has not passed by itself in all these tries needs somebody.
    passes = again or error.who_acts is not WhoActs.NOBODY
    return Verdict(
        Next.AGAIN if again else Next.FAIL,
        error.code,
        str(error),
        error.who_acts if passes else WhoActs.EDITOR,
        RetryKind.AFTER if again else RetryKind.NEEDS_A_PERSON,
        wait=retry_in(tries),
    )


def _no_room(error: StoreUnwritable) -> Verdict:
    """Nothing is wrong with the photo: it waits until an administrator has made room."""
    return Verdict(
        Next.LATER,
        error.code,
        str(error),
        WhoActs.ADMIN,
        RetryKind.AFTER,
        wait=_WHILE_UNWRITABLE,
    )


def _creator_info(
    desk: Desk, publication: Publication, account: Account, token: str
) -> CreatorInfo:
    try:
        return creator_info(
            account,
            token,
            database=desk.database,
            client=desk.client,
            tokens=desk.tokens,
            limits=desk.limits,
        )
    except NoCallLeft as full:
        raise Unready(_wait(full)) from full
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


def _wait(full: NoCallLeft) -> Verdict:
    return Verdict(
        Next.LATER,
        "waits_for_its_turn",
        str(full),
        WhoActs.NOBODY,
        RetryKind.AFTER,
        wait=full.until - full.now,
    )
