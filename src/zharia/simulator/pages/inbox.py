"""A user's TikTok inbox: drafts that apps delivered, to be finished or thrown away."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zharia.simulator import user_actions
from zharia.simulator.init_checks import privacy_level_options
from zharia.simulator.model import Post
from zharia.simulator.pages import display, security
from zharia.simulator.pages.posts import change_post
from zharia.simulator.pages.rendering import not_found, page
from zharia.simulator.world import World, world_of


async def show(request: Request) -> Response:
    user = world_of(request).user(request.path_params["username"])
    if user is None:
        return not_found(request, "This account")
    state = world_of(request).state
    drafts = [
        post
        for post in reversed(state.posts)
        if post.username == user.username and display.is_unposted_draft(post)
    ]
    apps = {app.client_key: app.name for app in state.apps}
    return page(request, "inbox.html", user=user, drafts=drafts, apps=apps)


def _draft_of(request: Request) -> Post | None:
    post = world_of(request).post(request.path_params["publish_id"])
    if post is None or post.username != request.path_params["username"]:
        return None
    return post


async def draft(request: Request) -> Response:
    post, user = _draft_of(request), world_of(request).user(request.path_params["username"])
    if post is None or user is None:
        return not_found(request, "This draft")
    if display.stage(post) is not display.Stage.DRAFT:
        return RedirectResponse(display.href(post), status_code=303)
    return page(
        request, "draft.html", post=post, user=user, privacy_levels=privacy_level_options(user)
    )


async def open_draft(request: Request) -> Response:
    """The user taps on the notification."""
    return _change(request, user_actions.open_draft, display.draft_href)


async def post_draft(request: Request) -> Response:
    """Post what the user made of the draft; the text may be changed, the photos not."""
    form = await request.form()

    def post(world: World, publish_id: str) -> Post:
        return user_actions.post_draft(
            world,
            publish_id,
            str(form.get("privacy_level", "")),
            title=str(form.get("title", "")),
            description=str(form.get("description", "")),
            disable_comment="allow_comment" not in form,
            brand_content="brand_content" in form,
            brand_organic="brand_organic" in form,
            auto_add_music="auto_add_music" in form,
        )

    return _change(request, post, display.href)


async def discard_draft(request: Request) -> Response:
    return _change(request, user_actions.discard_draft, lambda post: f"/@{post.username}/inbox")


def _change(
    request: Request,
    act: Callable[[World, str], Post],
    where_to: Callable[[Post], str],
) -> Response:
    if security.is_same_origin(request) and _draft_of(request) is None:
        return not_found(request, "This draft")
    return change_post(request, act, where_to)
