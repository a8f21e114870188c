"""The OAuth consent page, filled in and submitted as a browser does it."""

from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
from selectolax.lexbor import LexborHTMLParser, LexborNode


class NotConnected(RuntimeError):
    """The visit did not end at our success page; the message says where it did."""


def approve_consent(http: httpx2.Client, authorize_url: str, username: str) -> None:
    """Open the page, choose an account, leave every scope ticked, press the main button.

    Follows the way back through the service's callback. Raises `NotConnected`.
    """
    page = http.get(authorize_url)
    form = LexborHTMLParser(page.text).css_first("form")
    if page.status_code != httpx2.codes.OK or form is None:
        raise NotConnected(f"TikTok showed no consent page but {page.status_code} at {page.url}")
    action = urljoin(str(page.url), form.attributes.get("action") or "")
    back = http.post(action, data=form_data(form, username), follow_redirects=False)
    where = back.headers.get("location", "")
    if not where:
        raise NotConnected(f"TikTok answered {back.status_code} and led nowhere")
    # The settings page at the end may want a person signed in; its address says how it went.
    answer = http.get(where, follow_redirects=False)
    ending = answer.headers.get("location", "")
    if parse_qs(urlsplit(ending).query).get("tiktok_auth") != ["success"]:
        raise NotConnected(f"the callback answered {answer.status_code} and led to {ending!r}")


def form_data(form: LexborNode, username: str) -> dict[str, str | list[str]]:
    """What a browser would send: hidden fields, ticked boxes, the chosen account, the button."""
    fields: dict[str, list[str]] = {}
    for field in form.css("input[name]"):
        kind, name = field.attributes.get("type"), field.attributes.get("name") or ""
        ticked = "checked" in field.attributes
        if kind == "hidden" or (kind == "checkbox" and ticked):
            fields.setdefault(name, []).append(field.attributes.get("value") or "")
    button = form.css_first("button[name]")
    if button is not None:
        fields[button.attributes.get("name") or ""] = [button.attributes.get("value") or ""]
    return {**fields, "username": username}
