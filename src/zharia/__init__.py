"""Zharia publishes a newsroom's articles as TikTok photo posts, exactly once."""

#: as in pyproject.toml, which an installation from a checkout need not carry along
__version__ = "0.1.0"
