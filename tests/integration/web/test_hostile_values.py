"""Every route of the application with values out of every range: 4xx at most, and never 500.

Texts that cannot be stored are tried elsewhere.
"""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from fastapi import params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages.conftest import signed_in
from tests.integration.web.test_routes import BODIES
from tests.support import rows

from zharia.accounts import Account

if TYPE_CHECKING:
    from fastapi.dependencies.models import Dependant

#: numbers, moments and addresses that break off where they are used, for each field by itself
CORE = [
    "1" * 23,
    "9" * 5000,
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "9999-12-31",
    "http://[::1",
]
#: others that no field has room for, for all fields of a route at once, some on each route
VALUES = [
    "",
    "-1",
    "0",
    "-" + "9" * 23,
    "1e400",
    "nan",
    "1.5",
    "٣٤٥",
    "0000-00-00",
    "0001-01-01",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "10000-01-01",
    "2026-02-30T25:61",
    "-2026-01-01",
    "2026-W01-1",
    "x" * 4_000,
    "../../etc/passwd",
    "[::1",
    "https://a:99999999/",
    "(" * 300,
    "%" * 100,
]

#: of the same kinds, as JSON has them
JSON_VALUES: list[Any] = [
    None,
    True,
    -1,
    2**63,
    10**23,
    1e308,
    [],
    {},
    [None],
    [{}],
    ["9999-12-31T23:59:59-14:00"] * 3,
    {"x" * 300: 10**23},
    [[[[[]]]]],
]

#: whatever a client may write into a header
HEADERS = {
    "Range": ["bytes=" + "9" * 23 + "-", "bytes=-" + "9" * 5000, "bytes=5-1,,-", "lines=1", "٣"],
    "If-None-Match": ['"' * 999, "W/", "*", ",,,"],
    "If-Modified-Since": ["Thu, 99 Foo 99999 99:99:99 GMT", "0", "9" * 50],
    "If-Range": ["9" * 5000, '"x'],
    "Accept-Language": ["kk;q=9e999", "x" * 5000, ";;;,,,q=", "kk;q=nan", "*", "ru-" * 900],
    "Accept": ["*/*;q=" + "9" * 5000, "text", ",,;"],
    "Accept-Encoding": ["gzip;q=" + "9" * 400, ",,;"],
    "Cookie": ["=;;=", "lang=" + "x" * 5000, "__Host-zharia=", "a=b;" * 500, '"'],
    "X-API-Key": ["", "x" * 5000],
    "Idempotency-Key": ["", "x" * 5000, "٣"],
    "Content-Type": ["multipart/form-data", "multipart/form-data; boundary=", "x", ";;", "٣"],
    "Referer": ["http://[::1", "//", "http://testserver:99999999/x", "x" * 5000],
    "Origin": ["http://[", "null", "http://a:b"],
    "HX-Current-URL": ["http://[::1", "https://testserver:x/"],
    "HX-Request": ["true"],
    "Host": ["[", "a" * 300, "٣"],
    "X-Forwarded-For": ["٣", "999.999.999.999", ","],
    "TikTok-Signature": ["t=" + "9" * 12 + ",s=" + "0" * 64, "t=٣,s=" + "0" * 64, "t=-1,s=0"],
}

BROKEN_FORMS = [
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--y--"),
    ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 900 + b"\r\n1\r\n--x--"),
    ("multipart/form-data; charset=nonsense; boundary=x", b"--x--"),
    ("application/x-www-form-urlencoded", b"a=%" * 3000),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=\xff&b=%ff"),
    ("application/json", b"[" * 100_000),
    ("application/json", b"9" * 100_000),
    ("application/json; charset=utf-16", '{"a": 1}'.encode("utf-16")),
    ("application/json", b"\xff\xfe{\x00}\x00"),
    ("application/json", b'"\xed\xa0\x80"'),
    ("application/json", b'{"a": 1e999999}'),
    ("text/plain", b"\xff"),
]


def fields_of(annotation: Any, alias: str) -> list[str]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [one.alias or name for name, one in annotation.model_fields.items()]
    return [alias]


class Walk:
    """Every route of the application, with what it takes."""

    def __init__(self, newsroom: Newsroom, browser: TestClient) -> None:
        self.newsroom, self.browser = newsroom, browser
        self.wrong: list[str] = []
        self.asked = 0
        self.ids = self._rows()

    def _rows(self) -> dict[str, str]:
        """One of everything, so that what comes after an id is looked at too."""
        account = self.newsroom.ready_to_publish()
        with self.newsroom.database.write() as session:
            made = rows.article(session)
            other = rows.publication(session, made, session.get_one(Account, account))
            rows.attempt(session, other)
            return {
                "account_id": account,
                "article_id": made.id,
                "publication_id": other.id,
                "platform": "TIKTOK",
                "number": "1",
            }

    @staticmethod
    def named(route: APIRoute, kind: type[params.Param]) -> list[str]:
        """The parameters of a kind, those of its dependencies too."""
        found = get_flat_params(route.dependant)
        return sorted({one.alias for one in found if isinstance(one.field_info, kind)})

    @staticmethod
    def fields(route: APIRoute) -> list[str]:
        """The fields of its form, or of its JSON."""
        found, left = [], [route.dependant]
        while left:
            one: Dependant = left.pop()
            left += one.dependencies
            for param in one.body_params:
                found += fields_of(param.field_info.annotation, param.alias)
        return sorted(set(found))

    def routes(self) -> Iterator[tuple[str, APIRoute]]:
        """Each method of each, but for the line of events, which does not end."""
        for router in self.newsroom.app.routes:
            included = getattr(router, "original_router", None)
            for route in included.routes if included else ():
                if isinstance(route, APIRoute) and route.path != "/admin/events":
                    yield from ((method, route) for method in sorted(route.methods or ()))

    def path(self, route: APIRoute, **values: str) -> str:
        known = self.ids | values
        path = route.path
        for name in self.named(route, params.Path):
            for shape in (f"{{{name}}}", f"{{{name}:path}}"):
                path = path.replace(shape, known.get(name, "none"))
        return path

    def ask(self, what: str, method: str, path: str, **more: Any) -> None:
        self.asked += 1
        # In the east the first day begins before all time, in the west the last one ends after.
        zone = "America/New_York" if "9999" in what else "Asia/Almaty"
        self.newsroom.app.state.zone = ZoneInfo(zone)
        answer = self.browser.request(method, path, **more)
        if answer.status_code >= 500:
            self.wrong.append(f"{method} {path[:80]} {what[:80]}: {answer.status_code}")

    def sign_in(self) -> None:
        signed_in(self.newsroom, self.browser, "admin@news.example")


