"""A newsroom in the middle of its day: real stories and photos, a publication in every state."""

import functools
from dataclasses import replace
from datetime import timedelta
from typing import Any, Self

from playwright.sync_api import BrowserContext
from sqlalchemy.orm import Session

from tests.support import rows
from tests.support.rows import poll, store
from tests.support.stage import Stage
from zharia.accounts import Account, Mode
from zharia.articles import (
    Article,
    Content,
    Image,
    IncomingArticle,
    Term,
    Translation,
    add_feed,
    change_feed,
)
from zharia.articles.queries import article_by_external_id
from zharia.demo.photo_files import encode
from zharia.demo.stories import Photo, Story, bundled
from zharia.publishing import recovery
from zharia.publishing.event_types import EventType
from zharia.publishing.model import AttemptState, Publication, PublicationEvent
from zharia.publishing.photos import photo_to_json
from zharia.publishing.states import State
from zharia.publishing.webhook_model import PostOrigin, UnknownPost
from zharia.tiktok import PostMode
from zharia.users import KeyScope, Role, User, add_user, create_key
from zharia.users.sessions import open_session

PASSWORD = "correct horse battery"
ADMIN, EDITOR = "admin@news.example", "aigerim@news.example"


@functools.cache
def _file(name: str, picture: str, turned: bool) -> bytes:
    # Small, since nobody counts these pixels.
    return encode(Photo(name, picture, 540, 720, turned))


