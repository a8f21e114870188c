"""Forms as a browser without scripts fills and sends them."""

from collections.abc import Iterator
from typing import Any, Self
from urllib.parse import urljoin

from httpx2 import Response
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient


class Form:
    """The fields of a form, and where it goes."""

    def __init__(self, browser: TestClient, answer: Response, selector: str) -> None:
        self.browser = browser
        self.page = LexborHTMLParser(answer.text)
        found = self.page.css_first(selector)
        assert found is not None, answer.text
        self.form = found
        self.action = urljoin(str(answer.url), found.attributes.get("action") or "")
        self.fields: list[tuple[str, str]] = list(self._filled())

    @classmethod
    def at(cls, browser: TestClient, path: str, selector: str) -> Self:
        answer = browser.get(path)
        assert answer.status_code == 200, answer.text
        return cls(browser, answer, selector)

    def _filled(self) -> Iterator[tuple[str, str]]:
        for field in self.form.css("input[name], textarea[name], select[name]"):
            known = field.attributes
            name, kind = str(known["name"]), known.get("type") or "text"
            if "disabled" in known or kind in {"file", "submit"}:
                continue
            if field.tag == "textarea":
                yield name, field.text().removeprefix("\n")
            elif field.tag == "select":
                chosen = field.css_first("option[selected]") or field.css_first("option")
                yield name, str((chosen.attributes.get("value") or "") if chosen else "")
            elif kind in {"checkbox", "radio"}:
                if "checked" in known:
                    yield name, str(known.get("value") or "on")
            else:
                yield name, str(known.get("value") or "")

    def __getitem__(self, name: str) -> str:
        return self.all(name)[0]

    def all(self, name: str) -> list[str]:
        return [value for one, value in self.fields if one == name]

    def __contains__(self, name: str) -> bool:
        return any(one == name for one, _ in self.fields)

    def choose(self, **changes: str) -> Self:
        """Fill fields in; an empty text for a box takes its tick away."""
        for name, value in changes.items():
            place = next((n for n, (one, _) in enumerate(self.fields) if one == name), None)
            if place is None:
                self.fields.append((name, value))
            else:
                self.fields[place] = (name, value)
        return self

    def tick(self, name: str, value: str = "on") -> Self:
        self.fields.append((name, value))
        return self

    def press(self, do: str, **more: Any) -> Response:
        """Send it by one of its buttons; the answer is not followed."""
        assert self.form.css_first(f'button[name="do"][value="{do}"]') is not None, do
        data: dict[str, list[str]] = {}
        for name, value in [*self.fields, ("do", do)]:
            data.setdefault(name, []).append(value)
        return self.browser.post(self.action, data=data, **more)


def notice(browser: TestClient, answer: Response) -> str:
    """What the page says to which an answer leads."""
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.headers["location"])
    assert page.status_code == 200, page.text
    found = LexborHTMLParser(page.text).css_first("#notice")
    return found.text(strip=True) if found else ""


def is_there(page: Response, selector: str) -> bool:
    return LexborHTMLParser(page.text).css_first(selector) is not None


def text_of(page: Response | LexborHTMLParser, selector: str) -> str:
    parsed = page if isinstance(page, LexborHTMLParser) else LexborHTMLParser(page.text)
    found = parsed.css_first(selector)
    assert found is not None, selector
    return " ".join(found.text().split())
