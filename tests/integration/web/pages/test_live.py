"""Live updates tell a page what has changed since it was made, and nothing older."""

import asyncio
from contextlib import aclosing

from tests.integration.web.newsroom import Newsroom

from zharia.accounts import configuration
from zharia.publishing.change_token import latest_change
from zharia.web.pages.base.live import Changes


def change(newsroom: Newsroom) -> str:
    """Something that pages show; the change as they know it."""
    with newsroom.database.write() as session:
        configuration(session).updated_at = newsroom.database.now(session)
    with newsroom.database.read() as session:
        return latest_change(session)


def test_a_page_that_comes_after_a_while_is_told_of_no_change_long_past(newsroom: Newsroom) -> None:
    changes = Changes(newsroom.database)

    async def first_heard() -> str:
        async with aclosing(changes.listen("")) as heard:
            return await anext(heard)

    async def look() -> None:
        known = change(newsroom)
        assert await first_heard() == known
        known = change(newsroom)
        assert await first_heard() == known

    asyncio.run(look())
