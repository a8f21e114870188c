"""Client cache: one TikTok client, and so its connections, per set of credentials."""

import threading
import time
from typing import TYPE_CHECKING, Final

from zharia.accounts.app_config import App, ClientFactory, app_of
from zharia.accounts.model import Account, Environment
from zharia.storage.crypto import Keyring
from zharia.storage.database import Database

if TYPE_CHECKING:
    from zharia.tiktok import Client

#: seconds for which credentials that were read are used
_MAX_AGE: Final = 1.0


class ClientCache:
    """Opens a client at its first use. Threads may share it; close it at the end."""

    def __init__(self, database: Database, keys: Keyring, open_client: ClientFactory) -> None:
        self._database = database
        self._keys = keys
        self._open_client = open_client
        self._lock = threading.Lock()
        self._clients: dict[App, Client] = {}
        #: environment → until when on the monotonic clock, and its credentials
        self._apps: dict[Environment, tuple[float, App]] = {}

    def client_for(self, account: Account) -> "Client":
        """TikTok with the credentials of the account's environment, as they were a second ago.

        Raises `NotConfigured`.
        """
        app = self._app(Environment(account.environment))
        with self._lock:
            if app not in self._clients:
                self._clients[app] = self._open_client(app).__enter__()
            return self._clients[app]

    def _app(self, environment: Environment) -> App:
        until, app = self._apps.get(environment, (0.0, None))
        now = time.monotonic()
        if app is None or until < now:
            with self._database.read() as session:
                app = app_of(session, self._keys, environment)
            self._apps[environment] = now + _MAX_AGE, app
        return app

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()
