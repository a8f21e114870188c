"""A person with a browser on the simulator's consent page."""

from html.parser import HTMLParser

from tests.integration.simulator.conftest import Tik


class ConsentForm(HTMLParser):
    """The fields of the one form on the consent page, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.scopes: list[str] = []
        self.users: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = field["action"]
        elif tag == "input" and field.get("name") == "scope":
            self.scopes.append(field["value"])
        elif tag == "input" and field.get("type") == "hidden":
            self.hidden[field["name"]] = field["value"]
        elif tag == "input" and field.get("name") == "username":
            self.users.append(field["value"])


def consent_form(tik: Tik, authorize_url: str) -> ConsentForm:
    page = tik.http.get(authorize_url)
    assert page.status_code == 200
    form = ConsentForm()
    form.feed(page.text)
    return form


def decide(tik: Tik, form: ConsentForm, decision: str, username: str) -> str:
    """Send the form; the address that the browser is sent to."""
    fields = {
        **form.hidden,
        "scope": form.scopes,
        "username": username,
        "decision": decision,
    }
    response = tik.http.post(form.action, data=fields)
    assert response.status_code == 302, response.text
    return str(response.headers["location"])
