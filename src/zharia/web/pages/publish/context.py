"""What the publish form is about: an article, the accounts, and how it stands on each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountState, Mode, configuration
from zharia.articles.content import Content, Translation
from zharia.articles.model import Article
from zharia.articles.queries import edition
from zharia.errors import ErrorCode
from zharia.newsroom.articles import known_article
from zharia.newsroom.errors import NotFound
from zharia.publishing.actions import photos_to_choose
from zharia.publishing.article_status import is_outdated
from zharia.publishing.composing import Draft, NoVersion, compose
from zharia.publishing.consent import content_hash
from zharia.publishing.links import post_url
from zharia.publishing.model import Publication
from zharia.publishing.orders import is_self_only
from zharia.publishing.overview import queue_position
from zharia.publishing.photos import photos_of
from zharia.publishing.queries import accounts_for_article, publications_of
from zharia.publishing.queue_forecast import QueuePosition
from zharia.publishing.states import LIVE, UNDER_WAY, State
from zharia.publishing.why_not import WhyNot, accounts_without_publication
from zharia.tiktok import PostMode
from zharia.web.context import WebContext
from zharia.web.pages.articles.question_rows import Asked, asked_about


@dataclass(frozen=True, slots=True)
class Stand:
    """How the article stands on one account."""

    account: Account
    #: what is under way, else what was made of it last, if anything
    publication: Publication | None
    has_version: bool
    #: published or delivered there, by whichever publication: one more needs an order
    is_live: bool

    @property
    def under_way(self) -> bool:
        """On its way, or waiting for approval: nothing can be made beside it."""
        return self.publication is not None and State(self.publication.state) in UNDER_WAY

    @property
    def closed(self) -> str:
        """Why nothing can go there now, as the error book calls it; empty if it can."""
        if self.account.state == AccountState.CONNECTED:
            return ""
        reason = self.account.state_reason
        return f"account.{reason}" if reason else ErrorCode.ACCOUNT_NOT_CONNECTED


@dataclass(frozen=True, slots=True)
class Scene:
    """An article before one of the accounts."""

    article: Article
    content: Content
    stands: tuple[Stand, ...]
    #: the chosen one; None without any account
    stand: Stand | None
    #: the draft or waiting post that the form changes; None makes a new one
    editing: Publication | None
    #: a further post of what is live there already
    again: bool
    #: what the article makes on this account by itself; None without a version in its language
    draft: Draft | None
    #: which the post may show
    photos: tuple[str, ...]
    #: the article says something else by now than the post that is edited
    newer: bool
    #: where the newest publication stands in its account's line
    place: QueuePosition | None
    #: TikTok takes nothing but posts for their author alone
    self_only: bool
    #: the platform is switched on
    enabled: bool
    now: datetime
    #: where the chosen account's newest post can be seen, once it is public; else empty
    post_url: str
    #: what an editor is asked of the article
    asked: tuple[Asked, ...]
    #: accounts without a publication of the article, and why
    missing: tuple[tuple[Account, WhyNot], ...]

    @property
    def account(self) -> Account:
        assert self.stand is not None  # noqa: S101 - asked only where there is one
        return self.stand.account

    @property
    def direct(self) -> bool:
        """A direct post; else a draft in the creator's TikTok inbox."""
        if self.editing is not None:
            return self.editing.post_mode == PostMode.DIRECT_POST
        return Mode(self.account.mode) is not Mode.INBOX

    @property
    def form_open(self) -> bool:
        """Whether something can be made or changed here."""
        stand = self.stand
        if stand is None or not self.enabled or stand.closed:
            return False
        if self.editing is not None:
            return True
        return stand.has_version and not stand.under_way and (self.again or not stand.is_live)

    @property
    def translation(self) -> Translation:
        """The version that the page is about, else any there is."""
        found = self.content.translation(self.stand.account.language) if self.stand else None
        return found or self.content.translations[0]

    @property
    def seen(self) -> str:
        """Changes when somebody else changes what the form was filled with."""
        if self.editing is not None:
            return f"{self.editing.state} {content_hash(self.editing)}"
        return self.content.hash_for(self.account.language)

    @property
    def query(self) -> dict[str, str]:
        """The page's own query: the form, its parts and the live region ask with it."""
        if self.stand is None:
            return {}
        asked = {"account": self.account.id}
        if self.editing is not None:
            asked["publication"] = self.editing.id
        elif self.again:
            asked["again"] = "1"
        return asked


