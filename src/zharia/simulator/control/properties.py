"""URL properties: their verification tokens, and the verification."""

from dataclasses import dataclass, field

from zharia.simulator import ownership
from zharia.simulator.control.request import ControlError, ControlRequest, route
from zharia.simulator.http_client import new_client
from zharia.simulator.model import StrictModel


async def list_properties(request: ControlRequest) -> object:
    return {
        app.client_key: {"domains": app.verified_domains, "prefixes": app.verified_prefixes}
        for app in request.world.state.apps
    }


@dataclass(kw_only=True)
class _Property(StrictModel):
    """Either a prefix or a domain."""

    client_key: str
    prefix: str | None = None
    domain: str | None = None


@dataclass(kw_only=True)
class _Proof(_Property):
    #: a domain's TXT records: there is no DNS here, the tester says what they are
    txt: list[str] = field(default_factory=list)


async def add_property(request: ControlRequest) -> object:
    """What the console shows before it verifies: the token, and where to put it."""
    wanted = request.read(_Property)
    app, prop = request.app(wanted.client_key), _checked(request, wanted)
    token = ownership.verification_token(app.client_key, prop)
    shown: dict[str, object] = {
        "token": token,
        "content": ownership.verification_content(token),
        "verified": prop in app.verified_domains + app.verified_prefixes,
    }
    if wanted.prefix is not None:
        shown["file_name"] = f"tiktok{token}.txt"
        shown["file_url"] = ownership.verification_url(prop, token)
    return shown


async def verify_property(request: ControlRequest) -> object:
    """Prove a prefix by really fetching its file; a domain by the TXT records you hand in."""
    wanted = request.read(_Proof)
    app, prop = request.app(wanted.client_key), _checked(request, wanted)
    token = ownership.verification_token(app.client_key, prop)
    if wanted.prefix is not None:
        async with new_client(request.world.settings.pull_timeout) as client:
            why = await ownership.verification_file_problem(client, prop, token)
        proven = app.verified_prefixes
    else:
        found = ownership.verification_content(token) in wanted.txt
        why = "" if found else f"no TXT record says {ownership.verification_content(token)!r}"
        proven = app.verified_domains
    if not why and prop not in proven:
        proven.append(prop)
    request.world.changed()
    return {"verified": not why, "wrong": why}


async def remove_property(request: ControlRequest) -> object:
    wanted = request.read(_Property)
    app, prop = request.app(wanted.client_key), _checked(request, wanted)
    for proven in (app.verified_domains, app.verified_prefixes):
        if prop in proven:
            proven.remove(prop)
            request.world.changed()
            return {"ok": True}
    raise ControlError(f"{prop!r} is not verified for {app.client_key}", 404)


def _checked(request: ControlRequest, wanted: _Property) -> str:
    """The prefix or the domain, if the console would take it."""
    match wanted.prefix, wanted.domain:
        case None, str() as prop:
            wrong = ownership.domain_problem(prop)
        case str() as prop, None:
            strict = request.world.settings.strict_urls
            wrong = ownership.prefix_problem(prop, strict=strict)
        case _:
            raise ControlError("give either prefix or domain")
    if wrong:
        raise ControlError(wrong)
    return prop


routes = [
    route("/properties", "GET", list_properties),
    route("/properties", "POST", add_property),
    route("/properties", "DELETE", remove_property),
    route("/properties/verify", "POST", verify_property),
]
