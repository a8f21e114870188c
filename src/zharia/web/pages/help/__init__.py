"""Help: every error with who acts and what to do."""
