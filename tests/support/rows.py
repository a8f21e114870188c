"""Rows to begin a test with: an article, an account, a publication."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Session

from zharia.accounts import Account, Environment, HashtagSettings, Mode, SocialMediaConfig
from zharia.articles import (
    Article,
    Content,
    Image,
    IncomingArticle,
    Term,
    Translation,
    article_by_external_id,
)
from zharia.articles import poll as poll_feed
from zharia.articles import store as store_articles
from zharia.publishing.merging import merge_publications
from zharia.publishing.model import Attempt, Publication, new_token
from zharia.publishing.states import State
from zharia.storage.ids import new_id
from zharia.tiktok import PostMode

NOW = datetime.now(UTC).replace(microsecond=0)

#: as the service calls them
store: Final = partial(store_articles, on_join=merge_publications)
poll: Final = partial(poll_feed, on_join=merge_publications)


def content(photos: tuple[str, ...] = ("https://news.example/1.jpg",), **more: Any) -> Content:
    """A story in Kazakh and Russian."""
    return Content(
        translations=(
            Translation(
                "kz",
                "Сәтбаевта жаңа мектеп ашылды",
                "600 оқушыға арналған.",
                "",
                "https://news.example/kz/1",
            ),
            Translation(
                "ru",
                "В Сатпаеве открыли новую школу",
                "На 600 учеников.",
                "",
                "https://news.example/ru/1",
            ),
        ),
        category=Term("society", {"kz": "Қоғам", "ru": "Общество"}),
        images=tuple(Image(url) for url in photos),
        **more,
    )


def article(
    session: Session, external_id: str = "1", *, auto: bool = False, **more: Any
) -> Article:
    delivery = IncomingArticle(
        external_id, content(**more), published_at=NOW, auto_publish=auto, keys=(external_id,)
    )
    store(session, "news.example", [delivery], now=NOW)
    return known_article(session, external_id)


def known_article(session: Session, external_id: str = "1") -> Article:
    """One that `article` has made."""
    found = article_by_external_id(session, "news.example", external_id)
    assert found is not None
    return found


def configuration(session: Session, **more: Any) -> SocialMediaConfig:
    """An app that TikTok has audited, switched on."""
    values: dict[str, Any] = {
        "platform": "TIKTOK",
        "enabled": True,
        "audited": True,
        "created_at": NOW,
        "updated_at": NOW,
    }
    row = SocialMediaConfig(**values | more)
    session.add(row)
    session.flush()
    return row


def account(session: Session, language: str = "kz", **more: Any) -> Account:
    """A connected account without tokens."""
    values: dict[str, Any] = {
        "environment": Environment.PRODUCTION,
        "open_id": new_id(),
        "nickname": f"aimaq_{language}",
        "language": language,
        "mode": Mode.AUTO,
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "hashtags": HashtagSettings.default(language).model_dump(mode="json"),
        "scopes": ["user.info.basic", "video.publish", "video.upload"],
        "connected_at": NOW - timedelta(days=1),
        "issued_at": NOW,
        "access_expires_at": NOW + timedelta(hours=2),
        "refresh_due_at": NOW + timedelta(hours=1),
        "created_at": NOW,
        "updated_at": NOW,
    }
    row = Account(**values | more)
    session.add(row)
    session.flush()
    return row


def publication(session: Session, article: Article, account: Account, **more: Any) -> Publication:
    """Due now and waiting to be sent."""
    values: dict[str, Any] = {
        "article_id": article.id,
        "account_id": account.id,
        "language": account.language,
        "state": State.SCHEDULED,
        "due_at": NOW,
        "wake_at": NOW,
        "post_mode": PostMode.DIRECT_POST,
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "title": "Тақырып",
        "photo_urls": ["https://news.example/1.jpg"],
        "requested_by": "test",
        "created_at": NOW,
    }
    row = Publication(**values | more)
    session.add(row)
    session.flush()
    return row


def attempt(session: Session, publication: Publication, number: int = 1, **more: Any) -> Attempt:
    """Sent just now, with two photos, and the one that counts."""
    values: dict[str, Any] = {
        "publication_id": publication.id,
        "account_id": publication.account_id,
        "number": number,
        "token": new_token(),
        "photos": [
            {"key": "a" * 64, "width": 1, "height": 1},
            {"key": "b" * 64, "width": 1, "height": 1},
        ],
        "sent_at": NOW,
    }
    row = Attempt(**values | more)
    session.add(row)
    session.flush()
    publication.attempt_id = row.id
    session.flush()
    return row
