"""The interface describes itself, needs no other host for it, and keeps to what it says."""

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.integration.web.newsroom import Newsroom

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]
PUBLISH = "POST /api/social-media/publish"
DISRUPTIVE = {
    "PUT /api/social-media/config/{platform}",
    "PATCH /api/social-media/accounts/{account_id}",
    "POST /api/social-media/accounts/{account_id}/disconnect",
    "DELETE /api/keys/{key_id}",
}


def operations(newsroom: Newsroom) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in newsroom.description["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_is_described(newsroom: Newsroom) -> None:
    document = newsroom.http.get("/openapi.json").json()
    names = []
    for method, path, operation in operations(newsroom):
        names.append(operation["operationId"])
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["tags"], path
        if operation.get("security"):
            assert {"401", "403"} <= set(operation["responses"]), path
        if "requestBody" in operation:
            assert {"400", "413", "422"} <= set(operation["responses"]) or "webhook" in path, path
        for status, answer in operation["responses"].items():
            assert answer["description"], (method, path, status)
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", name) for name in names)
    assert set(document["components"]["securitySchemes"]) == {"accessToken", "apiKey", "session"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_name_on_the_wire_is_in_camel_case(newsroom: Newsroom) -> None:
    for name, schema in newsroom.description["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert re.fullmatch(r"[a-z][A-Za-z]*", field), (name, field)


def test_the_page_needs_no_other_host(newsroom: Newsroom) -> None:
    page = newsroom.http.get("/docs")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page.text)
    assert "<script" not in page.text
    assert newsroom.http.get("/docs/docs.css").headers["content-type"].startswith("text/css")
    for _, path, operation in operations(newsroom):
        assert f'id="{operation["operationId"]}"' in page.text
        assert path in page.text


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_no_input_leads_to_an_answer_that_is_not_documented(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without real hashes, of 0.2 s each.
    monkeypatch.setattr("zharia.newsroom.credentials.verify_password", lambda *_: False)
    account = newsroom.ready_to_publish()
    article = newsroom.deliver_article()
    newsroom.publish(article)
    (publication,) = newsroom.get(f"/api/social-media/publications/{article}").json()
    known = {
        "account_id": account,
        "article_id": article,
        "publication_id": publication["id"],
        "key_id": newsroom.post("/api/keys", {"name": "x"}, as_=newsroom.admin).json()["id"],
        "token": "abcdefgh",
    }
    newsroom.configure(verificationFileName="tiktokabcdefgh.txt")
    statuses = set()
    schema = schemathesis.openapi.from_asgi("/openapi.json", newsroom.app)
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(found) == len(operations(newsroom))
    # What would take away the account, the key or the switch comes last.
    for operation in sorted(found, key=lambda one: one.label in DISRUPTIVE):
        either = operation.as_strategy() | operation.as_strategy(
            generation_mode=schemathesis.GenerationMode.NEGATIVE
        )

        @settings(
            max_examples=10,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=either, familiar=st.booleans())
        def answers_as_documented(case: Any, familiar: bool) -> None:
            if familiar and case.path_parameters:
                for name in case.path_parameters.keys() & known.keys():
                    case.path_parameters[name] = known[name]
            if familiar and case.operation.label == PUBLISH and isinstance(case.body, dict):
                case.body["articleId"] = article
            answer = case.call_and_validate(headers=newsroom.admin, checks=CHECKS)
            statuses.add((case.operation.label, answer.status_code))

        answers_as_documented()
    # It went past the door: these were really carried out.
    assert (PUBLISH, 202) in statuses
    assert ("GET /api/articles/{article_id}", 200) in statuses
    assert ("POST /api/social-media/publications/{publication_id}/cancel", 200) in statuses
