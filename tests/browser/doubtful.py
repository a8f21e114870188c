"""What an editor has to decide of a day: questions about articles, advertising, retractions."""

from datetime import timedelta

from tests.browser.newsroom import EDITOR, Newsroom
from tests.support import rows
from zharia.accounts import Account
from zharia.articles import Article, Feed, Note
from zharia.articles.model import ArticleQuestion, ArticleRetraction
from zharia.articles.questions import Doubt
from zharia.demo.stories import bundled
from zharia.publishing.event_types import EventType
from zharia.publishing.model import PublicationEvent
from zharia.publishing.retracting import RETRACTED_LIVE
from zharia.publishing.review_rules import ReviewReason, review_columns
from zharia.publishing.states import State
from zharia.tiktok import PostMode

#: what a feed's page says of single articles: code, message, whether it was left out
_NOTES = (
    (
        "page-unread",
        (
            "GET https://news.example/kz/page-unread was answered with 403. The server may be"
            " blocking us: ask its administrator to let in the User-Agent Zharia/1.0"
            " (+https://zharia.example/) from the address 203.0.113.7, seen at 09:30:15Z."
        ),
        False,
    ),
    ("page-no-photo", "No og:image.", False),
    ("protected", "It is closed by a password.", True),
    ("deleted", "It is gone.", True),
)


def doubtful(newsroom: Newsroom, made: dict[str, str]) -> dict[str, str]:
    """The ids of what was made, by name; `made` holds those of the day before."""
    stories = bundled()
    asked = newsroom.special("asked", stories[2], paid=True)
    taken_back = newsroom.special("taken-back", stories[0])
    with newsroom.service.database.write() as session:
        account = session.get_one(Account, made["ru"])
        article = session.get_one(Article, asked)
        for code, subject, facts in (
            (Doubt.LOOKS_LIKE_ANOTHER, made["article"], "title date"),
            (Doubt.LANGUAGE_DOUBTED, "kz", "ru"),
        ):
            session.add(
                ArticleQuestion(
                    article_id=asked, code=code, subject=subject, facts=facts, asked_at=rows.NOW
                )
            )
        advertising = rows.publication(
            session,
            article,
            account,
            state=State.DRAFT,
            privacy_level=None,
            title=stories[2].words["ru"].title[:90],
            requested_by=EDITOR,
            wake_at=None,
            **review_columns(ReviewReason.SPONSORED),
        )
        session.add(
            ArticleRetraction(
                article_id=taken_back, language="ru", reason="unpublished", noticed_at=rows.NOW
            )
        )
        retracted = rows.publication(
            session,
            session.get_one(Article, taken_back),
            account,
            state=State.PUBLISHED,
            post_mode=PostMode.MEDIA_UPLOAD,
            title=stories[0].words["ru"].title[:90],
            requested_by=EDITOR,
            wake_at=None,
            published_at=rows.NOW - timedelta(hours=1),
            post_id="7395112233445566701",
            publish_id="p_inbox_url~v2.7395112233445566701",
            error_code=RETRACTED_LIVE,
            error_message="Its source has taken the article back, and the post is on TikTok.",
            who_acts="editor",
            retry="needs a person",
        )
        sent = rows.attempt(session, retracted, publish_id=retracted.publish_id)
        retracted.public_posts = [
            {"post_id": f"739511223344556670{n}", "attempt_id": sent.id, "public": True}
            for n in (1, 2)
        ]
        for what, detail in (
            (EventType.FURTHER_POST, {"post_id": "7395112233445566702"}),
            (EventType.RETRACTED_LIVE, {"code": "unpublished"}),
        ):
            session.add(
                PublicationEvent(
                    publication_id=retracted.id,
                    at=rows.NOW,
                    who="zharia",
                    what=what,
                    state=retracted.state,
                    detail=detail,
                )
            )
        session.get_one(Feed, made["feed"]).last_notes = [
            Note(f"https://news.example/kz/{code}", code, message, skipped=skipped).as_document()
            for code, message, skipped in _NOTES
        ]
    return {"asked": asked, "advertising": advertising.id, "retracted": retracted.id}
