"""A request to the control API: parsed, its objects looked up, its errors answered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zharia.simulator import faults, jsontext, store, user_actions
from zharia.simulator.envelope import json_response
from zharia.simulator.model import App, Delivery, Grant, Post, StrictModel, User
from zharia.simulator.pages.security import is_same_origin
from zharia.simulator.world import world_of

if TYPE_CHECKING:
    from zharia.simulator.scheduler import Scheduler


class ControlError(Exception):
    """The tester asked for something impossible; the message says what is possible."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class EmptyBody(StrictModel):
    """The body of a request that needs none."""


@dataclass(kw_only=True)
class AppUser(StrictModel):
    """A user of an app."""

    client_key: str
    username: str


class ControlRequest:
    """One request to the control API. Lookups raise `ControlError`."""

    def __init__(self, http: Request, body: dict[str, Any]) -> None:
        self.http = http
        self.world = world_of(http)
        self.scheduler: Scheduler = http.app.state.scheduler
        self.body = body

    def path_param(self, name: str) -> str:
        """A part of the path."""
        return str(self.http.path_params[name])

    def read(self, kind: type[store.Record]) -> store.Record:
        """The body, which has the fields of `kind` and no others. Raises `StateError`."""
        return store.from_json(kind, self.body, "body")

    def app(self, client_key: str) -> App:
        app = self.world.app(client_key)
        if app is None:
            known = ", ".join(app.client_key for app in self.world.state.apps)
            raise ControlError(f"no app has the client_key {client_key!r}; known are {known}", 404)
        return app

    def user(self, username: str) -> User:
        user = self.world.user(username)
        if user is None:
            known = ", ".join(user.username for user in self.world.state.users)
            raise ControlError(f"no user is called {username!r}; known are {known}", 404)
        return user

    def grant(self, app_user: AppUser) -> Grant:
        app, user = self.app(app_user.client_key), self.user(app_user.username)
        grant = self.world.grant(app.client_key, user.username)
        if grant is None:
            raise ControlError(f"{user.username} has given {app.client_key} no consent", 404)
        return grant

    def post(self) -> Post:
        """The one that the path names."""
        post = self.world.post(self.path_param("publish_id"))
        if post is None:
            raise ControlError(f"there is no post {self.path_param('publish_id')!r}", 404)
        return post

    def delivery(self) -> Delivery:
        """The one that the path names."""
        number = self.http.path_params["id"]
        for delivery in self.world.state.deliveries:
            if delivery.id == number:
                return delivery
        raise ControlError(f"there is no delivery {number}", 404)


Handler = Callable[[ControlRequest], Awaitable[object]]


def route(path: str, method: str, handler: Handler) -> Route:
    async def respond(http: Request) -> Response:
        if not is_same_origin(http):
            return _wrong("the control API does not answer other web sites", 403)
        try:
            request = ControlRequest(http, await _body(http))
            return json_response(await handler(request))
        except ControlError as wrong:
            return _wrong(str(wrong), wrong.status)
        except (user_actions.NotPossible, faults.FaultError, store.StateError) as error:
            return _wrong(str(error), 400)

    return Route(f"/_sim{path}", respond, methods=[method])


def _wrong(message: str, status: int) -> Response:
    return json_response({"error": {"message": message}}, status)


async def _body(http: Request) -> dict[str, Any]:
    raw = await http.body()
    if not raw:
        return {}
    try:
        body = jsontext.parse(raw)
    except ValueError as error:
        raise ControlError(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise ControlError("the body is not a JSON object")
    return body
