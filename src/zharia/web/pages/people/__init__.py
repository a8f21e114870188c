"""People: users, invitations, API keys, one's own account."""
