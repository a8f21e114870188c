"""Feeds: adding one, a preview of what it brings, its settings."""
