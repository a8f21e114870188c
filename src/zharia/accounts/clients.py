"""Client cache: one TikTok client, and so its connections, per set of credentials."""

import threading
from typing import TYPE_CHECKING

from zharia.accounts.app_config import App, ClientFactory, app_of
from zharia.accounts.model import Account, Environment
from zharia.storage.crypto import Keyring
from zharia.storage.database import Database

if TYPE_CHECKING:
    from zharia.tiktok import Client


class ClientCache:
    """Opens a client at its first use. Threads may share it; close it at the end."""

    def __init__(self, database: Database, keys: Keyring, open_client: ClientFactory) -> None:
        self._database = database
        self._keys = keys
        self._open_client = open_client
        self._lock = threading.Lock()
        self._clients: dict[App, Client] = {}

    def client_for(self, account: Account) -> "Client":
        """TikTok with the credentials of the account's environment, as they are now.

        Raises `NotConfigured`.
        """
        with self._database.read() as session:
            app = app_of(session, self._keys, Environment(account.environment))
        with self._lock:
            if app not in self._clients:
                self._clients[app] = self._open_client(app).__enter__()
            return self._clients[app]

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()
