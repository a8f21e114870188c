"""What the HTTP edge needs from the rest of the service, in one place."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from zharia.accounts import Connecting, OpenClient, TokenVault
from zharia.crypto import Keyring, Secret
from zharia.database import Database
from zharia.media.store import PhotoStore
from zharia.posts import Style
from zharia.publishing.engine import Engine
from zharia.settings import Settings


@dataclass(frozen=True, slots=True)
class WebContext:
    """The tools of a process that answers HTTP. Its database is upgraded and configured."""

    settings: Settings
    database: Database
    keys: Keyring
    open_client: OpenClient
    connecting: Connecting
    vault: TokenVault
    #: wakes publications; it need not hear them
    engine: Engine
    #: photos that TikTok pulls
    store: PhotoStore
    #: signs access tokens, see `users.open_jwt_secret`
    jwt_secret: Secret

    @property
    def style(self) -> Style:
        """How long a post's texts may be."""
        return Style(
            title_limit=self.settings.title_limit,
            description_limit=self.settings.description_limit,
        )

    @property
    def public_url(self) -> str:
        """How TikTok and browsers reach us, without a slash at its end."""
        return self.settings.public_url.rstrip("/")


def _context(request: Request) -> WebContext:
    context: WebContext = request.app.state.context
    return context


#: what a route asks for to get it
Context = Annotated[WebContext, Depends(_context)]