@pytest.fixture
def walk(newsroom: Newsroom) -> Iterator[Walk]:
    with TestClient(
        newsroom.app,
        base_url="https://testserver",
        follow_redirects=False,
        headers={"Sec-Fetch-Site": "same-origin"},
    ) as browser:
        found = Walk(newsroom, browser)
        found.sign_in()
        yield found
        assert not found.wrong, "\n".join(found.wrong)


#: of forms that a route reads by itself
BY_HAND = {
    "/admin/articles/new": ["do", "published", "edition", "language", "image.url", "external_id"],
    "/admin/articles/{article_id}": ["do", "due", "photo", "cover", "title", "key", "seen"],
}
BY_HAND["/admin/articles/{article_id}/edit"] = BY_HAND["/admin/articles/new"]
#: buttons with a row behind them, and what else must stand in a form to get that far
BUTTONS = [f"{do}:{row}" for do in ("up", "down", "drop") for row in ("٣", "9" * 5000, "-1", "²")]
SAVING = {"do": "publish", "privacy_level": "SELF_ONLY"}


Value = TypeVar("Value")


def some(values: Sequence[Value], number: int, share: int) -> Sequence[Value]:
    """One in so many of the values, others for each number: the routes together try them all."""
    return values[number % share :: share]


def each_and_all(names: Sequence[str], number: int) -> Iterator[dict[str, str]]:
    """Each name with some values of `CORE`, then all of them with some of the other values."""
    for place, name in enumerate(names):
        yield from ({name: value} for value in some(CORE, number + place, 3))
    if names:
        yield from (dict.fromkeys(names, value) for value in some(VALUES, number, 6))


def test_values_in_paths_and_queries(walk: Walk) -> None:
    for number, (method, route) in enumerate(walk.routes()):
        walk.sign_in()
        for values in each_and_all(walk.named(route, params.Path), number):
            quoted = {name: quote(value, safe="") or "%20" for name, value in values.items()}
            walk.ask(str(values), method, walk.path(route, **quoted))
        for values in each_and_all(walk.named(route, params.Query), number):
            walk.ask(str(values), method, walk.path(route), params=values)
    assert walk.asked > 200


def test_values_in_forms_and_json(walk: Walk) -> None:
    for number, (method, route) in enumerate(walk.routes()):
        if method not in {"POST", "PUT", "PATCH"}:
            continue
        walk.sign_in()
        base = BODIES.get(route.operation_id or "")
        names = [*walk.fields(route), *BY_HAND.get(route.path, ()), *(base or ())]
        if base is None:
            for values in each_and_all(names, number):
                form = (SAVING if "due" in names else {}) | values
                walk.ask(str(values), method, walk.path(route), data=form)
            for button in some(BUTTONS, number, 4) if "do" in names else ():
                walk.ask(button, method, walk.path(route), data={"do": button})
            continue
        for place, name in enumerate(names):
            for value in some([*CORE, *JSON_VALUES], number + place, 5):
                body = json.dumps({**base, name: value})
                headers = {"Content-Type": "application/json"}
                walk.ask(f"{name}={value}", method, walk.path(route), content=body, headers=headers)
    assert walk.asked > 200


def test_headers_and_bodies_that_are_broken(walk: Walk) -> None:
    most = max(map(len, HEADERS.values()))
    for place, (method, route) in enumerate(walk.routes()):
        walk.sign_in()
        # None of them has to do with another: one value of each goes with one request.
        for number in some(range(most), place, 3):
            headers = {
                name: values[number % len(values)].encode()
                for name, values in HEADERS.items()
                # With these the request is nobody's, or for nobody.
                if number % 2 or name not in {"Cookie", "Host"}
            }
            walk.ask(f"headers {number}", method, walk.path(route), headers=headers)
        if method in {"POST", "PUT", "PATCH"}:
            for kind, content in some(BROKEN_FORMS, place, 4):
                headers = {"Content-Type": kind.encode()}
                what = f"{kind}: {content[:40]!r}"
                walk.ask(what, method, walk.path(route), content=content, headers=headers)
    assert walk.asked > 200
