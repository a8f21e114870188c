"""The tables of watched feeds: rules, schedule, and how the last poll went."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from zharia.articles import disclosure_labels
from zharia.articles.content import Note
from zharia.articles.feeds.rules import FeedRules
from zharia.articles.model import DOCUMENT_OR_NULL, OfArticle
from zharia.storage.database import Base
from zharia.storage.ids import new_id


class Feed(Base):
    __tablename__ = "feeds"
    __table_args__ = (Index(None, "enabled", "next_poll_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    url: Mapped[str] = mapped_column(unique=True)
    #: what its articles' `source` is; feeds that share one join their languages
    source: Mapped[str]
    #: a FeedKind that is insisted on, or "" for any
    kind: Mapped[str] = mapped_column(default="")
    #: what the last document was, and how it called itself
    detected_kind: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")

    # see FeedRules
    language: Mapped[str]
    url_rule: Mapped[str] = mapped_column(default="")
    trust_declared_language: Mapped[bool] = mapped_column(default=True)
    auto_publish: Mapped[bool] = mapped_column(default=False)
    #: null: ours, see `disclosure_labels`
    sponsored_names: Mapped[list[Any] | None] = mapped_column(DOCUMENT_OR_NULL)
    ai_names: Mapped[list[Any] | None] = mapped_column(DOCUMENT_OR_NULL)
    time_zone: Mapped[str] = mapped_column(default="")

    interval_seconds: Mapped[int]
    enabled: Mapped[bool] = mapped_column(default=True)
    #: why we switched it off ourselves
    disabled_reason: Mapped[str] = mapped_column(default="")
    next_poll_at: Mapped[datetime]
    #: until then one worker alone may poll it
    leased_until: Mapped[datetime | None]

    #: validators of the last document that was stored whole (RFC 9110, 8.8)
    etag: Mapped[str] = mapped_column(default="")
    last_modified: Mapped[str] = mapped_column(default="")
    #: of WordPress: posts that its server can list at once, if fewer than it should; null: enough
    page_size: Mapped[int | None]
    #: of WordPress: until when, by its own clock, changes of its posts have been seen
    changes_seen_until: Mapped[datetime | None]

    #: see PollResult
    last_result: Mapped[str] = mapped_column(default="")
    last_status: Mapped[int | None]
    #: stable, and for a person; empty after a success
    last_code: Mapped[str] = mapped_column(default="")
    last_error: Mapped[str] = mapped_column(default="")
    #: articles of the last poll; none if it found nothing new or failed
    last_created: Mapped[int] = mapped_column(default=0)
    last_updated: Mapped[int] = mapped_column(default=0)
    last_unchanged: Mapped[int] = mapped_column(default=0)
    #: of the last document: what was skipped and why, and warnings, as `Note` has it
    last_notes: Mapped[list[Any]] = mapped_column(default=list)
    last_polled_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    #: failed polls since the last success
    failures: Mapped[int] = mapped_column(default=0)
    polls: Mapped[int] = mapped_column(default=0)
    articles_created: Mapped[int] = mapped_column(default=0)
    articles_updated: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    @property
    def rules(self) -> FeedRules:
        return FeedRules(
            language=self.language,
            url_rule=self.url_rule,
            trust_declared_language=self.trust_declared_language,
            auto_publish=self.auto_publish,
            sponsored_names=_names(self.sponsored_names, disclosure_labels.SPONSORED),
            ai_names=_names(self.ai_names, disclosure_labels.AI_GENERATED),
            time_zone=self.time_zone,
        )

    @rules.setter
    def rules(self, rules: FeedRules) -> None:
        self.language, self.url_rule = rules.language, rules.url_rule
        self.trust_declared_language = rules.trust_declared_language
        self.auto_publish = rules.auto_publish
        self.time_zone = rules.time_zone
        # Null, so that names which a later version knows count too.
        ours = rules.sponsored_names == disclosure_labels.SPONSORED
        self.sponsored_names = None if ours else list(rules.sponsored_names)
        ours = rules.ai_names == disclosure_labels.AI_GENERATED
        self.ai_names = None if ours else list(rules.ai_names)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Of the last document: what was skipped and why, and warnings."""
        return tuple(Note(**note) for note in self.last_notes)

    @property
    def last_skipped(self) -> int:
        """How many items of the last document were skipped."""
        return sum(note.skipped for note in self.notes)


class PhotoRetry(Base):
    """An article without a photo, whose page is searched for one again later."""

    __tablename__ = "page_looks"

    article_id: Mapped[OfArticle]
    #: the version whose page it is
    language: Mapped[str]
    began_at: Mapped[datetime]
    #: how often it was looked at
    tries: Mapped[int]
    #: when it is looked at again; null: no more
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    #: what goes out by itself waits for the photo until then, and no longer
    awaited_until: Mapped[datetime]
    #: what came of the last look: stable, and for a person
    code: Mapped[str]
    message: Mapped[str]


def _names(stored: list[Any] | None, ours: tuple[str, ...]) -> tuple[str, ...]:
    return ours if stored is None else tuple(stored)
