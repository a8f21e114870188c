"""An article becomes publications: one for each account, in the account's language and mode."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from zharia import posts
from zharia.accounts import (
    Account,
    AccountState,
    HashtagSettings,
    Mode,
    configuration,
    held_to_self_only,
)
from zharia.accounts.privacy import SELF_ONLY
from zharia.articles.content import Content, Translation
from zharia.articles.queries import edition
from zharia.articles.tables import Article
from zharia.ids import new_id
from zharia.media.choose import Chosen, choose
from zharia.media.errors import NoPhotos
from zharia.publishing.actions import content_hash
from zharia.publishing.engine import Engine
from zharia.publishing.ledger import note
from zharia.publishing.model import Precedence, Publication
from zharia.publishing.modes import Choices, check
from zharia.publishing.preparing import STORED
from zharia.publishing.states import LIVE, State
from zharia.tiktok import PostMode, RetryKind

_NEWS = {State.SCHEDULED: "in line", State.DRAFT: "waits for approval", State.FAILED: "failed"}


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants an article published, how, and when."""

    who: str
    mode: Mode | None = None
    choices: Choices = field(default_factory=Choices)
    due_at: datetime | None = None
    #: publish again what is live or under way already
    force: bool = False
    #: a person saw exactly this and pressed publish
    consent: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order on one account. The message is for the person who ordered."""

    account_id: str
    publication_id: str | None
    state: State | None
    skipped: bool
    message: str


def publish(
    session: Session,
    engine: Engine,
    article: Article,
    accounts: Sequence[Account],
    order: Order,
    *,
    limits: posts.Style,
    now: datetime,
) -> list[Outcome]:
    """Create the publications of an article and wake those that need no editor.

    An article that is live or under way on an account is skipped there, unless forced.

    Raises:
        WrongChoice: a field was chosen that would not be sent, or that TikTok refuses.
    """
    kept = edition(session, article.id, article.edition)
    if kept is None:
        raise LookupError(f"article {article.id} has lost edition {article.edition}")
    self_only = only_self(session)
    for account in accounts:
        check(order.choices, order.mode or Mode(account.mode), limits, self_only=self_only)
    run = _Run(session, article, kept.content, order, limits, now)
    return [run.publish_on(account, engine) for account in accounts]


@dataclass(frozen=True, slots=True)
class _Run:
    """One order, carried out on account after account."""

    session: Session
    article: Article
    content: Content
    order: Order
    limits: posts.Style
    now: datetime

    def publish_on(self, account: Account, engine: Engine) -> Outcome:
        reason = _unfit(account, self.content)
        if reason is not None:
            return Outcome(account.id, None, None, skipped=True, message=reason)
        known = _live(self.session, self.article, account)
        if known is not None and not self.order.force:
            return _skipped(account, known)
        try:
            with self.session.begin_nested():
                publication = self.compose(account)
                self.session.add(publication)
                self.session.flush()
        except IntegrityError:
            # Somebody pressed publish in the same moment; theirs counts.
            known = _live(self.session, self.article, account)
            if known is None:
                raise
            return _skipped(account, known)
        note(
            self.session,
            publication,
            now=self.now,
            who=self.order.who,
            what="composed" if publication.edition == 1 else "composed again",
            detail={"notes": publication.notes},
        )
        state = State(publication.state)
        if state is State.SCHEDULED:
            engine.send(self.session, publication)
        message = publication.error_message or _NEWS[state]
        return Outcome(account.id, publication.id, state, skipped=False, message=message)

    def compose(self, account: Account) -> Publication:
        order, choices, content = self.order, self.order.choices, self.content
        translation = content.translation(account.language)
        if translation is None:
            raise LookupError(f"no {account.language} version")
        mode = order.mode or Mode(account.mode)
        direct = mode is not Mode.INBOX
        text = _text(content, translation, account, self.limits)
        notes = [[str(found.loss), found.text] for found in text.notes]
        missing: NoPhotos | None = None
        photos: Chosen[str] = Chosen((), 0)
        try:
            photos = choose(
                [image.url for image in content.images_for(account.language)],
                fallback=f"{STORED}{account.fallback_photo}" if account.fallback_photo else None,
            )
        except NoPhotos as error:
            # It is kept, as failed: somebody has to see that it did not go out.
            missing = error
        if photos.left_out:
            notes.append(["photos_left_out", str(photos.left_out)])
        privacy = _privacy(self.session, account, choices) if direct else None
        ready = not direct or (privacy is not None and (mode is Mode.AUTO or order.consent))
        due_at = max(order.due_at or self.now, self.now)
        publication = Publication(
            id=new_id(),
            article_id=self.article.id,
            account_id=account.id,
            edition=self.next_edition(account),
            article_edition=self.article.edition,
            language=account.language,
            state=State.FAILED if missing else State.SCHEDULED if ready else State.DRAFT,
            precedence=Precedence.BREAKING if content.is_breaking else Precedence.NORMAL,
            due_at=due_at,
            wake_at=due_at if ready and not missing else None,
            wakes=0,
            post_mode=PostMode.DIRECT_POST if direct else PostMode.MEDIA_UPLOAD,
            title=text.title if choices.title is None else choices.title,
            description=(text.description if choices.description is None else choices.description),
            privacy_level=privacy,
            allow_comment=_chosen(choices.allow_comment, account.allow_comment),
            brand_organic=_chosen(choices.brand_organic, account.brand_organic),
            brand_content=_chosen(choices.brand_content, account.brand_content),
            is_aigc=bool(choices.is_aigc),
            auto_add_music=False,
            photo_urls=list(photos.photos),
            cover_index=photos.cover_index,
            notes=notes,
            requested_by=order.who,
            created_at=self.now,
            tries=0,
            needs_word=False,
            error_code=missing.code if missing else None,
            error_message=str(missing) if missing else None,
            who_acts=missing.who_acts.value if missing else None,
            retry=RetryKind.NEEDS_A_PERSON.value if missing else None,
        )
        if order.consent and ready:
            publication.approved_by, publication.approved_at = order.who, self.now
            publication.approved_hash = content_hash(publication)
        return publication

    def next_edition(self, account: Account) -> int:
        last = self.session.scalar(
            select(func.max(Publication.edition)).where(
                Publication.article_id == self.article.id, Publication.account_id == account.id
            )
        )
        return (last or 0) + 1


def _text(
    content: Content, translation: Translation, account: Account, limits: posts.Style
) -> posts.Post:
    tags = HashtagSettings.model_validate(account.hashtags)
    language = account.language
    story = posts.Story(
        headline=translation.title,
        excerpt=translation.excerpt or translation.content,
        url=translation.url,
        language=language,
        category=content.category.name(language) if content.category else "",
        tags=tuple(name for tag in content.tags if (name := tag.name(language))),
        breaking=content.is_breaking,
    )
    style = posts.Style(
        title_limit=limits.title_limit,
        description_limit=limits.description_limit,
        brand_tags=tags.brand,
        language_tags=(*tags.language, *tags.extra),
        hashtag_cap=tags.cap,
        with_link=tags.link,
    )
    return posts.compose(story, style)


def _privacy(session: Session, account: Account, choices: Choices) -> str | None:
    """The stored or chosen level; before TikTok's audit there is only one that it takes."""
    if only_self(session):
        return SELF_ONLY
    return choices.privacy_level or account.privacy_level


def only_self(session: Session) -> bool:
    """Whether TikTok takes nothing but posts for their author alone, for now."""
    config = configuration(session)
    return held_to_self_only(config.environment, audited=config.audited)


def _unfit(account: Account, content: Content) -> str | None:
    if not account.enabled or account.state != AccountState.CONNECTED:
        return f"The account {account.name} is not connected or is switched off."
    if content.translation(account.language) is None:
        return f"The article has no version in the account's language, {account.language}."
    return None


def _live(session: Session, article: Article, account: Account) -> Publication | None:
    return session.scalar(
        select(Publication)
        .where(
            Publication.article_id == article.id,
            Publication.account_id == account.id,
            Publication.state.in_(LIVE),
        )
        .order_by(Publication.edition.desc())
        .limit(1)
    )


def _skipped(account: Account, known: Publication) -> Outcome:
    return Outcome(
        account.id,
        known.id,
        State(known.state),
        skipped=True,
        message=f"This article is already {known.state} on {account.name}.",
    )


def _chosen(choice: bool | None, default: bool) -> bool:  # noqa: FBT001
    return default if choice is None else choice
