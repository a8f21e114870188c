"""An article becomes a post's text. Pure: no clock, no network, nothing else of ours."""

from zharia.posts.compose import compose
from zharia.posts.cutting import utf16_units
from zharia.posts.hashtags import hashtag
from zharia.posts.model import Loss, Post, Story, Style
from zharia.posts.names import listed

__all__ = [
    "Loss",
    "Post",
    "Story",
    "Style",
    "compose",
    "hashtag",
    "listed",
    "utf16_units",
]
