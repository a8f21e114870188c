"""The control API under /_sim/: everything a tester may do that TikTok would never offer.

JSON in, JSON out. What is wrong comes back as `{"error": {"message": …}}` with 400 or 404.
"""

from zharia.simulator import faults
from zharia.simulator.control import apps, deliveries, grants, posts, properties, world
from zharia.simulator.control.request import ControlError, ControlRequest, route


async def overview(request: ControlRequest) -> object:
    world, base = request.world, str(request.http.base_url)
    return {
        "api_url": base.rstrip("/"),
        "authorize_url": f"{base}v2/auth/authorize/",
        "version": world.version,
        "clock": {"now": world.clock.now(), "speed": world.clock.speed},
        "apps": [
            {"client_key": app.client_key, "client_secret": app.client_secret, "name": app.name}
            for app in world.state.apps
        ],
        "users": [user.username for user in world.state.users],
        "faults": list(faults.NAMES),
        "endpoints": list(faults.ENDPOINTS),
        "routes": sorted({f"{', '.join(one.methods or ())} {one.path}" for one in routes}),
    }


async def unknown(request: ControlRequest) -> object:
    known = ", ".join(sorted({route.path for route in routes if "{rest" not in route.path}))
    raise ControlError(
        f"no such control: {request.http.method} {request.http.url.path}; {known}", 404
    )


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
routes = [
    route("/", "GET", overview),
    *world.routes,
    *apps.routes,
    *grants.routes,
    *posts.routes,
    *deliveries.routes,
    *properties.routes,
    *(route("/{rest:path}", method, unknown) for method in _METHODS),
]
