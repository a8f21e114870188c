"""Feeds: the list, adding one, its settings, polling it now."""
