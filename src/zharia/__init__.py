"""Zharia publishes a newsroom's articles as TikTok photo posts, exactly once."""
