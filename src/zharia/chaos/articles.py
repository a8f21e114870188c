"""The articles of a run: which are to come, which came in, which the service has accepted."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from zharia.chaos.audit import PostKey
from zharia.chaos.cms import Cms
from zharia.chaos.installation import Installation
from zharia.chaos.newsroom import Newsroom
from zharia.chaos.plan import Channel, Story

#: publications in the queue, for each account, beyond which no more articles come in
_BACKLOG: Final = 4


class Articles:
    """Hands stories to the CMS and the newsroom's feeds as long as the service keeps up."""

    def __init__(self, newsroom: Newsroom, cms: Cms, installation: Installation) -> None:
        self._newsroom, self._cms, self._installation = newsroom, cms, installation
        self._pending: deque[Story] = deque()
        self._sent: list[Story] = []
        #: accounts that had to be connected again
        self.reconnects = 0

    @property
    def sent_count(self) -> int:
        return len(self._sent)

    def add(self, stories: Iterable[Story]) -> None:
        """Let these come in as soon as there is room."""
        self._pending.extend(stories)

    def drop_pending(self) -> None:
        """Let nothing more come in."""
        self._pending.clear()

    def send_pending(self) -> None:
        """Let in what is to come, as long as the service keeps up."""
        self.reconnects += self._installation.reconnect()
        room = _BACKLOG * len(self._installation.accounts) - self._installation.queued_count()
        room -= self._cms.waiting
        while self._pending and room > 0:
            story = self._pending.popleft()
            self._sent.append(story)
            room -= len(story.languages)
            if story.channel is Channel.JSON:
                self._cms.send(story)
            else:
                self._newsroom.publish(story)

    def send_again(self) -> None:
        """Have the CMS deliver all its stories once more; the feeds list theirs all the time."""
        for story in self._sent:
            if story.channel is Channel.JSON:
                self._cms.send(story)

    def all_received(self) -> bool:
        """Whether everything that is to come has come in, and has its publications."""
        self.send_pending()
        sent = (key for story in self._sent for key in self._keys(story))
        return not self._pending and self._have_publications(sent)

    def accepted_are_stored(self) -> bool:
        """Whether every accepted story has its publications: without one it would be lost."""
        return self._have_publications(self.accepted())

    def accepted(self) -> list[PostKey]:
        """The posts of stories that the service has accepted, or whose feed it has read since."""
        return [
            key for story in self._sent if self._is_accepted(story) for key in self._keys(story)
        ]

    def _have_publications(self, keys: Iterable[PostKey]) -> bool:
        known = {row.key for row in self._installation.rows()}
        return not self._cms.waiting and known.issuperset(keys)

    def _is_accepted(self, story: Story) -> bool:
        if story.channel is Channel.JSON:
            return story.number in self._cms.accepted
        listed = self._newsroom.published_at(story)
        read = self._installation.feeds_read()
        feeds = [read.get(self._newsroom.feed_url(language)) for language in story.languages]
        return listed is not None and all(at is not None and at > listed for at in feeds)

    def _keys(self, story: Story) -> list[PostKey]:
        """The story on each account of its languages."""
        return [
            PostKey(story.number, username)
            for language, username in self._installation.accounts
            if language in story.languages
        ]
