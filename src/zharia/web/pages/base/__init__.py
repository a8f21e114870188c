"""The frame of every page: who is looking, forms, notices, error pages, live updates."""
