"""One row of the tables of headlines."""

from dataclasses import dataclass, field

from zharia.posts import Story, Style
from zharia.posts.model import Note


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    story: Story
    title: str
    #: one line, written in three parts: text, link, hashtags
    description: str
    style: Style = field(default_factory=Style)
    notes: tuple[Note, ...] = ()
