"""Apps and users, as TikTok's console and app would change them."""

from dataclasses import asdict

from zharia.simulator import ownership, store
from zharia.simulator.control.ask import Ask, ControlError, route
from zharia.simulator.model import App, User


async def list_apps(ask: Ask) -> object:
    return {"apps": [asdict(app) for app in ask.simulator.state.apps]}


async def add_app(ask: Ask) -> object:
    app = store.from_json(App, ask.body, "app")
    if ask.simulator.app(app.client_key):
        raise ControlError(f"there is an app {app.client_key!r} already")
    _check_app(ask, app)
    ask.simulator.state.apps.append(app)
    ask.simulator.changed()
    return asdict(app)


async def change_app(ask: Ask) -> object:
    old = ask.app(ask.part("client_key"))
    new = store.from_json(App, {**store.to_json(old), **ask.body}, "app")
    if new.client_key != old.client_key:
        raise ControlError("a client_key does not change")
    _check_app(ask, new)
    apps = ask.simulator.state.apps
    apps[apps.index(old)] = new
    ask.simulator.changed()
    return asdict(new)


def _check_app(ask: Ask, app: App) -> None:
    strict = ask.simulator.settings.strict_urls
    if len(app.redirect_uris) > ownership.REDIRECT_URIS_PER_APP:
        raise ControlError(f"an app has at most {ownership.REDIRECT_URIS_PER_APP} redirect URIs")
    checks = [
        *(
            ownership.wrong_with_redirect_uri(uri, app.platform, strict=strict)
            for uri in app.redirect_uris
        ),
        *map(ownership.wrong_with_domain, app.verified_domains),
        *(ownership.wrong_with_prefix(one, strict=strict) for one in app.verified_prefixes),
    ]
    if app.webhook_url:
        # webhooks-overview: the callback requires https
        checks.append(ownership.wrong_with_url(app.webhook_url, strict=strict))
    if len(app.target_users) > ownership.TARGET_USERS_PER_SANDBOX:
        checks.append(f"a sandbox has at most {ownership.TARGET_USERS_PER_SANDBOX} target users")
    for wrong in filter(None, checks):
        raise ControlError(wrong)


async def list_users(ask: Ask) -> object:
    return {"users": [asdict(user) for user in ask.simulator.state.users]}


async def add_user(ask: Ask) -> object:
    user = store.from_json(User, ask.body, "user")
    if ask.simulator.user(user.username):
        raise ControlError(f"there is a user {user.username!r} already")
    ask.simulator.state.users.append(user)
    ask.simulator.changed()
    return asdict(user)


async def change_user(ask: Ask) -> object:
    old = ask.user(ask.part("username"))
    new = store.from_json(User, {**store.to_json(old), **ask.body}, "user")
    if new.username != old.username:
        raise ControlError("a username does not change")
    users = ask.simulator.state.users
    users[users.index(old)] = new
    ask.simulator.changed()
    return asdict(new)


routes = [
    route("/apps", "GET", list_apps),
    route("/apps", "POST", add_app),
    route("/apps/{client_key}", "PATCH", change_app),
    route("/users", "GET", list_users),
    route("/users", "POST", add_user),
    route("/users/{username}", "PATCH", change_user),
]
