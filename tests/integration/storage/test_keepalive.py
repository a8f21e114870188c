"""Connections to PostgreSQL: each end notices when the other one has vanished without a word."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from zharia.storage.connection_pools import postgres_engine, postgres_listener

#: as the operating system and PostgreSQL name them
KEEPALIVE = {
    "tcp_keepalives_idle": socket.TCP_KEEPIDLE,
    "tcp_keepalives_interval": socket.TCP_KEEPINTVL,
    "tcp_keepalives_count": socket.TCP_KEEPCNT,
    "tcp_user_timeout": socket.TCP_USER_TIMEOUT,
}


@contextmanager
def pooled(url: str) -> Iterator["psycopg.Connection[Any]"]:
    engine = postgres_engine(make_url(url))
    try:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            yield driver
    finally:
        engine.dispose()


@contextmanager
def listening(url: str) -> Iterator["psycopg.Connection[Any]"]:
    with closing(postgres_listener(make_url(url))) as connection:
        yield connection


def waits_of(connection: "psycopg.Connection[Any]") -> list[tuple[int, int]]:
    """Here and at the server, for each of `KEEPALIVE`."""
    with socket.socket(fileno=os.dup(connection.fileno())) as ours:
        here = [ours.getsockopt(socket.IPPROTO_TCP, option) for option in KEEPALIVE.values()]
    asked = "SELECT setting FROM pg_settings WHERE name = %s"
    there = [connection.execute(asked, (name,)).fetchone() for name in KEEPALIVE]
    return [(mine, int(theirs[0])) for mine, theirs in zip(here, there, strict=True) if theirs]


@pytest.mark.parametrize("opened", [pooled, listening])
def test_both_ends_wait_for_less_than_a_minute(postgres_copy: str, opened: Any) -> None:
    with opened(postgres_copy) as connection:
        assert waits_of(connection) == [(20, 20), (10, 10), (3, 3), (50_000, 50_000)]
    with opened(f"{postgres_copy}?keepalives_idle=7&tcp_user_timeout=9000") as connection:
        assert waits_of(connection) == [(7, 7), (10, 10), (3, 3), (9000, 9000)]
