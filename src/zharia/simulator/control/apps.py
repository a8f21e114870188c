"""Apps and users, as TikTok's console and app would change them."""

from dataclasses import asdict

from zharia.simulator import ownership, store
from zharia.simulator.control.request import ControlError, ControlRequest, route
from zharia.simulator.model import App, User


async def list_apps(request: ControlRequest) -> object:
    return {"apps": [asdict(app) for app in request.world.state.apps]}


async def add_app(request: ControlRequest) -> object:
    app = request.read(App)
    if request.world.app(app.client_key):
        raise ControlError(f"there is an app {app.client_key!r} already")
    _check_app(request, app)
    request.world.state.apps.append(app)
    request.world.changed()
    return asdict(app)


async def change_app(request: ControlRequest) -> object:
    old = request.app(request.path_param("client_key"))
    new = store.from_json(App, {**asdict(old), **request.body}, "app")
    if new.client_key != old.client_key:
        raise ControlError("a client_key does not change")
    _check_app(request, new)
    apps = request.world.state.apps
    apps[apps.index(old)] = new
    request.world.changed()
    return asdict(new)


def _check_app(request: ControlRequest, app: App) -> None:
    strict = request.world.settings.strict_urls
    if len(app.redirect_uris) > ownership.REDIRECT_URIS_PER_APP:
        raise ControlError(f"an app has at most {ownership.REDIRECT_URIS_PER_APP} redirect URIs")
    checks = [
        *(
            ownership.redirect_uri_problem(uri, app.platform, strict=strict)
            for uri in app.redirect_uris
        ),
        *map(ownership.domain_problem, app.verified_domains),
        *(ownership.prefix_problem(one, strict=strict) for one in app.verified_prefixes),
    ]
    if app.webhook_url:
        # webhooks-overview: the callback requires https
        checks.append(ownership.url_problem(app.webhook_url, strict=strict))
    if len(app.target_users) > ownership.TARGET_USERS_PER_SANDBOX:
        checks.append(f"a sandbox has at most {ownership.TARGET_USERS_PER_SANDBOX} target users")
    for wrong in filter(None, checks):
        raise ControlError(wrong)


async def list_users(request: ControlRequest) -> object:
    return {"users": [asdict(user) for user in request.world.state.users]}


async def add_user(request: ControlRequest) -> object:
    user = request.read(User)
    if request.world.user(user.username):
        raise ControlError(f"there is a user {user.username!r} already")
    request.world.state.users.append(user)
    request.world.changed()
    return asdict(user)


async def change_user(request: ControlRequest) -> object:
    old = request.user(request.path_param("username"))
    new = store.from_json(User, {**asdict(old), **request.body}, "user")
    if new.username != old.username:
        raise ControlError("a username does not change")
    users = request.world.state.users
    users[users.index(old)] = new
    request.world.changed()
    return asdict(new)


routes = [
    route("/apps", "GET", list_apps),
    route("/apps", "POST", add_app),
    route("/apps/{client_key}", "PATCH", change_app),
    route("/users", "GET", list_users),
    route("/users", "POST", add_user),
    route("/users/{username}", "PATCH", change_user),
]
