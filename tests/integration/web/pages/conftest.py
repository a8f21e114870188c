"""People who look at pages, each with a browser's habits."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom

from zharia.users import User, create_session


@pytest.fixture
def stranger(newsroom: Newsroom) -> Iterator[TestClient]:
    """Somebody who is not signed in. Over https, for cookies that go nowhere else."""
    with TestClient(
        newsroom.app,
        base_url="https://testserver",
        follow_redirects=False,
        headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"},
    ) as browser:
        yield browser


@pytest.fixture
def admin(newsroom: Newsroom, stranger: TestClient) -> TestClient:
    return signed_in(newsroom, stranger, "admin@news.example")


@pytest.fixture
def editor(newsroom: Newsroom, stranger: TestClient) -> TestClient:
    return signed_in(newsroom, stranger, "editor@news.example")


def signed_in(newsroom: Newsroom, browser: TestClient, email: str) -> TestClient:
    """The browser with the cookie that signing in would have given it."""
    with newsroom.database.write() as session:
        user = session.query(User).filter_by(email=email).one()
        now = newsroom.database.now(session)
        _, token = create_session(session, user, address="", user_agent="test", now=now)
    browser.cookies.set("__Host-zharia", token)
    return browser
