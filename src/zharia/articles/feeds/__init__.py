"""Feeds: RSS, Atom, JSON Feed and WordPress become articles."""
