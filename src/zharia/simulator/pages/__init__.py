"""The simulator's pages: TikTok as its users see it, and what an engineer wants to see of it."""

from starlette.routing import BaseRoute, Mount, Route

from zharia.simulator.pages import inbox, live, log, pictures, posts, profiles, rendering
from zharia.simulator.pages.consent import consent_page, opaque_error_page

routes: list[BaseRoute] = [
    Route("/", profiles.home),
    Route("/log", log.show),
    Route("/events", live.events),
    Route("/posts/{publish_id}", posts.by_publish_id),
    Route("/posts/{publish_id}/privacy", posts.set_privacy, methods=["POST"]),
    Route("/posts/{publish_id}/remove", posts.remove, methods=["POST"]),
    Route("/photo/{publish_id}/{number:int}.jpg", pictures.photo),
    Route("/avatar/{username}.svg", pictures.user_avatar),
    Route("/@{username}", profiles.profile),
    Route("/@{username}/inbox", inbox.show),
    Route("/@{username}/inbox/{publish_id}", inbox.draft),
    Route("/@{username}/inbox/{publish_id}/open", inbox.open_draft, methods=["POST"]),
    Route("/@{username}/inbox/{publish_id}/post", inbox.post_draft, methods=["POST"]),
    Route("/@{username}/inbox/{publish_id}/discard", inbox.discard_draft, methods=["POST"]),
    Route("/@{username}/photo/{post_id:int}", posts.by_post_id),
    Mount("/static", rendering.Static(directory=rendering.STATIC), name="static"),
]

__all__ = ["consent_page", "opaque_error_page", "routes"]
