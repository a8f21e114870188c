"""Edit a publication before it is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from zharia.accounts import Account, Mode
from zharia.articles.model import Article, ArticleEdition
from zharia.articles.queries import edition
from zharia.errors import ErrorCode
from zharia.media.errors import NoPhotos
from zharia.posts import Style
from zharia.publishing.choices import Choices, check, check_combination
from zharia.publishing.composing import NoVersion, compose
from zharia.publishing.consent import NO_APPROVAL
from zharia.publishing.error_columns import UNTRIED
from zharia.publishing.event_types import EventType
from zharia.publishing.model import Publication, precedence
from zharia.publishing.photos import photos_of
from zharia.publishing.review_rules import disclosure_missing
from zharia.publishing.states import State
from zharia.publishing.steps import NotPossible, current_choices, require_state, transition
from zharia.tiktok import PostMode


def revise(
    session: Session,
    publication: Publication,
    choices: Choices,
    *,
    limits: Style,
    self_only: bool,
    who: str,
    now: datetime,
    due_at: datetime | None = None,
) -> list[str]:
    """A person changes what a post will show, or when it is due; None leaves it as it is.

    Returns the columns that have changed; none, and no event, where that changes nothing.

    One that is queued and would now show something else becomes a draft again: whoever approved
    it has not seen this. Another time alone leaves it in the queue. `self_only` is true in the
    sandbox and before TikTok's audit.

    Raises:
        WrongChoice: a field that would not be sent, or that TikTok refuses.
        NotPossible: it is being sent, or was.
    """
    require_state(publication, State.DRAFT, State.SCHEDULED)
    direct = publication.post_mode == PostMode.DIRECT_POST
    check(
        choices,
        Mode.REVIEW if direct else Mode.INBOX,
        limits,
        self_only=self_only,
        photos=photos_to_choose(session, publication),
        shown=publication.photo_urls,
    )
    if direct:
        check_combination(choices.with_defaults(current_choices(publication)), self_only=self_only)
    changes = _changes(publication, choices)
    is_new = direct and choices.discloses and not publication.disclosure_decided
    if is_new and (
        choices.brand_organic or choices.brand_content or disclosure_missing(session, publication)
    ):
        changes["disclosure_decided"] = True
    moment = {} if due_at in {None, publication.due_at} else {"due_at": due_at}
    changed = sorted(changes | moment)
    if changes:
        _to_draft(
            session,
            publication,
            EventType.REVISED,
            who=who,
            now=now,
            detail={"fields": changed},
            changes=changes | moment,
        )
    elif moment:
        transition(
            session,
            publication,
            State(publication.state),
            now=now,
            who=who,
            what=EventType.REVISED,
            detail={"fields": changed},
            wake_at=None if publication.state == State.DRAFT else due_at,
            **moment,
        )
    return changed


def photos_to_choose(session: Session, publication: Publication) -> Sequence[str]:
    """The photos that a publication may show: its own, and the others of the same text."""
    kept = edition(session, publication.article_id, publication.article_edition)
    if kept is None:
        return tuple(publication.photo_urls)
    account = session.get_one(Account, publication.account_id)
    return tuple(dict.fromkeys([*photos_of(kept.content, account), *publication.photo_urls]))


def recompose(
    session: Session, publication: Publication, *, limits: Style, who: str, now: datetime
) -> None:
    """Take over the text and photos that the article has now; choices stay, approval does not.

    Raises:
        NotPossible: it is being sent, or was; or the article has no longer a version in the
            account's language (`no_version`), or no photo (`no_photos`).
    """
    require_state(publication, State.DRAFT, State.SCHEDULED)
    article = session.get_one(Article, publication.article_id, populate_existing=True)
    kept = session.get_one(ArticleEdition, (article.id, article.edition))
    account = session.get_one(Account, publication.account_id)
    try:
        draft = compose(kept.content, account, limits)
    except NoVersion as error:
        raise NotPossible(ErrorCode.NO_VERSION, str(error)) from error
    if not draft.photos:
        raise NotPossible(ErrorCode.NO_PHOTOS, str(NoPhotos()))
    _to_draft(
        session,
        publication,
        EventType.RECOMPOSED,
        who=who,
        now=now,
        detail={"article_edition": article.edition},
        changes={
            "article_edition": article.edition,
            "language": draft.language,
            "precedence": precedence(breaking=kept.content.is_breaking),
            "title": draft.title,
            "description": draft.description,
            "photo_urls": list(draft.photos),
            "cover_index": draft.cover_index,
            "notes": [list(found) for found in draft.notes],
            "is_aigc": publication.is_aigc or kept.content.ai_generated,
        },
    )


def _to_draft(
    session: Session,
    publication: Publication,
    what: EventType,
    *,
    who: str,
    now: datetime,
    detail: dict[str, Any],
    changes: dict[str, Any],
) -> None:
    """Change the content: whatever its state, it is a draft without approval now."""
    if publication.approved_hash is not None:
        detail = detail | {"approval": "withdrawn"}
    transition(
        session,
        publication,
        State.DRAFT,
        now=now,
        who=who,
        what=what,
        detail=detail,
        **UNTRIED,
        **NO_APPROVAL,
        **changes,
    )


def _changes(publication: Publication, choices: Choices) -> dict[str, Any]:
    """Columns that would change. The cover stays the same photo, wherever that is now."""
    made = choices.given()
    made.pop("disclosed", None)
    if choices.photo_urls is not None:
        chosen = list(choices.photo_urls)
        made["photo_urls"] = chosen
        if choices.cover_index is None:
            cover = next(iter(publication.photo_urls[publication.cover_index :]), None)
            made["cover_index"] = chosen.index(cover) if cover in chosen else 0
    return {name: value for name, value in made.items() if value != getattr(publication, name)}
