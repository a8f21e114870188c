"""An article becomes a post's text. Pure: no clock, no network, nothing else of ours."""

from zharia.posts.compose import compose
from zharia.posts.cutting import shorten, utf16_units
from zharia.posts.hashtags import hashtag
from zharia.posts.model import Loss, Note, Post, Story, Style
from zharia.posts.names import listed
from zharia.posts.plain import plain_text

__all__ = [
    "Loss",
    "Note",
    "Post",
    "Story",
    "Style",
    "compose",
    "hashtag",
    "listed",
    "plain_text",
    "shorten",
    "utf16_units",
]
