"""The home page, and a user's profile with the grid of covers."""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from zharia.simulator.pages import display
from zharia.simulator.pages.rendering import not_found, page
from zharia.simulator.world import world_of

if TYPE_CHECKING:
    from zharia.simulator.model import Post

#: covers of each user on the home page
_LATEST = 12
#: covers on a profile until more are asked for
_PER_PAGE = 48
_MOST = 5_000
#: lines of the call log on the home page
_RECENT_CALLS = 7


async def home(request: Request) -> Response:
    state = world_of(request).state
    latest: dict[str, list[Post]] = defaultdict(list)
    counts: Counter[str] = Counter()
    drafts: Counter[str] = Counter()
    stages: Counter[display.Stage] = Counter()
    for post in reversed(state.posts):
        stage = display.stage(post)
        stages[stage] += 1
        drafts[post.username] += stage is display.Stage.DRAFT
        if not display.is_unposted_draft(post):
            counts[post.username] += stage in {display.Stage.LIVE, display.Stage.MODERATION}
            if len(latest[post.username]) < _LATEST:
                latest[post.username].append(post)
    return page(
        request,
        "home.html",
        latest=latest,
        counts=counts,
        drafts=drafts,
        stages=stages,
        calls=state.calls[: -_RECENT_CALLS - 1 : -1],
        base=str(request.base_url).rstrip("/"),
    )


async def profile(request: Request) -> Response:
    user = world_of(request).user(request.path_params["username"])
    if user is None:
        return not_found(request, "This account")
    state = world_of(request).state
    private = request.query_params.get("tab") == "private"
    asked = request.query_params.get("show", "")
    counts = asked.isascii() and asked.isdigit() and len(asked) <= len(str(_MOST))
    limit = min(int(asked), _MOST) if counts else _PER_PAGE
    mine = [post for post in reversed(state.posts) if post.username == user.username]
    shown = [post for post in mine if not display.is_unposted_draft(post)]
    on_tab = [post for post in shown if display.is_private(post) == private]
    return page(
        request,
        "profile.html",
        user=user,
        private=private,
        posts=on_tab[:limit],
        rest=max(len(on_tab) - limit, 0),
        limit=limit + _PER_PAGE,
        public_count=sum(not display.is_private(post) for post in shown),
        private_count=sum(display.is_private(post) for post in shown),
        drafts=sum(display.stage(post) is display.Stage.DRAFT for post in mine),
    )
