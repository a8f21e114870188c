"""A process of many threads that all find the access token dead at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from zharia.accounts import Scope, TokenVault
from zharia.storage.crypto import open_keyring
from zharia.storage.database import Database
from zharia.tiktok import Client


def refresh(given: dict[str, Any], test: Connection) -> None:
    """Say "ready", wait for the word, then tell what each thread came to: `ok` or an error's name.

    Given are database, key, tiktok (URL), client_key, client_secret, account_id, threads,
    lease_seconds, and `stale`, the token that TikTok has called invalid, or an empty string where
    the clock says so.
    """
    database = Database(given["database"])

    def open_client(_: object) -> Client:
        return Client(given["client_key"], given["client_secret"], api_url=given["tiktok"])

    vault = TokenVault(
        database,
        open_keyring(given["key"], Path()),
        open_client,
        lease_seconds=given["lease_seconds"],
    )
    together = threading.Barrier(given["threads"])
    shared = open_client(None)

    def publish(_: int) -> str:
        together.wait()
        try:
            if given["stale"]:
                token = vault.refresh(given["account_id"], given["stale"])
            else:
                token = vault.access_token(given["account_id"], Scope.PUBLISH)
            # With no way to renew: a dead token shows here.
            shared.user_info(token)
        except Exception as error:  # noqa: BLE001 - its name is the result
            return type(error).__name__
        return "ok"

    test.send("ready")
    test.recv()
    with ThreadPoolExecutor(given["threads"]) as threads:
        test.send(list(threads.map(publish, range(given["threads"]))))
    shared.close()
    database.close()
