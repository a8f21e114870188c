"""An article becomes a post's text. Pure: no clock, no network, nothing else of ours."""

from zharia.posts.compose import compose
from zharia.posts.hashtags import hashtag
from zharia.posts.model import Loss, Post, Story, Style
from zharia.posts.name_lists import split_names
from zharia.posts.truncation import utf16_units

__all__ = [
    "Loss",
    "Post",
    "Story",
    "Style",
    "compose",
    "hashtag",
    "split_names",
    "utf16_units",
]
