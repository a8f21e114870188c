"""Orders to publish an article, and their validation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from zharia import posts
from zharia.accounts import Account, AccountState, Mode, configuration, held_to_self_only
from zharia.accounts.privacy import SELF_ONLY
from zharia.articles.content import Content
from zharia.publishing.choices import Choices, check, check_combination, no_audience, no_disclosure
from zharia.publishing.photos import photos_of
from zharia.publishing.states import State
from zharia.publishing.uniqueness import Sibling


@dataclass(frozen=True, slots=True)
class Order:
    """An order to publish an article: by whom, how, and when."""

    who: str
    mode: Mode | None = None
    choices: Choices = field(default_factory=Choices)
    due_at: datetime | None = None
    #: publish once more what is live already
    force: bool = False
    #: of many forced orders, those over one under way are skipped, and do not stop the others
    skip_under_way: bool = False
    #: a person saw exactly this and approved it
    consent: bool = False
    #: too old to be posted automatically: an editor decides
    too_old: bool = False
    #: one order for many articles, none of them reviewed: an open question stops it
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of an order on one account. The message is for the person who ordered."""

    account_id: str
    publication_id: str | None
    state: State | None
    skipped: bool
    message: str


class StillUnderWay(Exception):
    """A repeat was ordered over publications that are under way; nothing was done."""

    def __init__(self, blocking: Mapping[str, Sibling]) -> None:
        """`blocking` has one for each account, by the account's id."""
        super().__init__(
            "This article is still on its way there: "
            + ", ".join(f"{one.id} is {one.state}" for one in blocking.values())
            + ". Wait for its end, or withdraw it first."
        )
        self.blocking = dict(blocking)


def check_order(
    order: Order, account: Account, content: Content, limits: posts.Style, *, self_only: bool
) -> None:
    """Whether an account's post of an order can go out as it was chosen. Raises `WrongChoice`."""
    mode = order.mode or Mode(account.mode)
    photos = photos_of(content, account)
    check(order.choices, mode, limits, self_only=self_only, photos=photos)
    if mode is Mode.INBOX or not (order.consent or order.choices.given()):
        return
    chosen = order.choices.with_defaults(account_defaults(order, account, mode, self_only))
    check_combination(chosen, self_only=self_only)
    if order.consent and chosen.privacy_level is None:
        raise no_audience()
    if order.consent and content.sponsored and not order.choices.discloses:
        raise no_disclosure()


def account_defaults(order: Order, account: Account, mode: Mode, self_only: bool) -> Choices:  # noqa: FBT001
    """The account's stored choices, which apply without a person.

    Only in `auto`: where a person reviews each post, TikTok wants them to choose, with nothing
    set beforehand (`content-sharing-guidelines`).
    """
    if mode is not Mode.AUTO:
        return Choices()
    return Choices(
        # Before TikTok's audit there is only one that it takes.
        privacy_level=SELF_ONLY if self_only else account.privacy_level,
        allow_comment=account.allow_comment,
        brand_organic=None if order.choices.discloses else account.brand_organic,
        brand_content=None if order.choices.discloses else account.brand_content,
    )


def is_self_only(session: Session) -> bool:
    """Whether TikTok takes nothing but posts for their author alone, for now."""
    config = configuration(session)
    return held_to_self_only(config.environment, audited=config.audited)


def ineligible_reason(account: Account, content: Content) -> str | None:
    """Why an account takes no post of an article at all, for the person who ordered; else None."""
    if account.state == AccountState.DISCONNECTED:
        return f"The account {account.name} is disconnected."
    if content.translation(account.language) is None:
        return f"The article has no version in the account's language, {account.language}."
    return None
