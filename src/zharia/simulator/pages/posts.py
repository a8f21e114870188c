"""A post's page: as a phone shows it, with technical details, and its author's actions."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from zharia.simulator import user_actions
from zharia.simulator.init_checks import privacy_level_options
from zharia.simulator.model import Post
from zharia.simulator.pages import display, security
from zharia.simulator.pages.rendering import not_found, page
from zharia.simulator.world import World, world_of


def _show(request: Request, publish_id: str) -> Response:
    world = world_of(request)
    post = world.post(publish_id)
    user = world.user(post.username) if post else None
    if post is None or user is None:
        return not_found(request, "This post")
    app = world.app(post.client_key)
    # the call log has failures after init under the publish id
    notes = [why for call in world.state.calls if call.path == publish_id for why in call.wrong]
    deliveries = [d for d in world.state.deliveries if post.publish_id in d.body]
    return page(
        request,
        "post.html",
        post=post,
        user=user,
        app_name=app.name if app else post.client_key,
        deliveries=deliveries,
        notes=notes,
        privacy_levels=privacy_level_options(user),
    )


async def by_publish_id(request: Request) -> Response:
    return _show(request, request.path_params["publish_id"])


async def by_post_id(request: Request) -> Response:
    post_id, username = request.path_params["post_id"], request.path_params["username"]
    for post in world_of(request).state.posts:
        ids = (post.post_id, *(repost.post_id for repost in post.reposts))
        if post_id in ids and post.username == username:
            return _show(request, post.publish_id)
    return not_found(request, "This post")


async def set_privacy(request: Request) -> Response:
    level = str((await request.form()).get("privacy_level", ""))
    return change_post(request, lambda world, id_: user_actions.set_privacy(world, id_, level))


async def remove(request: Request) -> Response:
    return change_post(request, user_actions.remove_post)


def change_post(
    request: Request,
    act: Callable[[World, str], Post],
    where_to: Callable[[Post], str] = display.href,
) -> Response:
    """Act on the post that the path names, and redirect; 409 if that is not possible."""
    if not security.is_same_origin(request):
        return security.refusal()
    try:
        post = act(world_of(request), request.path_params["publish_id"])
    except user_actions.NotPossible as error:
        return PlainTextResponse(str(error), status_code=409)
    return RedirectResponse(where_to(post), status_code=303)
