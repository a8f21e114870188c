"""What a page shows before anybody publishes is what is published then."""

import pytest

from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account, Mode
from zharia.posts import Style
from zharia.publishing.composing import NoVersion, compose
from zharia.publishing.creating import create_publications, preview
from zharia.publishing.engine import Engine
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order
from zharia.storage.database import Database

LIMITS = Style(title_limit=20)


class Silent(Engine):
    """Wakes nobody: the seam to the queue."""

    def __init__(self) -> None:
        pass


def test_a_preview_stores_nothing_and_is_what_is_published(database: Database) -> None:
    photos = tuple(f"https://news.example/{number}.jpg" for number in range(40))
    with database.write() as session:
        rows.configuration(session)
        account = rows.account(session, mode=Mode.REVIEW)
        article = rows.article(session, photos=photos)
        draft = preview(session, article, account, LIMITS)
        assert session.query(Publication).count() == 0
        create_publications(
            session, Silent(), article, [account], Order("api"), limits=LIMITS, now=NOW
        )
        one = session.query(Publication).one()
        assert (one.title, one.description) == (draft.title, draft.description)
        assert (one.photo_urls, one.cover_index) == (list(draft.photos), 0)
        assert one.notes == [list(note) for note in draft.notes]
    assert len(draft.title) <= 20
    assert draft.notes[0] == ("title_shortened", "")
    assert draft.notes[-1] == ("photos_left_out", "5")


def test_an_article_that_is_still_being_typed_has_a_preview_too() -> None:
    story = rows.content(photos=())
    account = Account(language="ru", hashtags={}, fallback_photo="f" * 64)
    draft = compose(story, account, LIMITS)
    assert draft.title.startswith("В Сатпаеве")
    assert draft.photos == (f"stored:{'f' * 64}",)
    account.fallback_photo = None
    assert compose(story, account, LIMITS).photos == ()
    account.language = "tr"
    with pytest.raises(NoVersion, match="tr"):
        compose(story, account, LIMITS)
