"""The database and what keeps it: sessions, ids, sealed columns, search, compare-and-set."""
