"""A request to the control API: what it names, and how it is answered."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zharia.simulator import faults, jsontext, store, timeline
from zharia.simulator.envelope import json_response
from zharia.simulator.model import App, Delivery, Grant, User
from zharia.simulator.pages.security import is_same_origin

if TYPE_CHECKING:
    from zharia.simulator.simulator import Simulator


class ControlError(Exception):
    """The tester asked for something impossible; the message says what is possible."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Ask:
    """One request to the control API. Every field of its body must be taken by the handler."""

    def __init__(self, request: Request, body: dict[str, Any]) -> None:
        self.request = request
        self.simulator: Simulator = request.app.state.simulator
        self.body = body

    def part(self, name: str) -> str:
        return str(self.request.path_params[name])

    def only(self, *known: str) -> None:
        unknown = sorted(set(self.body) - set(known))
        if unknown:
            raise ControlError(
                f"unknown {', '.join(unknown)}; known are {', '.join(known) or 'none'}"
            )

    def text(self, name: str, default: str | None = None) -> str:
        return str(self._value(name, str, default))

    def number(self, name: str, default: float | None = None) -> float:
        return float(self._value(name, (int, float), default))

    def texts(self, name: str, default: list[str] | None = None) -> list[str]:
        values = self._value(name, list, default)
        if not all(isinstance(value, str) for value in values):
            raise ControlError(f"{name} is not a list of strings")
        return list(values)

    def _value(self, name: str, kind: Any, default: Any) -> Any:
        if name not in self.body:
            if default is None:
                raise ControlError(f"{name} is missing")
            return default
        value = self.body[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ControlError(f"{name} has the wrong type: {value!r}")
        return value

    def app(self, client_key: str | None = None) -> App:
        key = self.text("client_key") if client_key is None else client_key
        app = self.simulator.app(key)
        if app is None:
            known = ", ".join(app.client_key for app in self.simulator.state.apps)
            raise ControlError(f"no app has the client_key {key!r}; known are {known}", 404)
        return app

    def user(self, username: str | None = None) -> User:
        name = self.text("username") if username is None else username
        user = self.simulator.user(name)
        if user is None:
            known = ", ".join(user.username for user in self.simulator.state.users)
            raise ControlError(f"no user is called {name!r}; known are {known}", 404)
        return user

    def grant(self) -> Grant:
        app, user = self.app(), self.user()
        grant = self.simulator.grant(app.client_key, user.username)
        if grant is None:
            raise ControlError(f"{user.username} has given {app.client_key} no consent", 404)
        return grant

    def delivery(self) -> Delivery:
        number = self.request.path_params["id"]
        for delivery in self.simulator.state.deliveries:
            if delivery.id == number:
                return delivery
        raise ControlError(f"there is no delivery {number}", 404)


Handler = Callable[[Ask], Awaitable[object]]


def route(path: str, method: str, handler: Handler) -> Route:
    async def respond(request: Request) -> Response:
        if not is_same_origin(request):
            return _wrong("the control API does not answer other web sites", 403)
        try:
            ask = Ask(request, await _body(request))
            return json_response(await handler(ask))
        except ControlError as wrong:
            return _wrong(str(wrong), wrong.status)
        except (timeline.NotPossible, faults.FaultError, store.StateError) as error:
            return _wrong(str(error), 400)

    return Route(f"/_sim{path}", respond, methods=[method])


def _wrong(message: str, status: int) -> Response:
    return json_response({"error": {"message": message}}, status)


async def _body(request: Request) -> dict[str, Any]:
    raw = await request.body()
    if not raw:
        return {}
    try:
        body = jsontext.parse(raw)
    except ValueError as error:
        raise ControlError(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise ControlError("the body is not a JSON object")
    return body
