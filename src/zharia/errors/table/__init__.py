"""The table of errors: one file for each source."""