class Newsroom(Stage):
    """`fill` makes the day; nothing moves in it unless the stage works."""

    def __enter__(self) -> Self:
        super().__enter__()
        for email, role in ((ADMIN, Role.ADMIN), (EDITOR, Role.EDITOR)):
            add_user(self.service.database, email, PASSWORD, role)
        return self

    def sign_in(self, browser: BrowserContext, email: str = ADMIN, language: str = "kk") -> None:
        """The browser gets the cookie that signing in would give it."""
        with self.service.database.write() as session:
            user = session.query(User).filter_by(email=email).one()
            user.language = language
            _, token = open_session(
                session, user, address="127.0.0.1", user_agent="test", now=rows.NOW
            )
        browser.add_cookies(
            [
                {
                    "name": "__Host-zharia",
                    "value": token,
                    "url": self.url.replace("http:", "https:"),
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )

    @property
    def url(self) -> str:
        return self.settings.public_url

    def special(self, slug: str, story: Story, **more: Any) -> str:
        """A story again, as another article."""
        return self.tell(replace(story, slug=slug), days=3, **more)

    def tell(
        self,
        story: Story,
        *,
        days: int = 0,
        copies: int = 1,
        also: tuple[str, ...] = (),
        paid: bool = False,
    ) -> str:
        """A demo story as an article: its photos so many times, and those at `also`."""
        urls = [
            self.newsroom.serve(
                f"/{story.slug}-{copy}-{photo.name}",
                _file(photo.name, photo.picture, photo.turned),
                content_type="image/*",
            )
            for copy in range(copies)
            for photo in story.photos
        ]
        with self.service.database.write() as session:
            return told(session, story, (*urls, *also), days, paid).id


def told(
    session: Session, story: Story, urls: tuple[str, ...], days: int = 0, paid: bool = False
) -> Article:
    """A story with these photos, `days` ago; one that is `paid` for was made by AI."""
    kz = story.words["kz"]
    content = Content(
        translations=tuple(
            Translation(
                language,
                words.title,
                words.excerpt,
                "\n\n".join(words.body),
                f"https://news.example/{language}/{story.slug}",
            )
            for language, words in story.words.items()
        ),
        category=Term(
            story.slug, {language: words.category for language, words in story.words.items()}
        ),
        tags=tuple(
            Term(f"{story.slug}-{number}", {"kz": name, "ru": story.words["ru"].tags[number]})
            for number, name in enumerate(kz.tags)
        ),
        images=tuple(Image(url, kz.title, "А. Сейіт") for url in urls),
        is_breaking=story.is_breaking,
        sponsored=paid,
        ai_generated=paid,
    )
    at = rows.NOW - timedelta(days=days, minutes=len(story.slug))
    delivery = IncomingArticle(
        story.slug, content, published_at=at, auto_publish=False, keys=(story.slug,)
    )
    store(session, "news.example", [delivery], now=at)
    found = article_by_external_id(session, "news.example", story.slug)
    assert found is not None
    return found


def fill(newsroom: Newsroom) -> dict[str, str]:
    """A day's work; the ids of what was made, by name."""
    kz = newsroom.connect("aimaq_kz", mode=Mode.REVIEW)
    ru = newsroom.connect("aimaq_ru", mode=Mode.REVIEW)
    stories = bundled()
    articles = [newsroom.tell(story, days=number // 4) for number, story in enumerate(stories)]
    broken = newsroom.newsroom.url + "/gone.jpg"
    made = {
        "kz": kz,
        "ru": ru,
        "article": articles[0],
        "many": newsroom.special("many", stories[0], copies=40 // len(stories[0].photos)),
        "broken": newsroom.special("broken", stories[1], also=(broken,)),
    }
    shown = stories[0].photos[0]
    jpeg = _file(shown.name, shown.picture, shown.turned)
    offered = [photo_to_json(newsroom.service.library.keep_upload(jpeg))]
    with newsroom.service.database.write() as session:
        accounts = {"kz": session.get_one(Account, kz), "ru": session.get_one(Account, ru)}
        for number, (name, language, values) in enumerate(_DAY):
            article = session.get_one(Article, articles[number % len(articles)])
            made[name] = _publication(
                session,
                article,
                accounts[language],
                stories[number % len(stories)],
                offered=offered,
                **values,
            ).id
            made[f"article of {name}"] = article.id
        _posts_of_somebody_else(session, kz)
        made["editor"] = session.query(User).filter_by(email=EDITOR).one().id
        create_key(session, "WordPress", [KeyScope.ARTICLES_WRITE], ADMIN, rows.NOW)
    return made | _feeds(newsroom)


def _posts_of_somebody_else(session: Session, account_id: str) -> None:
    for number in range(2):
        session.add(
            UnknownPost(
                publish_id=f"p_pub_url~v2.9{number}",
                account_id=account_id,
                received_at=rows.NOW,
                created_at=rows.NOW,
                kind="complete",
                origin=PostOrigin.FOREIGN,
            )
        )


def paused(newsroom: Newsroom) -> None:
    """As a copy of a database is: nothing is sent until somebody says so."""
    service = newsroom.service
    recovery.recover(service.database, service.installation)
    recovery.pause(service.database, service.installation, EDITOR)


#: the second item has no title, and so is left out
_RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Аймақ ақшамы</title><link>https://news.example/</link>
<item><title>Сәтбаевта жаңа мектеп ашылды</title><link>https://news.example/1</link></item>
<item><link>https://news.example/2</link></item></channel></rss>"""


def _feeds(newsroom: Newsroom) -> dict[str, str]:
    """One feed that works, one that does not, one that is paused."""
    service, site = newsroom.service, newsroom.newsroom
    works = site.serve("/rss.xml", _RSS.encode(), content_type="application/rss+xml")
    with service.database.write() as session:
        made = {
            name: add_feed(session, url, now=rows.NOW).id
            for name, url in (
                ("feed", works),
                ("feed_broken", f"{site.url}/gone.xml"),
                ("feed_paused", "https://news.example/feed/"),
            )
        }
        change_feed(session, made["feed_paused"], now=rows.NOW, enabled=False)
    for name in ("feed", "feed_broken"):
        poll(service.database, service.fetcher, made[name], rows.NOW)
    return made


def _publication(
    session: Session,
    article: Article,
    account: Account,
    story: Story,
    *,
    offered: list[dict[str, Any]],
    **values: Any,
) -> Publication:
    words = story.words[account.language]
    state = values["state"]
    with session.no_autoflush:
        urls = [image.url for image in _images(session, article)]
    made = rows.publication(
        session,
        article,
        account,
        title=words.title[:90],
        description=f"{words.excerpt} 🔗 https://news.example/{account.language}/{story.slug}"
        " #AIMAK #Сатпаев #жаналықтар #Казахстан",
        photo_urls=urls,
        wake_at=None,
        requested_by=EDITOR,
        **{"created_at": rows.NOW - timedelta(minutes=40)} | values,
    )
    minutes = 40
    for who, what, at_state in _story_of(state):
        session.add(
            PublicationEvent(
                publication_id=made.id,
                at=rows.NOW - timedelta(minutes=minutes),
                who=who,
                what=what,
                state=at_state,
                log_id="20261122093015A1B2C3" if who == "tiktok" else None,
                detail={
                    EventType.FAILED: {"code": made.error_code},
                    EventType.SENDING: {"attempt": 1},
                }.get(what, {}),
            )
        )
        minutes -= 4
    if state in _ATTEMPTS:
        rows.attempt(
            session,
            made,
            state=_ATTEMPTS[state],
            publish_id=made.publish_id,
            photos=offered,
            sent_at=rows.NOW - timedelta(minutes=28),
        )
    session.flush()
    return made


#: how the attempt of a publication stands that was sent
_ATTEMPTS = {
    State.UNCONFIRMED: AttemptState.SENT,
    State.PROCESSING: AttemptState.ACCEPTED,
    State.FAILED: AttemptState.REFUSED,
    State.DELIVERED: AttemptState.DELIVERED,
    State.PUBLISHED: AttemptState.LIVE,
}


def _images(session: Session, article: Article) -> list[Any]:
    session.refresh(article, ["images"])
    return list(article.images)


def _story_of(state: State) -> list[tuple[str, EventType, State]]:
    """How a publication usually came into its state."""
    told = [(EDITOR, EventType.COMPOSED, State.DRAFT)]
    if state is State.DRAFT:
        return told
    if state is State.CANCELLED:
        return [*told, (EDITOR, EventType.CANCELLED, State.CANCELLED)]
    told.append((EDITOR, EventType.APPROVED, State.SCHEDULED))
    if state is State.SCHEDULED:
        return told
    told += [
        ("zharia", EventType.PREPARING, State.PREPARING),
        ("zharia", EventType.SENDING, State.SUBMITTING),
    ]
    if state is State.UNCONFIRMED:
        return [
            *told,
            ("zharia", EventType.ANSWER_LOST, state),
            ("zharia", EventType.ASKS_A_PERSON, state),
        ]
    if state is State.FAILED:
        return [*told, ("tiktok", EventType.FAILED, state)]
    told.append(("tiktok", EventType.ACCEPTED, State.PROCESSING))
    ends = {State.PUBLISHED: EventType.COMPLETE, State.DELIVERED: EventType.DELIVERED}
    return [*told, ("tiktok", ends[state], state)] if state in ends else told


def _moment(minutes: int) -> Any:
    return rows.NOW + timedelta(minutes=minutes)


#: name, account, what the row holds
_DAY: list[tuple[str, str, dict[str, Any]]] = [
    ("draft", "kz", {"state": State.DRAFT, "privacy_level": None}),
    ("published", "kz", {
        "state": State.PUBLISHED, "published_at": _moment(-20), "publish_id": "p_pub_url~v2.1",
        "post_id": "7395112233445566778",
    }),
    ("processing", "kz", {"state": State.PROCESSING, "publish_id": "p_pub_url~v2.2"}),
    ("failed", "ru", {
        "state": State.FAILED, "error_code": "url_ownership_unverified", "who_acts": "admin",
        "error_message": "TikTok does not know this address as ours.", "retry": "needs a person",
        "log_id": "20261122093015A1B2C3D4E5F60718",
    }),
    ("draft_ru", "ru", {"state": State.DRAFT, "privacy_level": None}),
    ("in_line", "kz", {
        "state": State.SCHEDULED, "approved_by": EDITOR, "approved_at": _moment(-3),
    }),
    ("tomorrow", "ru", {
        "state": State.SCHEDULED, "due_at": _moment(1_000), "approved_by": EDITOR,
        "approved_at": _moment(-9),
    }),
    ("unconfirmed", "ru", {"state": State.UNCONFIRMED, "needs_resolution": True}),
    ("delivered", "ru", {
        "state": State.DELIVERED, "post_mode": PostMode.MEDIA_UPLOAD, "privacy_level": None,
        "publish_id": "p_inbox~v2.3",
    }),
    ("cancelled", "kz", {"state": State.CANCELLED}),
]  # fmt: skip
