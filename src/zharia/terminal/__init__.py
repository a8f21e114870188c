"""What a person in a terminal sees: a live view of publications, and tables."""
