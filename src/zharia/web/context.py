"""Dependencies of the HTTP edge, in one object."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from zharia.accounts import ClientFactory, OAuthFlow, TokenVault
from zharia.accounts.clients import ClientCache
from zharia.fetch import Fetcher
from zharia.journal import Installation
from zharia.media.library import PhotoLibrary
from zharia.media.store import PhotoStore
from zharia.posts import Style
from zharia.publishing.engine import Engine
from zharia.publishing.rate_limits import Limits
from zharia.settings import Settings
from zharia.storage.crypto import Keyring, Secret
from zharia.storage.database import Database


@dataclass(frozen=True, slots=True)
class WebContext:
    """The tools of a process that answers HTTP. Its database is upgraded and configured."""

    settings: Settings
    database: Database
    keys: Keyring
    open_client: ClientFactory
    #: TikTok for an account while a person waits: it gives up sooner than a worker's
    clients: ClientCache
    connecting: OAuthFlow
    vault: TokenVault
    #: the attempt journal, and whether this process is one that may send
    installation: Installation
    #: wakes publications; it need not hear them
    engine: Engine
    #: photos that TikTok pulls, and that our pages show
    store: PhotoStore
    #: makes photos ready, for previews and uploads; starts processes when first asked to
    library: PhotoLibrary
    #: the one way to a foreign address
    fetcher: Fetcher
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
    def limits(self) -> Limits:
        """How much TikTok takes of each account."""
        return Limits.from_settings(self.settings)

    @property
    def public_url(self) -> str:
        """How TikTok and browsers reach us, without a slash at its end."""
        return self.settings.public_url.rstrip("/")

    @property
    def redirect_uri(self) -> str:
        """For TikTok's console, byte for byte."""
        return f"{self.public_url}/api/tiktok/callback"

    @property
    def webhook_url(self) -> str:
        """For TikTok's console."""
        return f"{self.public_url}/api/tiktok/webhook"


def _context(request: Request) -> WebContext:
    context: WebContext = request.app.state.context
    return context


#: what a route asks for to get it
Context = Annotated[WebContext, Depends(_context)]
