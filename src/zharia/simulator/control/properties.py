"""URL properties: the token to place, and the proof that it is there."""

from zharia.simulator import ownership, pull
from zharia.simulator.control.ask import Ask, ControlError, route


async def list_properties(ask: Ask) -> object:
    return {
        app.client_key: {"domains": app.verified_domains, "prefixes": app.verified_prefixes}
        for app in ask.simulator.state.apps
    }


async def add_property(ask: Ask) -> object:
    """What the console shows before it verifies: the token, and where to put it."""
    ask.only("client_key", "prefix", "domain")
    app, prop = ask.app(), _property(ask)
    token = ownership.verification_token(app.client_key, prop)
    shown: dict[str, object] = {
        "token": token,
        "content": ownership.verification_content(token),
        "verified": prop in app.verified_domains + app.verified_prefixes,
    }
    if "prefix" in ask.body:
        shown["file_name"] = f"tiktok{token}.txt"
        shown["file_url"] = ownership.verification_url(prop, token)
    return shown


async def verify_property(ask: Ask) -> object:
    """Prove a prefix by really fetching its file; a domain by the TXT records you hand in."""
    ask.only("client_key", "prefix", "domain", "txt")
    app, prop = ask.app(), _property(ask)
    token = ownership.verification_token(app.client_key, prop)
    if "prefix" in ask.body:
        async with pull.outgoing(ask.simulator.settings.pull_timeout) as client:
            why = await ownership.wrong_with_file(client, prop, token)
        proven = app.verified_prefixes
    else:
        # There is no DNS here; the tester says what the records are.
        found = ownership.verification_content(token) in ask.texts("txt", [])
        why = "" if found else f"no TXT record says {ownership.verification_content(token)!r}"
        proven = app.verified_domains
    if not why and prop not in proven:
        proven.append(prop)
    ask.simulator.changed()
    return {"verified": not why, "wrong": why}


async def remove_property(ask: Ask) -> object:
    ask.only("client_key", "prefix", "domain")
    app, prop = ask.app(), _property(ask)
    for proven in (app.verified_domains, app.verified_prefixes):
        if prop in proven:
            proven.remove(prop)
            ask.simulator.changed()
            return {"ok": True}
    raise ControlError(f"{prop!r} is not verified for {app.client_key}", 404)


def _property(ask: Ask) -> str:
    if ("prefix" in ask.body) == ("domain" in ask.body):
        raise ControlError("give either prefix or domain")
    if "domain" in ask.body:
        prop = ask.text("domain")
        wrong = ownership.wrong_with_domain(prop)
    else:
        prop = ask.text("prefix")
        wrong = ownership.wrong_with_prefix(prop, strict=ask.simulator.settings.strict_urls)
    if wrong:
        raise ControlError(wrong)
    return prop


routes = [
    route("/properties", "GET", list_properties),
    route("/properties", "POST", add_property),
    route("/properties", "DELETE", remove_property),
    route("/properties/verify", "POST", verify_property),
]
