"""TikTok's consent page, and the page it shows when it will not say what is wrong."""

from collections.abc import Iterable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from zharia.simulator.model import App, User
from zharia.simulator.pages import display
from zharia.simulator.pages.rendering import page


def consent_page(
    request: Request,
    *,
    app: App,
    users: Sequence[User],
    scopes: Iterable[str],
    state_fields: Mapping[str, str],
) -> Response:
    """Ask one of `users` to grant `scopes` to `app`.

    The form posts `state_fields` as they are, `username`, each granted `scope`, and `decision`,
    which is `allow` or `deny`, to `/v2/auth/authorize/`.
    """
    return page(
        request,
        "consent.html",
        external_form_action=True,
        app=app,
        users=users,
        scopes=[(scope, display.SCOPES.get(scope, scope)) for scope in scopes],
        state_fields=state_fields,
    )


def opaque_error_page(request: Request, *, word: str) -> Response:
    """Name the parameter that is wrong and nothing else, as TikTok does."""
    return page(request, "opaque.html", status=400, word=word)
