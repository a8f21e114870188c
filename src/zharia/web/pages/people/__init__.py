"""People: signing in, users, API keys, one's own account."""
