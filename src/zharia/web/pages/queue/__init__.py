"""The queue: drafts that wait for an editor and posts on their way."""
