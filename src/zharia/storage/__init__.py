"""Storage: database sessions, ids, encrypted columns, search, compare-and-set."""
