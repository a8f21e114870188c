"""Consents: given without the page, made to expire, taken back."""

from dataclasses import asdict

from zharia.simulator import tokens
from zharia.simulator.control.ask import Ask, ControlError, route


async def list_grants(ask: Ask) -> object:
    return {"grants": [asdict(grant) for grant in ask.simulator.state.grants]}


async def add_grant(ask: Ask) -> object:
    """A token without the consent page: the token endpoint's own answer."""
    ask.only("client_key", "username", "scopes")
    app, user = ask.app(), ask.user()
    scopes = ask.texts("scopes", app.scopes)
    grant = tokens.issue_grant(
        ask.simulator.state, app, user.username, scopes, ask.simulator.clock.now()
    )
    ask.simulator.changed()
    return tokens.token_body(grant, ask.simulator.clock.now())


async def expire_grant(ask: Ask) -> object:
    """End the life of one token of the pair now."""
    ask.only("client_key", "username", "token")
    grant, now = ask.grant(), ask.simulator.clock.now()
    match ask.text("token", "access"):
        case "access":
            grant.access_expires_at = now
        case "refresh":
            grant.refresh_expires_at = now
        case other:
            raise ControlError(f"token is {other!r}; access or refresh")
    ask.simulator.changed()
    return asdict(grant)


async def remove_grant(ask: Ask) -> object:
    """The user disconnects, is banned, …: `reason` 0 to 5 as in webhooks-events."""
    ask.only("client_key", "username", "reason")
    grant, reason = ask.grant(), ask.number("reason", 1)
    if reason not in range(6):
        raise ControlError("reason is 0 to 5")
    ask.simulator.remove_authorization(grant, int(reason))
    return asdict(grant)


routes = [
    route("/grants", "GET", list_grants),
    route("/grants", "POST", add_grant),
    route("/grants/expire", "POST", expire_grant),
    route("/grants/remove", "POST", remove_grant),
]