def open_scene(
    session: Session,
    context: WebContext,
    article_id: str,
    *,
    account: str = "",
    publication: str = "",
    again: bool = False,
) -> Scene:
    """The article before an account, or at one of its publications. Raises a 404."""
    article = known_article(session, article_id)
    kept = edition(session, article.id, article.edition)
    if kept is None:
        raise LookupError(f"article {article.id} has lost edition {article.edition}")
    content = kept.content
    made = publications_of(session, article.id)
    stands = tuple(_stands(session, content, made))
    wanted = _wanted(made, publication)
    stand = _choose(stands, wanted.account_id if wanted is not None else account)
    editing = _editing(stand, wanted, again=again)
    draft: Draft | None = None
    photos: tuple[str, ...] = ()
    if stand is not None:
        draft, photos = _draft(content, stand.account, context)
        if editing is not None:
            photos = tuple(photos_to_choose(session, editing))
    now = context.database.now(session)
    newest = stand.publication if stand is not None else None
    config = configuration(session)
    return Scene(
        article=article,
        content=content,
        stands=stands,
        stand=stand,
        editing=editing,
        again=again and editing is None,
        draft=draft,
        photos=photos,
        newer=editing is not None and is_outdated(session, editing),
        post_url=_post_url(context, stand),
        place=queue_position(session, newest, context.limits, now) if newest is not None else None,
        self_only=is_self_only(session),
        enabled=config.enabled,
        now=now,
        asked=asked_about(session, [article.id]),
        missing=tuple(accounts_without_publication(session, article, now)),
    )


def _stands(session: Session, content: Content, made: Sequence[Publication]) -> list[Stand]:
    of: dict[str, list[Publication]] = defaultdict(list)
    for one in made:
        of[one.account_id].append(one)
    return [
        Stand(
            account,
            max(of[account.id], key=_counts_most, default=None),
            content.translation(account.language) is not None,
            is_live=any(State(one.state) in LIVE for one in of[account.id]),
        )
        for account in accounts_for_article(session, made)
    ]


def _counts_most(publication: Publication) -> tuple[bool, int]:
    """What is under way, else the newest."""
    return State(publication.state) in UNDER_WAY, publication.number


def _wanted(made: Sequence[Publication], publication: str) -> Publication | None:
    if not publication:
        return None
    found = next((one for one in made if one.id == publication), None)
    if found is None:
        raise NotFound(ErrorCode.PUBLICATION_UNKNOWN, "The article has no such publication.")
    return found


def _choose(stands: Sequence[Stand], account: str) -> Stand | None:
    """The asked account; else the first that still lacks the article; else the first."""
    for one in stands:
        if one.account.id == account:
            return one
    lacking = [
        one
        for one in stands
        if one.has_version and not one.closed and not one.is_live and not one.under_way
    ]
    waiting = [one for one in stands if _waits(one.publication)]
    return next(iter([*waiting, *lacking, *stands]), None)


def _waits(publication: Publication | None) -> bool:
    return publication is not None and publication.state == State.DRAFT


def _editing(stand: Stand | None, wanted: Publication | None, *, again: bool) -> Publication | None:
    """What the form changes: the wanted one while it can be, else the account's draft."""
    if wanted is not None:
        changeable = State(wanted.state) in {State.DRAFT, State.SCHEDULED}
        return wanted if changeable else None
    if stand is None or again:
        return None
    return stand.publication if _waits(stand.publication) else None


def _draft(
    content: Content, account: Account, context: WebContext
) -> tuple[Draft | None, tuple[str, ...]]:
    try:
        return compose(content, account, context.style), photos_of(content, account)
    except NoVersion:
        return None, ()


def _post_url(context: WebContext, stand: Stand | None) -> str:
    newest = stand.publication if stand is not None else None
    if stand is None or newest is None or not newest.post_id:
        return ""
    authorize_url = context.settings.tiktok_authorize_url
    return post_url(authorize_url, stand.account.username, newest.post_id)
