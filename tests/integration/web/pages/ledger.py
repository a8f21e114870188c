"""Publications for pages to show, and what a page's answer says."""

import re
from html import unescape
from typing import TYPE_CHECKING, Any, cast

from httpx2 import Response
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.support import rows

from zharia.accounts import Account, Mode, configuration
from zharia.publishing.consent import content_hash
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.users import AuditEntry

if TYPE_CHECKING:
    from fastapi import FastAPI

    from zharia.storage.database import Database

PATH = "/admin/publications"


def account(newsroom: Newsroom, language: str = "kz", **more: Any) -> str:
    """A connected account in review mode, in a newsroom that is switched on."""
    with newsroom.database.write() as session:
        config = configuration(session)
        config.enabled = config.audited = True
        values = {"mode": Mode.REVIEW, "username": f"aimaq_{language}", **more}
        return rows.account(session, language, **values).id


def publication(newsroom: Newsroom, account_id: str, name: str = "1", **more: Any) -> str:
    """A draft of an article with this name, unless `more` says otherwise."""
    with newsroom.database.write() as session:
        known = session.get_one(Account, account_id)
        article = rows.article(session, name)
        values = {"state": State.DRAFT, "wake_at": None, "title": f"Жаңалық {name}", **more}
        return rows.publication(session, article, known, **values).id


def failed(newsroom: Newsroom, account_id: str, name: str = "1", **more: Any) -> str:
    values = {
        "state": State.FAILED,
        "error_code": "url_ownership_unverified",
        "error_message": "no",
        "who_acts": "admin",
        "retry": "needs a person",
        "log_id": "202611220930A1",
    }
    return publication(newsroom, account_id, name, **values | more)


def state_of(newsroom: Newsroom, publication_id: str) -> State:
    with newsroom.database.read() as session:
        return State(session.get_one(Publication, publication_id).state)


def row(newsroom: Newsroom, publication_id: str) -> Publication:
    with newsroom.database.read() as session:
        return session.get_one(Publication, publication_id)


def correct(newsroom: Newsroom, name: str = "1") -> None:
    """The newsroom delivers the article anew, with another photo."""
    with newsroom.database.write() as session:
        rows.article(session, name, photos=("https://news.example/2.jpg",))


def audited(newsroom: Newsroom) -> list[tuple[str, str, str]]:
    """Who did what to which publication, oldest first."""
    with newsroom.database.read() as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.id).all()
        return [
            (one.who, str(one.what), one.subject)
            for one in entries
            if str(one.what).startswith("publication.")
        ]


def act(browser: TestClient, publication_id: str, what: str, **form: str) -> Response:
    """Press a button on the queue, as it stands there now."""
    data = {"back": "/admin", **form}
    if what == "approve":
        data.setdefault("seen", _shown(browser, publication_id))
    return browser.post(f"{PATH}/{publication_id}/{what}", data=data)


def _shown(browser: TestClient, publication_id: str) -> str:
    """What a page shows of it, as the button beside it says."""
    database: Database = cast("FastAPI", browser.app).state.context.database
    with database.read() as session:
        one = session.get(Publication, publication_id)
        return content_hash(one) if one is not None else ""


def notice(browser: TestClient, at: str = "/admin") -> str:
    """The sentence that the next page says."""
    found = re.search(r'id="notice">.*?<span>(.*?)</span>', browser.get(at).text, re.DOTALL)
    return unescape(found[1]) if found else ""


def text_of(page: str) -> str:
    """What a page says, without its marks."""
    main = page[page.index("<main") :]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())
