"""What a publication costs the database: statements, which are most of a worker's time."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from tests.integration.publishing.room import Room, accepts
from zharia.publishing.states import State
from zharia.storage.database import Database


def count(database: Database, work: Callable[[], Any]) -> int:
    """Statements that it sends, besides those that begin and end transactions."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    framing = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")
    return sum(not one.startswith(framing) for one in statements)


def test_a_publication_takes_no_more_statements_than_it_has_to(database: Database) -> None:
    room = Room(database)
    room.tiktok.on_init = accepts("v_inbox_url~v2.1")
    # The first asks for what later ones have at hand.
    room.advance(room.publication("first", photos=1))
    room.tiktok.on_init = accepts("v_inbox_url~v2.2")
    one = room.publication("second", photos=1)
    sent = count(database, lambda: room.publisher.advance(one))
    assert room.state(one) is State.PROCESSING
    pulled = count(database, lambda: room.pull(one))
    told = count(database, lambda: room.webhook("post.publish.inbox_delivered", "v_inbox_url~v2.2"))
    assert room.state(one) is State.DELIVERED
    assert sent <= 30
    assert pulled <= 10
    # Two of them store the delivery, and mark it as processed.
    assert told <= 10
