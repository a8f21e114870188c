"""Publications: the list, one publication with its history, and decisions about it."""
