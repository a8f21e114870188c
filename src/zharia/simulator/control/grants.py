"""Grants: issued without the consent page, expired, removed."""

from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from pydantic import Field

from zharia.simulator import timeline, tokens
from zharia.simulator.control.request import AppUser, ControlRequest, route


async def list_grants(request: ControlRequest) -> object:
    return {"grants": [asdict(grant) for grant in request.world.state.grants]}


@dataclass(kw_only=True)
class _NewGrant(AppUser):
    #: all of the app's, unless some are named
    scopes: list[str] | None = None


@dataclass(kw_only=True)
class _Expiry(AppUser):
    token: Literal["access", "refresh"] = "access"  # noqa: S105  # which, not what


@dataclass(kw_only=True)
class _Removal(AppUser):
    #: as in webhooks-events
    reason: Annotated[int, Field(ge=0, le=5)] = 1


async def add_grant(request: ControlRequest) -> object:
    """A token without the consent page: the token endpoint's own answer."""
    wanted, now = request.read(_NewGrant), request.world.clock.now()
    app, user = request.app(wanted.client_key), request.user(wanted.username)
    scopes = app.scopes if wanted.scopes is None else wanted.scopes
    grant = tokens.issue_grant(request.world.state, app, user.username, scopes, now)
    request.world.changed()
    return tokens.token_body(grant, now)


async def expire_grant(request: ControlRequest) -> object:
    """End the life of one token of the pair now."""
    wanted, now = request.read(_Expiry), request.world.clock.now()
    grant = request.grant(wanted)
    match wanted.token:
        case "access":
            grant.access_expires_at = now
        case "refresh":
            grant.refresh_expires_at = now
    request.world.changed()
    return asdict(grant)


async def remove_grant(request: ControlRequest) -> object:
    """The user disconnects, is banned, …: `reason` 0 to 5 as in webhooks-events."""
    wanted = request.read(_Removal)
    grant = request.grant(wanted)
    timeline.remove_authorization(request.world, grant, wanted.reason)
    return asdict(grant)


routes = [
    route("/grants", "GET", list_grants),
    route("/grants", "POST", add_grant),
    route("/grants/expire", "POST", expire_grant),
    route("/grants/remove", "POST", remove_grant),
]
