"""Every route with each role, with a machine's key, and without anything."""

from typing import Any

import pytest
from tests.integration.web.newsroom import Newsroom, article

ADMIN, EDITOR, WRITER, READER, PUBLIC = "admin", "editor", "writer", "reader", "public"

#: who may call what; a route that is missing here fails the first test
AUDIENCE = {
    "login": PUBLIC,
    "listKeys": ADMIN,
    "createKey": ADMIN,
    "revokeKey": ADMIN,
    "beginAuthorization": ADMIN,
    "getAuthorizationUrl": ADMIN,
    "finishAuthorization": PUBLIC,
    "refreshTokens": ADMIN,
    "refreshTokensByGet": ADMIN,
    "getTikTokStatus": PUBLIC,
    "receiveWebhook": PUBLIC,
    "getVerificationFile": PUBLIC,
    "listConfigs": ADMIN,
    "getConfig": ADMIN,
    "putConfig": ADMIN,
    "listAccounts": EDITOR,
    "changeAccount": ADMIN,
    "disconnectAccount": ADMIN,
    "upsertArticle": WRITER,
    "listArticles": READER,
    "getArticle": READER,
    "publishArticle": EDITOR,
    "listPublications": EDITOR,
    "getPublicationsOfArticle": EDITOR,
    "approvePublication": EDITOR,
    "retryPublication": EDITOR,
    "cancelPublication": EDITOR,
    "resolvePublication": EDITOR,
    "getPhoto": PUBLIC,
    "isLive": PUBLIC,
    "isReady": PUBLIC,
    "getMetrics": PUBLIC,
}

#: the brief's endpoints, and those of the design
ENDPOINTS = [
    ("POST", "/api/auth/login"),
    ("GET", "/api/tiktok/auth"),
    ("GET", "/api/tiktok/auth-url"),
    ("GET", "/api/tiktok/callback"),
    ("GET", "/api/tiktok/refresh-token"),
    ("POST", "/api/tiktok/refresh-token"),
    ("GET", "/api/tiktok/status"),
    ("POST", "/api/tiktok/webhook"),
    ("GET", "/tiktok{token}.txt"),
    ("GET", "/api/social-media/config"),
    ("GET", "/api/social-media/config/{platform}"),
    ("PUT", "/api/social-media/config/{platform}"),
    ("POST", "/api/articles"),
    ("GET", "/api/articles"),
    ("GET", "/api/articles/{article_id}"),
    ("POST", "/api/social-media/publish"),
    ("GET", "/api/social-media/publications/{article_id}"),
    ("POST", "/api/social-media/publications/{publication_id}/approve"),
    ("POST", "/api/social-media/publications/{publication_id}/retry"),
    ("POST", "/api/social-media/publications/{publication_id}/cancel"),
    ("POST", "/api/social-media/publications/{publication_id}/resolve"),
    ("GET", "/media/a/{token}/{number}.jpg"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
]

BODIES: dict[str, Any] = {
    "createKey": {"name": "CMS"},
    "putConfig": {},
    "changeAccount": {},
    "upsertArticle": article(),
    "publishArticle": {"articleId": "none"},
    "resolvePublication": {"ending": "live"},
}


def operations(newsroom: Newsroom) -> dict[str, tuple[str, str]]:
    """Method and address of each operation, with made-up ids in it."""
    found = {}
    for path, methods in newsroom.description["paths"].items():
        for method, operation in methods.items():
            address = path.replace("{platform}", "TIKTOK").replace("{token}", "abcdefgh")
            for name in ("article_id", "publication_id", "account_id", "key_id"):
                address = address.replace(f"{{{name}}}", "none")
            found[operation["operationId"]] = (method.upper(), address.replace("{number}", "1"))
    return found


def test_every_route_has_its_audience(newsroom: Newsroom) -> None:
    assert set(operations(newsroom)) == set(AUDIENCE)


@pytest.mark.parametrize(("method", "path"), ENDPOINTS, ids=str)
def test_the_endpoint_is_there(newsroom: Newsroom, method: str, path: str) -> None:
    assert method.lower() in newsroom.description["paths"][path]


@pytest.mark.parametrize("who", ["nobody", "forged", EDITOR, ADMIN, WRITER, READER])
def test_each_route_lets_in_its_audience_and_nobody_else(newsroom: Newsroom, who: str) -> None:
    headers = {
        "nobody": {},
        "forged": {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."},
        EDITOR: newsroom.editor,
        ADMIN: newsroom.admin,
        WRITER: newsroom.key("articles:write"),
        READER: newsroom.key("articles:read"),
    }[who]
    may = {
        "nobody": {PUBLIC},
        "forged": {PUBLIC},
        EDITOR: {PUBLIC, EDITOR, WRITER, READER},
        ADMIN: {PUBLIC, ADMIN, EDITOR, WRITER, READER},
        WRITER: {PUBLIC, WRITER},
        READER: {PUBLIC, READER},
    }[who]
    for name, (method, address) in operations(newsroom).items():
        if AUDIENCE[name] == PUBLIC:
            continue
        answer = newsroom.http.request(method, address, headers=headers, json=BODIES.get(name))
        if AUDIENCE[name] in may:
            assert answer.status_code not in {401, 403}, (name, answer.text)
            continue
        # A machine's key is no access token: to a route for people it says nothing.
        machine = who in {WRITER, READER} and AUDIENCE[name] in {WRITER, READER}
        expected = 403 if who == EDITOR or machine else 401
        assert answer.status_code == expected, (name, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] in {"unauthenticated", "token_invalid", "forbidden"}
        if expected == 401:
            assert answer.headers["www-authenticate"] == "Bearer"


def test_a_public_route_asks_for_nothing(newsroom: Newsroom) -> None:
    for address in ("/api/tiktok/status", "/health/live", "/health/ready", "/metrics", "/docs"):
        assert newsroom.http.get(address).status_code == 200, address
