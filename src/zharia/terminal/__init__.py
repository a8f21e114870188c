"""Terminal output: a live view of publications, and tables."""
